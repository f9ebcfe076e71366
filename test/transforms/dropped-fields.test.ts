import { join } from 'node:path';
import test from 'ava';
import { load } from 'js-yaml';
import { gateInfo, type JsonObject, type Manifest } from '../../src/transform.js';
import { planFile } from '../../src/engine/plan-file.js';
import { manifestOf } from '../../src/source/manifests.js';
import { readFixtures } from '../../src/testing.js';
import { gatedFields } from '../../transforms/dropped-fields/fields.js';
import { occurrences } from '../../transforms/dropped-fields/places.js';
import droppedFields from '../../transforms/dropped-fields/transform.js';
import serviceTopologyKeys from '../../transforms/service-topology-keys/transform.js';
import { root } from '../root.js';

const fixtures = readFixtures(droppedFields, join(root, 'transforms', 'dropped-fields'));
const objects = fixtures.map(({ before, findings }) => ({
  manifest: manifestOf(load(Buffer.from(before).toString()) as JsonObject, false),
  gates: findings.map(({ gate }) => gate),
}));

for (const [index, row] of gatedFields.entries()) {
  for (const [scope, path] of row.at) {
    test(`row ${index}, ${row.gate}: ${scope} ${path} is in the catalogue and raised by a fixture`, (t) => {
      t.truthy(gateInfo(row.gate));
      const asking = objects.filter(({ manifest }) => occurrences(manifest, scope, path, row.annotation).some((found) => row.asks(found)));
      t.true(asking.some(({ gates }) => gates.includes(row.gate)));
    });
  }
}

const manifest = (data: JsonObject): Manifest => ({ apiVersion: 'v1', group: '', version: 'v1', kind: 'Service', partial: false, data });
const at = (data: JsonObject, path: string, annotation?: string): unknown[] =>
  occurrences(manifest(data), '/Service', path, annotation).map(({ path: found, value }) => [found.join('/'), value]);

test('occurrences: lists, keys with dots, and what is not there', (t) => {
  const data = { metadata: { annotations: { 'a.b/c': 'x' } }, spec: { ports: [{ p: 1 }, null, { p: null }, 'text', { p: 2 }] } };
  t.deepEqual(at(data, 'spec.ports[].p'), [['spec/ports/0/p', 1], ['spec/ports/4/p', 2]]);
  t.deepEqual(at(data, 'metadata.annotations', 'a.b/c'), [['metadata/annotations/a.b/c', 'x']]);
  t.deepEqual(at(data, 'spec.ports[].p.q'), []);
  t.deepEqual(at(data, 'spec.constructor'), []);
  t.deepEqual(at({ spec: [] }, 'spec.ports[].p'), []);
  t.deepEqual(at({ spec: { ports: { p: 1 } } }, 'spec.ports[].p'), []);
});

test('an annotation that service-topology-keys has written is not mentioned again', (t) => {
  const text = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector: {app: web}\n  topologyKeys: [topology.kubernetes.io/zone, "*"]\n  ports: [{port: 80}]\n';
  const plan = planFile(
    { path: 'web.yaml', bytes: Buffer.from(text), role: 'manifest' },
    {
      target: { to: '1.21', featureGates: {}, allowedUnsafeSysctls: [] },
      transforms: [serviceTopologyKeys, droppedFields],
      idle: new Set(), accept: new Set(), options: {}, apis: [], ignore: [],
    },
  ).file;
  t.regex(plan.patch?.after ?? '', /topology-aware-hints: auto/);
  t.deepEqual(plan.findings.map(({ transform, status }) => `${transform} ${status}`), ['service-topology-keys fixed']);
});
