import test from 'ava';
import { planFile } from '../../src/engine/plan-file.js';
import type { FilePlan } from '../../src/model/plan.js';
import type { FileRole } from '../../src/engine/file-input.js';
import type { FileSettings } from '../../src/model/settings.js';
import { defineTransform, type Transform } from '../../src/transform.js';
import { deepFreeze } from '../../src/model/json.js';
import { testSettings } from '../settings.js';

/** Moves `example.io/v1beta1` to v1; options of the case decide what else it does. */
const move = (more: Partial<Transform['meta']> = {}): Transform =>
  defineTransform({
    meta: {
      id: 'move',
      title: 'Move',
      description: '',
      kinds: [{ group: 'example.io', kind: '*' }],
      triggers: ['example.io/v1beta1'],
      safety: 'safe',
      messages: { moved: '{kind} moves.', odd: 'It is odd.' },
      references: [],
      ...more,
    },
    run(manifest, context) {
      if (manifest.version !== 'v1beta1') return;
      if (manifest.data['odd'] === true) return context.manual('odd', { at: ['odd'] });
      context.change('moved', { at: ['apiVersion'], values: { kind: manifest.kind } }, (edit) => edit.set(['apiVersion'], 'example.io/v1'));
    },
  });

const settings = (transforms: readonly Transform[] = [move()], more: Partial<FileSettings> = {}): FileSettings => testSettings({
  transforms,
  ...more,
});

function plan(text: string | Uint8Array, using = settings(), role: FileRole = 'manifest'): FilePlan {
  return planFile({ path: 'a.yaml', bytes: typeof text === 'string' ? Buffer.from(text) : text, role }, using).file;
}

const old = 'apiVersion: example.io/v1beta1\nkind: Thing\nmetadata: {name: a}\n';

test('every kind of file has its bucket', (t) => {
  const cases: [string, string | Uint8Array, FileRole?][] = [
    ['changed', old],
    ['unchanged', 'apiVersion: v1\nkind: ConfigMap\n'],
    ['unchanged', old.replace('v1beta1', 'v1')],
    ['unchanged', 'kind: List\napiVersion: v1\nitems: []\n---\napiVersion: v1\nkind: Pod\n'],
    ['not-kubernetes', ''],
    ['not-kubernetes', '---\n# nothing\n'],
    ['not-kubernetes', 'version: "3"\nservices: {}\n'],
    ['not-kubernetes', 'apiVersion: v2\nname: chart\n'],
    ['not-kubernetes', 'openapi: 3.0.0\ninfo: {apiVersion: 1, kind: x}\n'],
    ['unreadable', Buffer.from([0xc3, 0x28])],
    ['unreadable', Buffer.from('a\0b')],
    ['unreadable', old + 'spec: [\n'],
    ['unreadable', old + '\tspec: 1\n'],
    ['changed', old + 'spec: {{ .Values.spec }}\n'],
    ['template', old + 'spec: {{ .Values.spec }\n'],
    ['template', old + '{% if x %}\nspec: 1\n{% endif %}\n'],
    ['changed', '{{ if .x }}\n' + old + '{{ end }}\n', 'helm-template'],
    ['template', '{{ if .x }}\n' + old, 'helm-template'],
    ['changed', old, 'helm-template'],
    ['patch', old, 'kustomize-patch'],
    ['patch', old + '$patch: delete\n'],
    ['encrypted', old + 'data: ENC[AES256_GCM,data:x]\nsops:\n  mac: x\n'],
    ['refused', '? apiVersion\n: example.io/v1beta1\n? kind\n: Thing\n'],
  ];
  for (const [bucket, text, role] of cases) t.is(plan(text, settings(), role).bucket, bucket as FilePlan['bucket'], String(text));
});

test('a single document that is too large is said to be so, a large file is not', (t) => {
  const large = `x: ${'a'.repeat(9 * 1024 * 1024)}\n`;
  t.like(plan(old + large), { bucket: 'unreadable', reason: 'a document of more than 8 MiB; split it into several' });
  t.is(plan(`${old}---\napiVersion: v1\nkind: ConfigMap\n${large}`).bucket, 'changed');
});

test('only the version changes, in any encoding', (t) => {
  t.is(plan(old).patch?.after, old.replace('v1beta1', 'v1'));
  t.is(plan(`\uFEFF${old.replaceAll('\n', '\r\n')}`).patch?.after, `\uFEFF${old.replaceAll('\n', '\r\n').replace('v1beta1', 'v1')}`);
  const wide = plan(Buffer.from(`\uFEFF${old}`, 'utf16le'));
  t.like(wide, { bucket: 'changed', patch: { encoding: 'utf-16le' } });
});

