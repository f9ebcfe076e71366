import { join } from 'node:path';
import test from 'ava';
import type { Fixture } from '../../src/authoring/fixture.js';
import { objectsOf } from '../../src/kustomize/objects.js';
import { getIn, type Path } from '../../src/model/path.js';
import { isList, isObject, type JsonObject, type JsonValue } from '../../src/model/json.js';
import { cutDocuments } from '../../src/source/documents.js';
import { selectManifests } from '../../src/source/manifests.js';
import { parseTemplateDocument } from '../../src/source/template-document.js';
import { blockTree } from '../../src/source/template/blocks.js';
import { readTemplate } from '../../src/source/template/read-template.js';
import { tokenizeTemplate } from '../../src/source/template/tokenize.js';
import { readFixtures } from '../../src/testing.js';
import { transforms } from '../../transforms/index.js';
import { root } from '../root.js';
import { alterations } from './labels-and-selectors.js';

interface Pair {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** The objects of a fixture, before and after; those of a template in each of its cases. */
function pairsOf({ before, after, template, settings: { target } }: Fixture): Pair[] {
  const [old, fresh] = [before, after].map((bytes) => new TextDecoder().decode(bytes)) as [string, string];
  if (!template) return [...objectsOf(old, fresh)];
  const [olds, freshes] = [old, fresh].map((text) => templateObjects(text, target.to)) as [JsonObject[], JsonObject[]];
  if (olds.length === freshes.length) return olds.map((object, index) => ({ before: object, after: freshes[index] ?? {} }));
  // A template that comes to serve old clusters too has more cases: each has to be like one that there was, and the other way about.
  const partner = (candidates: readonly Pair[]): Pair[] => candidates.filter(({ before: a, after: b }) => alterations(a, b).length === 0).slice(0, 1);
  const likely = (object: JsonObject, others: readonly JsonObject[]): JsonObject[] => others.filter(({ kind }) => kind === object['kind']);
  return [
    ...freshes.flatMap((object): Pair[] => {
      const candidates = likely(object, olds).map((old) => ({ before: old, after: object }));
      return partner(candidates).length > 0 ? partner(candidates) : candidates.slice(0, 1);
    }),
    ...olds.flatMap((object): Pair[] => {
      const candidates = likely(object, freshes).map((each) => ({ before: object, after: each }));
      return partner(candidates).length > 0 ? partner(candidates) : candidates.slice(0, 1);
    }),
  ];
}

function templateObjects(text: string, version: string): JsonObject[] {
  const read = readTemplate(text, { version: version as '1.21', apis: () => undefined });
  const tokenized = tokenizeTemplate(text);
  const treed = tokenized.ok ? blockTree(text, tokenized.tokens) : tokenized;
  if (!read.ok || !treed.ok) throw new Error('The template cannot be read');
  const blocks = treed.tree.blocks.filter(({ start, end, keyword }) => keyword !== 'define' && text.slice(start, end).includes('\n'));
  return read.regions
    .flatMap(({ worlds }) => worlds)
    .flatMap((world) => cutDocuments(world.text).map((span) => parseTemplateDocument(text, world, span, blocks)))
    .flatMap((parsed) => {
      if (!parsed.ok || parsed.document.data === null) return [];
      // What a template prints into a map is some key of it.
      const data = parsed.document.open.reduce<JsonValue>((known, path) => withPrinted(known, path), parsed.document.data);
      return selectManifests(data).manifests.map(({ path }) => getIn(data, path)).filter(isObject);
    });
}

function withPrinted(value: JsonValue, [key, ...rest]: Path): JsonValue {
  if (key === undefined) return isObject(value) || value === null ? { ...value, '{{ printed }}': '' } : value;
  if (isList(value)) return value.map((item, index) => (index === key ? withPrinted(item, rest) : item));
  return isObject(value) ? { ...value, [key]: withPrinted(value[key] ?? null, rest) } : value;
}

const changing = transforms.flatMap((transform) =>
  readFixtures(transform, join(root, 'transforms', transform.meta.id))
    .filter(({ changes, settings }) => changes && !settings.accept.has(transform.meta.id))
    .map((fixture) => ({ transform, fixture })),
);

test('no transform changes what the selectors of a repository find, unless somebody has accepted it by name', (t) => {
  let pairs = 0;
  let templates = 0;
  for (const { transform, fixture } of changing) {
    for (const { before, after } of pairsOf(fixture)) {
      // Their schemas have fields of these names.
      if (before['kind'] === 'CustomResourceDefinition') continue;
      t.deepEqual(alterations(before, after), [], `${transform.meta.id}/${fixture.name}`);
      pairs++;
      if (fixture.template) templates++;
    }
  }
  t.true(pairs > 400 && templates > 20, `${pairs} pairs, ${templates} of templates`);
  t.log({ pairs, templates });
});

test('what would alter it is seen', (t) => {
  const labelled = (labels: JsonObject, more: JsonObject = {}): JsonObject => ({ kind: 'Deployment', metadata: { labels }, ...more });
  t.deepEqual(alterations(labelled({ a: 'b' }), labelled({ a: 'c' })), ['metadata.labels loses a']);
  t.deepEqual(alterations(labelled({ a: 'b' }), labelled({ c: 'd' })), ['metadata.labels loses a', 'metadata.labels gains c']);
  t.deepEqual(alterations({ kind: 'Node', metadata: { labels: { 'beta.kubernetes.io/os': 'linux' } } }, { kind: 'Node', metadata: { labels: { 'kubernetes.io/os': 'linux' } } }), [
    'metadata.labels loses beta.kubernetes.io/os',
  ]);
  const pods = { template: { metadata: { labels: { app: 'web' } } } };
  t.deepEqual(alterations({ kind: 'Deployment', spec: pods }, { kind: 'Deployment', spec: { ...pods, selector: { matchLabels: { app: 'api' } } } }), ['spec.selector selects {"matchLabels":{"app":"api"}}']);
  t.deepEqual(alterations({ kind: 'Deployment', spec: pods }, { kind: 'Deployment', spec: { ...pods, selector: { matchLabels: { app: 'web' } } } }), []);
  t.deepEqual(alterations({ kind: 'Service', spec: { selector: { app: 'web' } } }, { kind: 'Service', spec: {} }), ['spec.selector no longer selects {"app":"web"}']);
  const budget = (apiVersion: string, spec: JsonObject): JsonObject => ({ apiVersion, kind: 'PodDisruptionBudget', spec });
  t.deepEqual(alterations(budget('policy/v1beta1', { selector: {} }), budget('policy/v1', { selector: {} })), ['spec.selector selects everything']);
  t.deepEqual(alterations(budget('policy/v1beta1', { selector: { matchLabels: {} } }), budget('policy/v1', {})), []);
});
