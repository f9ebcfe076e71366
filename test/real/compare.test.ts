import test from 'ava';
import { compareObjects, type ComparedObject } from './compare.js';
import { readObjects, type RenderedObject } from './objects.js';

const budget = (version: string, more = ''): string => `---\n# Source: shop/templates/budget.yaml\napiVersion: policy/${version}\nkind: PodDisruptionBudget\nmetadata:\n  name: shop${more}\n`;
const old = budget('v1beta1');
const current = budget('v1');

async function compare(original: string, expected: string, actual: string, again?: string): Promise<ComparedObject[]> {
  const repeat = again === undefined ? {} : { again: async (): Promise<RenderedObject[]> => readObjects(again) };
  return compareObjects({ original: readObjects(original), expected: readObjects(expected), actual: readObjects(actual), ...repeat });
}

const summary = (compared: readonly ComparedObject[]): string[] => compared.map(({ agreement, object }) => `${agreement} ${object.name}`);

test('objects are read with their sources, out of lists too', (t) => {
  const list = `# Source: shop/templates/list.yaml
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: b}}
  - {apiVersion: v1, kind: Pod, metadata: {generateName: run-}}
`;
  t.deepEqual(
    readObjects(`${old}---\n${list}---\n# only a comment\n---\n[`).map(({ name, kind, source }) => [name.slice(0, 30), kind, source]),
    [
      ['PodDisruptionBudget shop', 'PodDisruptionBudget', 'shop/templates/budget.yaml'],
      ['ConfigMap b/a', 'ConfigMap', 'shop/templates/list.yaml'],
      ['Pod run-*', 'Pod', 'shop/templates/list.yaml'],
      ['a document that does not parse', '', undefined],
    ],
  );
});

test('agreement, and the ways to lack it', async (t) => {
  t.deepEqual(summary(await compare(old, current, current)), ['equal PodDisruptionBudget shop']);
  t.deepEqual(summary(await compare(old, current, old)), ['unmigrated PodDisruptionBudget shop']);
  t.deepEqual(summary(await compare(old, current, budget('v1', '\nspec: {}'))), ['different PodDisruptionBudget shop']);
  t.deepEqual(summary(await compare(old, current, '')), ['missing PodDisruptionBudget shop']);
  t.deepEqual(summary(await compare(old, current, current + current)), ['equal PodDisruptionBudget shop', 'extra PodDisruptionBudget shop']);
});

test('a change that nobody asked for is a difference', async (t) => {
  const [compared] = await compare(current, current, budget('v2'));
  t.like(compared, { agreement: 'different', outdated: false });
  t.regex(compared?.diff ?? '', /- {2}"apiVersion": "policy\/v1",\n\+ {2}"apiVersion": "policy\/v2",[^]*\(at apiVersion\)/);
});

test('the order of objects does not matter', async (t) => {
  const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n';
  t.deepEqual(summary(await compare(`${old}---\n${other}`, `${current}---\n${other}`, `${other}---\n${current.slice(4)}`)), ['equal PodDisruptionBudget shop', 'equal ConfigMap other']);
});

test('checksums of templates are left out, nothing else in their annotations', async (t) => {
  const annotated = (sum: string, team: string): string => budget('v1', `\n  annotations: {checksum/config: ${sum}, team: ${team}}`);
  t.like((await compare(annotated('a', 'x'), annotated('a', 'x'), annotated('b', 'x')))[0], { agreement: 'equal', checksums: 1 });
  t.like((await compare(annotated('a', 'x'), annotated('a', 'x'), annotated('b', 'y')))[0], { agreement: 'different', checksums: 1 });
});

test('what comes out differently each time is left out, nothing else beside it', async (t) => {
  const secret = (key: string, user: string): string => `apiVersion: v1\nkind: Secret\nmetadata: {name: shop}\ndata: {key: ${key}, user: ${user}}\n`;
  t.like((await compare(secret('a', 'x'), secret('a', 'x'), secret('b', 'x'), secret('c', 'x')))[0], { agreement: 'equal', unstable: 1 });
  t.like((await compare(secret('a', 'x'), secret('a', 'x'), secret('b', 'y'), secret('c', 'x')))[0], { agreement: 'different', unstable: 1 });
  t.like((await compare(secret('a', 'x'), secret('a', 'x'), secret('b', 'x'), secret('a', 'x')))[0], { agreement: 'different', unstable: 0 });
});

test('an object with a random name is told by its kind and template', async (t) => {
  const job = (name: string, image: string): string => `# Source: shop/templates/job.yaml\napiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {image: ${image}}\n`;
  t.deepEqual(summary(await compare(job('a', 'x'), job('a', 'x'), job('b', 'x'), job('c', 'x'))), ['equal Pod a']);
  t.deepEqual(summary(await compare(job('a', 'x'), job('a', 'x'), job('b', 'y'), job('c', 'x'))), ['different Pod a']);
  t.deepEqual(summary(await compare(job('a', 'x'), job('a', 'x'), job('b', 'x'), job('a', 'x'))), ['missing Pod a', 'extra Pod b']);
});
