import test from 'ava';
import fc from 'fast-check';
import { planFile } from '../../src/engine/plan-file.js';
import { deepEqual, isObject, type JsonObject, type JsonValue } from '../../src/model/json.js';
import type { FilePlan } from '../../src/model/plan.js';
import type { FileSettings } from '../../src/model/settings.js';
import { applyJsonPatch, readJsonPatch } from '../../src/kustomize/json-patch.js';
import { readDocuments } from '../../src/kustomize/objects.js';
import { planPatches } from '../../src/kustomize/plan-patches.js';
import type { Repository } from '../../src/kustomize/repository.js';
import { strategicMerge } from '../../src/kustomize/strategic-merge.js';
import { transforms } from '../../transforms/index.js';
import kustomizePatch from '../../transforms/kustomize-patch/transform.js';

const settings: FileSettings = { target: { to: '1.21', featureGates: {}, allowedUnsafeSysctls: [] }, transforms, idle: new Set(), accept: new Set(), options: {}, apis: [], ignore: [] };

/** Plans a tree that is in memory only. */
function planTree(files: Readonly<Record<string, string>>): ReadonlyMap<string, FilePlan> {
  const roleOf = (file: string) => (file.endsWith('kustomization.yaml') ? 'kustomization' : file.startsWith('/o/') ? 'kustomize-patch' : 'manifest');
  const planned = new Map(Object.entries(files).map(([file, text]) => [file, planFile({ path: file, bytes: Buffer.from(text), role: roleOf(file) }, settings).file]));
  const repository: Repository = {
    kustomizations: Object.keys(files).filter((file) => file.endsWith('kustomization.yaml')),
    read: (file) => files[file],
    isFile: (file) => file in files,
    planned: (file) => planned.get(file),
    planFile: (file, treatments) => planFile({ path: file, bytes: Buffer.from(files[file] ?? ''), role: roleOf(file), treatments }, settings).file,
    planText: (file, text, { treatments, without }) =>
      planFile(
        { path: file, bytes: Buffer.from(text), role: treatments ? 'kustomize-patch' : 'manifest', ...(treatments ? { treatments } : {}) },
        { ...settings, transforms: transforms.filter(({ meta }) => !without?.has(meta.id)) },
      ).file,
    concerns: () => true,
    fateOf: () => 'later',
    lacksSchema: () => false,
    shown: (file) => file,
  };
  for (const [file, plan] of planPatches(repository, kustomizePatch.meta)) planned.set(file, plan);
  return planned;
}

function migrated(data: JsonValue): JsonValue {
  const { patch } = planFile({ path: 'a.yaml', bytes: Buffer.from(JSON.stringify(data)), role: 'manifest' }, settings).file;
  return patch ? (JSON.parse(patch.after) as JsonValue) : data;
}

const backend = fc.record({ serviceName: fc.constantFrom('a', 'b'), servicePort: fc.constantFrom<JsonValue>(80, 8080, 'web') });
const httpPath = fc.record({ path: fc.constantFrom('/', '/a'), backend }, { requiredKeys: ['backend'] });
const rule = fc.record({ host: fc.constantFrom('a.example.com', 'b.example.com'), http: fc.record({ paths: fc.array(httpPath, { minLength: 1, maxLength: 2 }) }) });
const spec = fc.record({ rules: fc.array(rule, { minLength: 1, maxLength: 2 }), backend }, { requiredKeys: ['rules'] });
const object = spec.map((value): JsonObject => ({ apiVersion: 'networking.k8s.io/v1beta1', kind: 'Ingress', metadata: { name: 'shop', labels: { a: 'b' } }, spec: value }));

const name = fc.constantFrom<JsonValue>('a', 'c', 'd');
const port = fc.constantFrom<JsonValue>(80, 81, 'web', 'http', '80');
/** Places, with values that suit them. */
const places: readonly (readonly [string, fc.Arbitrary<JsonValue>])[] = [
  ['/metadata/labels/a', name],
  ['/spec/backend', backend],
  ['/spec/backend/serviceName', name],
  ['/spec/backend/servicePort', port],
  ['/spec/rules', fc.array(rule, { minLength: 1, maxLength: 2 })],
  ['/spec/rules/0', rule],
  ['/spec/rules/-', rule],
  ['/spec/rules/1/host', fc.constant('c.example.com')],
  ['/spec/rules/0/http/paths/0', httpPath],
  ['/spec/rules/0/http/paths/-', httpPath],
  ['/spec/rules/0/http/paths/0/backend', backend],
  ['/spec/rules/0/http/paths/0/backend/serviceName', name],
  ['/spec/rules/0/http/paths/1/backend/servicePort', port],
  ['/spec/rules/0/http/paths/0/path', fc.constant('/b')],
  ['/spec/tls', fc.constant([])],
];
const pointer = fc.constantFrom(...places.map(([path]) => path));
const anything = fc.oneof(name, port, backend, rule, fc.constantFrom<JsonValue>(null, true), fc.constant<JsonValue>([]));
const operation = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...places).chain(([path, value]) => fc.record({ op: fc.constantFrom('add', 'replace'), path: fc.constant(path), value })) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('remove'), path: pointer }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constantFrom('add', 'replace', 'test'), path: fc.oneof(pointer, fc.constant('/apiVersion')), value: anything }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constantFrom('copy', 'move'), from: pointer, path: pointer }) },
);