test('an escape does not hide an old form', (t) => {
  t.is(plan('{"apiVersion": "example.io\\/v1beta1", "kind": "Thing"}').patch?.after, '{"apiVersion": "example.io/v1", "kind": "Thing"}');
  t.is(plan('{"apiVersion": "ex\\u0061mple.io/v1beta1", "k\\u0069nd": "Thing"}').bucket, 'changed');
});

test('findings have the place of what they are about', (t) => {
  const file = plan(`# one\n${old}---\n${old}odd: true\n`);
  t.deepEqual(file.findings.map(({ status, line, column, path, kind, name }) => ({ status, line, column, path, kind, name })), [
    { status: 'fixed', line: 2, column: 1, path: 'apiVersion', kind: 'Thing', name: 'a' },
    { status: 'manual', line: 9, column: 1, path: 'odd', kind: 'Thing', name: 'a' },
  ]);
});

test('the items of lists are objects, and a typed list moves with them', (t) => {
  const typed = 'apiVersion: example.io/v1beta1\nkind: ThingList\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n';
  t.is(plan(typed).patch?.after, typed.replace('v1beta1', 'v1'));
  const mixed = plan(typed.replace('{name: b}', '{name: b}\n  odd: true'));
  t.is(mixed.bucket, 'refused');
  t.deepEqual(mixed.findings.map(({ status, refusal }) => ({ status, refusal })), [{ status: 'refused', refusal: 'list-version' }, { status: 'manual', refusal: undefined }]);
  const nested = 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n  - apiVersion: example.io/v1beta1\n    kind: Thing\n';
  t.like(plan(nested), { bucket: 'changed', objects: 1 });
});

test('a comment silences a transform, and one that silences nothing is reported', (t) => {
  const silenced = plan(`# k8s-upgrade-ignore: move -- until March\n${old}`);
  t.like(silenced, { bucket: 'unchanged', findings: [], suppressed: { 0: { reason: 'until March', by: 'comment' } }, staleSuppressions: [] });
  t.is(plan(`${old}---\n# k8s-upgrade-ignore: move -- this one\n${old}`).findings.length, 1);
  t.is(plan(`# k8s-upgrade-ignore-file: all -- frozen\n${old}---\n${old}`).suppressed.length, 2);
  const list = `apiVersion: v1\nkind: List\nitems:\n# k8s-upgrade-ignore: move -- first\n- ${old.trimEnd().replaceAll('\n', '\n  ')}\n- ${old.trimEnd().replaceAll('\n', '\n  ')}\n`;
  t.like(plan(list), { bucket: 'changed', suppressed: { length: 1 }, findings: { length: 1 } });
  const stale = plan(`# k8s-upgrade-ignore: move -- done\n${old.replace('v1beta1', 'v1')}`);
  t.deepEqual(stale.staleSuppressions, [{ path: 'a.yaml', line: 1, column: 1, text: '# k8s-upgrade-ignore: move -- done', problem: 'matches nothing' }]);
  t.is(plan(`# k8s-upgrade-ignore: move\n${old}`).staleSuppressions[0]?.problem, 'malformed');
  t.is(plan(`# k8s-upgrade-ignore: other -- not run\n${old}`, settings([move()], { idle: new Set(['other']) })).staleSuppressions.length, 0);
});

test('an ignore entry silences what all its keys match', (t) => {
  const by = (entry: object): number => plan(old, settings([move()], { ignore: [{ reason: 'r', ...entry }] })).suppressed.length;
  t.is(by({ id: 'move' }), 1);
  t.is(by({ kind: 'Thing', name: 'a' }), 1);
  t.is(by({ kind: 'Thing', name: 'b' }), 0);
  t.is(by({ namespace: 'x' }), 0);
});

test('a change that needs consent is held until it is accepted', (t) => {
  const review = move({ safety: 'review' });
  t.like(plan(old, settings([review])), { bucket: 'unchanged', findings: { 0: { status: 'held', release: '--accept move' } } });
  t.is(plan(old, settings([review], { accept: new Set(['move']) })).bucket, 'changed');
  t.is(plan(old, settings([review], { accept: new Set(['all']) })).bucket, 'changed');
});

