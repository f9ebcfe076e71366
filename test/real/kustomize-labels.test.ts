import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../../src/model/json.js';
import { readKustomization } from '../../src/kustomize/kustomization.js';
import { withDeepLabels } from '../../src/kustomize/labels.js';
import { parsePlainYaml } from '../../src/source/plain-yaml.js';
import { temporaryTree } from '../workspace/temporary-tree.js';
import { readObjects } from './objects.js';
import { kubectl } from './programs.js';
import { realTest } from './real-test.js';

const pods = `template:
    metadata: {labels: {app: web}}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, labelSelector: {matchLabels: {app: web}}}]
          preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: a, labelSelector: {matchLabels: {app: web}}}}]
        podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: a, labelSelector: {matchExpressions: []}}]}
      topologySpreadConstraints: [{labelSelector: {matchLabels: {app: web}}}]`;

/** Objects of every kind and group in which Kustomize looks for selectors, and some in which it does not. */
const objects = [
  ...['extensions/v1beta1', 'apps/v1beta1', 'apps/v1'].flatMap((version) => ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'].map((kind) => [version, kind, `spec:\n  ${pods}`] as const)),
  ['apps/v1', 'Deployment', `spec:\n  selector: {matchLabels: {app: web}}\n  ${pods}`],
  ['apps/v1', 'StatefulSet', `spec:\n  volumeClaimTemplates: [{metadata: {name: a}}, {metadata: {name: b, labels: {c: d}}}]\n  ${pods}`],
  ['batch/v1', 'Job', `spec:\n  ${pods}`],
  ['batch/v1', 'Job', `spec:\n  selector: {matchLabels: {app: web}}\n  ${pods}`],
  ['batch/v1beta1', 'CronJob', 'spec: {jobTemplate: {spec: {selector: {matchLabels: {a: b}}, template: {spec: {}}}}}'],
  ['policy/v1beta1', 'PodDisruptionBudget', 'spec: {selector: {matchLabels: {}}}'],
  ['policy/v1', 'PodDisruptionBudget', 'spec: {selector: {}}'],
  ['policy/v1', 'PodDisruptionBudget', 'spec: {minAvailable: 1}'],
  ...['extensions/v1beta1', 'networking.k8s.io/v1'].map(
    (version) =>
      [
        version,
        'NetworkPolicy',
        'spec: {podSelector: {matchLabels: {a: b}}, ingress: [{from: [{podSelector: {matchLabels: {a: b}}}, {podSelector: {}}, {namespaceSelector: {matchLabels: {a: b}}}]}], egress: [{to: [{podSelector: {matchLabels: {a: b}}}]}]}',
      ] as const,
  ),
  ['v1', 'Service', 'spec: {type: ClusterIP}'],
  ['v1', 'ReplicationController', 'spec: {template: {spec: {}}}'],
  ['v1', 'Pod', 'spec: {containers: []}'],
  ['v1', 'ConfigMap', 'data: {a: b}'],
] as const;

for (const field of ['commonLabels: {team: shop, app: shop}', 'labels: [{pairs: {team: shop}, includeSelectors: true}, {pairs: {env: test}, includeTemplates: true}, {pairs: {tier: a}}]']) {
  realTest(`Kustomize writes labels where they are taken to go: ${field.split(':')[0] ?? ''}`, async (t) => {
    const directory = temporaryTree(t);
    const texts = objects.map(([apiVersion, kind, body], index) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: n${index}}\n${body}\n`);
    writeFileSync(join(directory, 'objects.yaml'), texts.join('---\n'));
    writeFileSync(join(directory, 'kustomization.yaml'), `resources: [objects.yaml]\n${field}\n`);
    const { status, stdout, stderr } = await kubectl(['kustomize', directory]);
    t.is(status, 0, stderr);
    const built = new Map(readObjects(stdout).map(({ data }) => [nameOf(data as JsonObject), data]));
    const kustomization = readKustomization(parsePlainYaml(field).data);
    if (!kustomization) return t.fail();
    for (const [index, text] of texts.entries()) {
      const data = parsePlainYaml(text).data as JsonObject;
      const expected = { ...withDeepLabels(data, kustomization.deepLabels), metadata: { name: `n${index}`, labels: kustomization.labels } };
      t.deepEqual(built.get(`n${index}`), expected as never, text);
    }
  });
}

function nameOf({ metadata }: JsonObject): string {
  return isObject(metadata) ? String(metadata['name']) : '';
}