/** A document of a plan, after what is planned. */
function after(plans: ReadonlyMap<string, FilePlan>, files: Readonly<Record<string, string>>, file: string): JsonValue {
  return readDocuments(plans.get(file)?.patch?.after ?? files[file] ?? '')?.[0]?.data ?? null;
}

function tree(base: JsonObject, patch: JsonValue, kind: 'json' | 'merge'): Record<string, string> {
  const entry = kind === 'json' ? { target: { group: 'networking.k8s.io', version: 'v1beta1', kind: 'Ingress' }, path: 'patch.json' } : { path: 'patch.json' };
  return {
    '/b/kustomization.yaml': 'resources: [i.json]\n',
    '/b/i.json': JSON.stringify(base, null, 2),
    '/o/kustomization.yaml': JSON.stringify({ resources: ['../b'], patches: [entry] }, null, 2),
    '/o/patch.json': JSON.stringify(patch, null, 2),
  };
}

test('random operations: migrating what is built gives what the migrated sources build, or nothing moves and it is said', (t) => {
  const outcomes = { moved: 0, stayed: 0, idle: 0 };
  fc.assert(
    fc.property(object, fc.array(operation, { minLength: 1, maxLength: 3 }), (base, operations) => {
      const patched = applyJsonPatch(base, readJsonPatch(operations as unknown as JsonValue) ?? []);
      fc.pre(isObject(patched));
      const files = tree(base, operations as unknown as JsonValue, 'json');
      const plans = planTree(files);
      const [newBase, newPatch, newOverlay] = ['/b/i.json', '/o/patch.json', '/o/kustomization.yaml'].map((file) => after(plans, files, file));
      if (deepEqual(newBase ?? null, base)) {
        outcomes.stayed++;
        t.deepEqual([newPatch, newOverlay], [operations, JSON.parse(files['/o/kustomization.yaml'] ?? '')]);
        t.true(plans.get('/b/i.json')?.findings.some(({ status }) => status === 'refused' || status === 'manual'));
        return;
      }
      outcomes[deepEqual(newPatch ?? null, operations as unknown as JsonValue) ? 'idle' : 'moved']++;
      t.deepEqual(applyJsonPatch(newBase ?? null, readJsonPatch(newPatch) ?? []), migrated(patched));
      t.true(JSON.stringify(newOverlay).includes('"version":"v1"'));
    }),
    { numRuns: 250 },
  );
  t.log(outcomes);
  t.true(outcomes.moved > 20 && outcomes.stayed > 20 && outcomes.idle > 20, JSON.stringify(outcomes));
});

test('random merges: the same', (t) => {
  const outcomes = { moved: 0, stayed: 0 };
  const part = fc.record({ rules: fc.array(rule, { maxLength: 2 }), backend: fc.oneof(backend, fc.record({ serviceName: fc.constant('c') }), fc.constant(null)), tls: fc.constant([]) }, { requiredKeys: [] });
  fc.assert(
    fc.property(object, part, fc.constantFrom<JsonObject>({}, { $patch: 'delete' }), (base, fields, directive) => {
      const patch: JsonObject = { apiVersion: 'networking.k8s.io/v1beta1', kind: 'Ingress', metadata: { name: 'shop' }, ...directive, spec: fields };
      const merged = strategicMerge(base, patch);
      const files = tree(base, patch, 'merge');
      const plans = planTree(files);
      const [newBase, newPatch] = ['/b/i.json', '/o/patch.json'].map((file) => after(plans, files, file));
      if (deepEqual(newBase ?? null, base)) {
        outcomes.stayed++;
        t.deepEqual(newPatch, patch);
        return;
      }
      outcomes.moved++;
      t.deepEqual(strategicMerge(newBase as JsonObject, newPatch as JsonObject), merged && migrated(merged));
    }),
    { numRuns: 200 },
  );
  t.log(outcomes);
  t.true(outcomes.moved > outcomes.stayed, JSON.stringify(outcomes));
});
