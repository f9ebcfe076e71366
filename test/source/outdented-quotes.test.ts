import test from 'ava';
import { load } from 'js-yaml';
import { planFile } from '../../src/engine/plan-file.js';
import { parseDocument, readDocument } from '../../src/source/parse.js';
import { testSettings } from '../settings.js';

const map = (quoted: string): string => `kind: ConfigMap\ndata:\n  dashboard.json: ${quoted}\n  last: "1" # end\n`;
const single = `'{\n"title": "It''s"\n\n  , "panels": []\n}'`;
const double = '"{\n\\"title\\": \\"\\\\\n\\"}\n"';

/** Without white space, in which the two readings differ. */
const dense = (data: unknown): string => JSON.stringify(data).replace(/\\n|\s/g, '');

test('lines of a quoted scalar may stand further left than YAML allows, as Kubernetes reads it', (t) => {
  for (const quoted of [single, double, single.replaceAll('\n', '\r\n')]) {
    for (const text of [map(quoted), `- ${quoted}\n- a: ${quoted}\n  b: 2\n`, `a: {b: ${quoted}, c: 2}\n`]) {
      const parsed = parseDocument(text);
      if (!parsed.ok) return t.fail(`${parsed.problem.message}: ${JSON.stringify(text)}`);
      t.is(dense(parsed.document.data), dense(load(text)), text);
      t.is(parsed.document.source, text);
    }
  }
});

test('places are those of the text', (t) => {
  const text = map(single);
  const parsed = parseDocument(text);
  const root = parsed.ok ? parsed.document.root : undefined;
  const data = root?.type === 'map' ? root.entries[1]?.value : undefined;
  const [first, last] = data?.type === 'map' ? data.entries : [];
  t.is(text.slice(first?.value?.start, first?.value?.end), single);
  t.is(text.slice(last?.start, last?.value?.end), 'last: "1"');
  t.deepEqual(parsed.ok && parsed.document.comments.map(({ start, end }) => text.slice(start, end)), ['# end']);
});

test('a quote that is never closed, or closed in the middle of something, stays a mistake', (t) => {
  for (const quoted of ["'{\na", "'{\na' b", "'\nit's'", '"{\n\\"']) {
    const read = readDocument(map(quoted));
    t.false(read.ok, quoted);
    t.regex(read.ok ? '' : read.problem.message, /./);
  }
});

test('a file that holds one is planned, and the scalar stays as it is', (t) => {
  const budget = 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  selector: {matchLabels: {app: web}}\n';
  const labelled = `apiVersion: v1\n${map(single)}nodeSelector: policy/v1beta1\n`;
  for (const text of [`${labelled}---\n${budget}`, budget.replace('name: web', `name: web\n  annotations:\n    note: ${single}`)]) {
    const { file } = planFile({ path: 'a.yaml', bytes: Buffer.from(text), role: 'manifest' }, testSettings());
    t.is(file.patch?.after, text.replace('apiVersion: policy/v1beta1', 'apiVersion: policy/v1'));
  }
});
