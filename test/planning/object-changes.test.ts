import test from 'ava';
import { planFile } from '../../src/engine/plan-file.js';
import type { ObjectChange } from '../../src/model/object-change.js';
import type { FileSettings } from '../../src/model/settings.js';
import { objectChanges } from '../../src/planning/object-changes.js';
import { transforms } from '../../transforms/index.js';

const settings: FileSettings = {
  target: { to: '1.21', featureGates: {}, allowedUnsafeSysctls: [] },
  transforms,
  idle: new Set(),
  accept: new Set(['all']),
  options: {},
  apis: [],
  ignore: [],
};

function changesOf(text: string): ObjectChange[] {
  const { file } = planFile({ path: 'a.yaml', bytes: Buffer.from(text), role: 'manifest' }, settings);
  return objectChanges({ files: [file] });
}

/** What is changed where no transform would make the change. */
function changesBetween(before: string, after: string): ObjectChange[] {
  const patch = { encoding: 'utf-8', sha256: '', before, edits: [], after } as const;
  return objectChanges({ files: [{ path: 'a.yaml', bucket: 'changed', objects: 1, findings: [], suppressed: [], staleSuppressions: [], patch }] });
}

const budget = (name: string, version = 'policy/v1beta1'): string =>
  `apiVersion: ${version}\nkind: PodDisruptionBudget\nmetadata:\n  name: ${name}\n  namespace: shop\nspec:\n  minAvailable: 1\n  selector:\n    matchLabels: {app: ${name}}\n`;
const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n';
const nested = (text: string): string => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;

test('a document that changes, with its lines in the file', (t) => {
  t.deepEqual(changesOf(`${configMap}---\n# of the shop\n${budget('a')}`), [
    {
      path: 'a.yaml',
      apiVersion: 'policy/v1beta1',
      kind: 'PodDisruptionBudget',
      namespace: 'shop',
      name: 'a',
      before: {
        line: 6,
        text: `# of the shop\n${budget('a')}`,
        data: { apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata: { name: 'a', namespace: 'shop' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'a' } } } },
      },
      after: {
        line: 6,
        text: `# of the shop\n${budget('a', 'policy/v1')}`,
        data: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'a', namespace: 'shop' }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'a' } } } },
      },
    },
  ]);
});

test('what does not change is left out', (t) => {
  t.deepEqual(changesOf(configMap), []);
  t.deepEqual(changesOf(`${budget('a', 'policy/v1')}---\n${configMap}`), []);
});

test('the items of a List, each with its own lines', (t) => {
  const list = `apiVersion: v1\nkind: List\nitems:\n${nested(configMap)}${nested(budget('a'))}${nested(budget('b'))}`;
  const changes = changesOf(list);
  t.deepEqual(changes.map(({ name, before }) => [name, before.line]), [['a', 8], ['b', 17]]);
  t.is(changes[0]?.before.text, nested(budget('a')).trimEnd());
  t.is(changes[1]?.after.text, nested(budget('b', 'policy/v1')).trimEnd());
});

test('the items of a List in one line of JSON', (t) => {
  const item = (name: string, version: string): object => ({ apiVersion: version, kind: 'PodDisruptionBudget', metadata: { name }, spec: { selector: { matchLabels: { app: name } } } });
  const changes = changesOf(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [item('a', 'policy/v1beta1'), item('b', 'policy/v1'), item('c', 'policy/v1beta1')] }));
  t.deepEqual(changes.map(({ name, before }) => [name, before.line, before.text]), [
    ['a', 1, JSON.stringify(item('a', 'policy/v1beta1'))],
    ['c', 1, JSON.stringify(item('c', 'policy/v1beta1'))],
  ]);
  t.is(changes[1]?.after.text, JSON.stringify(item('c', 'policy/v1')));
});

test('the items of a typed list change with the version of the list', (t) => {
  const item = '- metadata: {name: a}\n  spec: {selector: {matchLabels: {app: a}}}\n';
  const changes = changesBetween(`apiVersion: policy/v1beta1\nkind: PodDisruptionBudgetList\nitems:\n${item}`, `apiVersion: policy/v1\nkind: PodDisruptionBudgetList\nitems:\n${item}`);
  t.deepEqual(changes.map(({ kind, name, apiVersion }) => [kind, name, apiVersion]), [['PodDisruptionBudget', 'a', 'policy/v1beta1']]);
  t.like(changes[0]?.after.data, { apiVersion: 'policy/v1' });
});

test('credentials are shown in neither text nor data', (t) => {
  const secret = (label: string): string => `kind: Secret\nmetadata: {name: s, labels: {a: ${label}}}\ndata:\n  key: aHVudGVyMg==\nstringData: {other: hunter2}\n`;
  const workload = (label: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {a: ${label}}}\nspec:\n  containers:\n  - name: c\n    env:\n    - {name: DB_PASSWORD, value: hunter2}\n    args: [--token=hunter2]\n`;
  const forms = (label: string): readonly string[] => [
    `apiVersion: v1\n${secret(label)}`,
    workload(label),
    `apiVersion: v1\nkind: List\nitems:\n${nested(`apiVersion: v1\n${secret(label)}`)}${nested(workload(label))}`,
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', labels: { a: label } }, stringData: { key: 'hunter2' } }] }),
    `apiVersion: v1\nkind: SecretList\nitems:\n- metadata: {name: s, labels: {a: ${label}}}\n  data: {key: aHVudGVyMg==}\n`,
    `apiVersion: v1\n{{ if x }}\n${secret(label)}{{ end }}\n`,
  ];
  const after = forms('new');
  forms('old').forEach((before, index) => {
    const changes = changesBetween(before, after[index] ?? '');
    t.not(changes.length, 0, before);
    t.notRegex(JSON.stringify(changes), /hunter2|aHVudGVyMg/, before);
  });
  for (const before of forms('old').slice(0, 4)) {
    t.regex(changesBetween(before, before.replaceAll('old', 'new'))[0]?.before.text ?? '', /old/, before);
  }
});

test('a template is shown as text', (t) => {
  const template = (version: string): string => `---\napiVersion: ${version}\nkind: PodDisruptionBudget\nmetadata:\n  name: {{ .Release.Name }}\n  {{- include "labels" . | nindent 4 }}\n`;
  const [change, ...others] = changesBetween(template('policy/v1beta1'), template('policy/v1'));
  t.deepEqual(others, []);
  t.deepEqual(Object.keys(change ?? {}), ['path', 'before', 'after']);
  t.deepEqual(change?.before, { line: 2, text: template('policy/v1beta1').slice('---\n'.length) });
});

test('an edit moves the lines of what follows it', (t) => {
  const changes = changesBetween(`a: 1\nb: 2\n---\n${budget('a')}`, `a: 1\n---\n${budget('a', 'policy/v1')}`);
  t.deepEqual(changes.map(({ before, after }) => [before.line, after.line]), [[1, 1], [4, 3]]);
});

test('a byte order mark, CRLF and a missing last line break', (t) => {
  const [change] = changesOf(`\uFEFF${budget('a').replaceAll('\n', '\r\n').trimEnd()}`);
  t.is(change?.before.line, 1);
  t.true(change?.before.text.startsWith('apiVersion: policy/v1beta1\r\nkind:'));
  t.true(change?.after.text.endsWith('matchLabels: {app: a}}'.slice(0, -1)));
});