test('waves follow from the oldest cluster and the target', (t) => {
  const dated = move({ introduced: '1.21', removed: '1.25' });
  const at = (target: Partial<FileSettings['target']>): string => {
    const { findings } = plan(old, settings([dated], { target: { to: '1.21', featureGates: {}, allowedUnsafeSysctls: [], ...target } }));
    return findings.map(({ status, wave }) => `${status} ${wave}`).join();
  };
  t.is(at({}), 'fixed either');
  t.is(at({ to: '1.20' }), '');
  t.is(at({ from: '1.20' }), 'held after');
  t.is(at({ from: '1.20', wave: 'after' }), 'fixed after');
  t.is(at({ from: '1.21', to: '1.25' }), 'fixed before');
  t.is(at({ from: '1.21', to: '1.25', wave: 'either' }), 'held before');
  t.is(at({ from: '1.25', to: '1.26' }), 'fixed either');
});

test('changes that call for each other without end are refused', (t) => {
  const flip = defineTransform({
    meta: { ...move().meta, kinds: [{ group: '*', kind: 'Thing' }] },
    run(manifest, context) {
      const to = manifest.version === 'v1' ? 'example.io/v1beta1' : 'example.io/v1';
      context.change('moved', { values: { kind: 'x' } }, (edit) => edit.set(['apiVersion'], to));
    },
  });
  t.like(plan(old, settings([flip])), { bucket: 'refused', findings: { length: 1, 0: { refusal: 'unstable' } } });
});

test('a chain of changes is one edit', (t) => {
  const next = defineTransform({
    meta: { ...move().meta, id: 'next' },
    run(manifest, context) {
      if (manifest.version !== 'v1') return;
      context.change('moved', { values: { kind: 'x' } }, (edit) => edit.set(['apiVersion'], 'other.io/v2'));
    },
  });
  const file = plan(old, settings([next, move()]));
  t.is(file.patch?.after, old.replace('example.io/v1beta1', 'other.io/v2'));
  t.is(file.patch?.edits.length, 1);
  t.deepEqual(file.findings.map(({ transform }) => transform), ['move', 'next']);
});

test('transforms get frozen data', (t) => {
  const meddler = defineTransform({
    meta: move().meta,
    run: (manifest) => {
      (manifest.data as Record<string, unknown>)['kind'] = 'x';
    },
  });
  t.throws(() => plan(old, settings([meddler])), { instanceOf: TypeError });
  t.notThrows(() => deepFreeze(settings().target));
});

test('one change that cannot be made leaves the others alone', (t) => {
  const both = `${old}---\n? apiVersion\n: example.io/v1beta1\n? kind\n: Thing\n`;
  t.like(plan(both), { bucket: 'changed', patch: { after: both.replace('v1beta1', 'v1') } });
  const shared = 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: &v example.io/v1beta1\n  kind: Thing\n- apiVersion: *v\n  kind: Thing\n  odd: true\n- apiVersion: example.io/v1beta1\n  kind: Thing\n';
  const file = plan(shared);
  t.deepEqual(file.findings.map(({ status, refusal }) => refusal ?? status), ['alias', 'manual', 'fixed']);
});

test('what is not done comes with its line, credentials hidden', (t) => {
  const { findings } = plan('apiVersion: example.io/v1beta1\nkind: Thing\nodd: true # --token=Zebra9\nmetadata: {name: a}\n');
  t.is(findings[0]?.excerpt, 'odd: true # --token=••••••');
  t.is(plan(old).findings[0]?.excerpt, undefined);
  const secret = plan('apiVersion: example.io/v1beta1\nkind: Secret\ndata: {a: Zebra9}\nodd: true\n', settings([move()])).findings[0];
  t.is(secret?.excerpt, 'odd: true');
});

test('effects of a change on the cluster are known', (t) => {
  const transform = defineTransform({
    ...move({ kinds: [{ group: '*', kind: '*' }], triggers: ['example'] }),
    run(manifest, context) {
      if (manifest.version !== 'v1beta1') return;
      context.change('moved', { at: ['apiVersion'], values: { kind: '' } }, (edit) => {
        edit.set(['apiVersion'], 'apps/v1');
        edit.set(['spec', 'template', 'spec', 'hostname'], 'a');
      });
    },
  });
  const text = 'apiVersion: extensions/v1beta1 # example\nkind: Deployment\nspec: {template: {spec: {a: 1}}}\n';
  t.deepEqual(plan(text, settings([transform])).findings[0]?.effects, ['moves-group', 'restarts-pods']);
  t.is(plan(old).findings[0]?.effects, undefined);
});
