import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { root } from '../root.js';
import { base, budget, ingress, newIngress, planTree } from './tree.js';

const overlay = (patches: string): string => `resources: [../base]\n${patches}`;
const target = (version: string): string => `target: {group: networking.k8s.io, version: ${version}, kind: Ingress, name: shop}`;

test('operations move to where the new form has what they are about', async (t) => {
  const { after, said } = await planTree(t, {
    ...base,
    'staging/kustomization.yaml': overlay(`patchesJson6902:\n- ${target('v1beta1')} # the shop\n  path: ingress.yaml\n`),
    'staging/ingress.yaml': `# staging
- op: replace
  path: /spec/rules/0/host # the host
  value: staging.example.com
- op: replace
  path: /spec/rules/0/http/paths/0/backend/servicePort # the port
  value: 8080
- op: add
  path: /spec/rules/0/http/paths/-
  value:
    # old pages
    path: /old
    backend:
      serviceName: old
      servicePort: web
- {"op": "add", "path": "/spec/backend", "value": {"serviceName": "rest", "servicePort": 1}}
- op: remove
  path: /spec/rules/0/http/paths/0
`,
  });
  t.is(after['staging/kustomization.yaml'], overlay(`patchesJson6902:\n- ${target('v1')} # the shop\n  path: ingress.yaml\n`));
  t.is(
    after['staging/ingress.yaml'],
    `# staging
- op: replace
  path: /spec/rules/0/host # the host
  value: staging.example.com
- op: replace
  path: /spec/rules/0/http/paths/0/backend/service/port/number # the port
  value: 8080
- op: add
  path: /spec/rules/0/http/paths/-
  value:
    # old pages
    path: /old
    pathType: ImplementationSpecific
    backend:
      service:
        name: old
        port:
          name: web
- {"op": "add", "path": "/spec/defaultBackend", "value": {"service": {"name": "rest", "port": {"number": 1}}}}
- op: remove
  path: /spec/rules/0/http/paths/0
`,
  );
  t.is(after['base/ingress.yaml'], newIngress);
  t.deepEqual(said, [
    'staging/ingress.yaml:6 kustomize-patch/operation-moved fixed',
    'staging/ingress.yaml:10 kustomize-patch/value-moved fixed',
    'staging/ingress.yaml:16 kustomize-patch/operation-moved fixed',
    'staging/kustomization.yaml:3 kustomize-patch/target-moved fixed',
  ]);
});

test('an operation that changes nothing is where its value would change something', async (t) => {
  const { after } = await planTree(t, {
    ...base,
    'staging/kustomization.yaml': overlay(`patches:\n- ${target('v1beta1')}\n  path: ingress.json\n`),
    'staging/ingress.json': '[{"op":"replace","path":"/spec/rules/0/http/paths/0/backend/serviceName","value":"shop"}]\n',
  });
  t.is(after['staging/ingress.json'], '[{"op":"replace","path":"/spec/rules/0/http/paths/0/backend/service/name","value":"shop"}]\n');
});

test('an operation goes with what it takes out', async (t) => {
  const seccomp = 'seccomp.security.alpha.kubernetes.io/pod';
  const { after, said } = await planTree(t, {
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    ${seccomp}: runtime/default
    team: web
spec:
  containers: [{name: web, image: web}]
`,
    'staging/kustomization.yaml': overlay(`patches:
- target: {kind: Pod}
  patch: |-
    - op: remove
      path: /metadata/annotations/${seccomp.replace('/', '~1')}
    - op: replace
      path: /metadata/annotations/team
      value: staging
`),
  });
  t.true(after['base/web.yaml']?.includes('seccompProfile'));
  t.is(
    after['staging/kustomization.yaml'],
    overlay(`patches:
- target: {kind: Pod}
  patch: |-
    - op: remove
      path: /spec/securityContext
    - op: replace
      path: /metadata/annotations/team
      value: staging
`),
  );
  t.deepEqual(said, ['staging/kustomization.yaml:4 kustomize-patch/patch-moved fixed']);
});

test('where one patch cannot move, neither the object nor its other patches do', async (t) => {
  const { after, said, findings } = await planTree(t, {
    ...base,
    'staging/kustomization.yaml': overlay(`patches:\n- ${target('v1beta1')}\n  path: copy.yaml\n- path: merge.yaml\n- path: budget.yaml\n`),
    'staging/copy.yaml': '- op: copy\n  from: /spec/rules/0/http/paths/0/backend/serviceName\n  path: /metadata/labels/service\n',
    'staging/merge.yaml': 'apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: {name: shop}\nspec: {backend: {serviceName: rest, servicePort: 80}}\n',
    'staging/budget.yaml': 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: shop}\nspec: {minAvailable: 2}\n',
  });
  t.deepEqual(Object.keys(after), ['base/budget.yaml', 'staging/budget.yaml']);
  t.deepEqual(said, [
    'base/ingress.yaml:1 ingress-v1/moved refused',
    'staging/copy.yaml:1 kustomize-patch/cannot-move manual',
    'staging/merge.yaml:1 kustomize-patch/base-stays info',
  ]);
  const refused = findings.find(({ status }) => status === 'refused');
  t.is(refused?.refusal, 'patch');
  t.deepEqual(refused?.notes, ['Not changed: what a kustomization makes of it cannot move along (staging/copy.yaml: copy /spec/rules/0/http/paths/0/backend/serviceName to /metadata/labels/service has no counterpart in the new form).']);
  t.true(findings.some(({ message }) => message.startsWith('Ingress shop of base/ingress.yaml stays as it is')));
});

test('an object stays where only one of its overlays cannot follow', async (t) => {
  const patch = (operation: string): string => overlay(`patches:\n- ${target('v1beta1')}\n  patch: '[${operation}]'\n`);
  const { after } = await planTree(t, {
    'base/kustomization.yaml': 'resources: [ingress.yaml]\n',
    'base/ingress.yaml': ingress,
    'a/kustomization.yaml': patch('{op: replace, path: /spec/rules/0/host, value: a.example.com}'),
    'b/kustomization.yaml': patch('{op: test, path: /spec/rules/0/http/paths/0/backend/serviceName, value: shop}'),
  });
  t.deepEqual(after, {});
});

test('what is applied to objects of two forms has to suit both', async (t) => {
  const other = ingress.replace('name: shop\n', 'name: other\n').replace('servicePort: 80', 'servicePort: web');
  const files = {
    'base/kustomization.yaml': 'resources: [ingress.yaml, other.yaml]\n',
    'base/ingress.yaml': ingress,
    'base/other.yaml': other,
  };
  const patch = (path: string, value: string): string => overlay(`patches:\n- target: {kind: Ingress}\n  patch: |-\n    - op: replace\n      path: /spec/rules/0/http/paths/0/backend/${path}\n      value: ${value}\n`);
  const different = await planTree(t, { ...files, 'staging/kustomization.yaml': patch('servicePort', 'http') });
  t.true(different.after['staging/kustomization.yaml']?.includes('backend/service/port\n      value:\n        name: http\n'), 'a place that both have');
  const alike = await planTree(t, { ...files, 'staging/kustomization.yaml': patch('serviceName', 'same') });
  t.true(alike.after['staging/kustomization.yaml']?.includes('backend/service/name\n'));
});

test('a target that would select more or less than before keeps the objects', async (t) => {
  const cronJob = 'apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: export}\nspec: {schedule: "0 1 * * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}}\n';
  const { after, said } = await planTree(t, {
    'base/kustomization.yaml': 'resources: [export.yaml]\n',
    'base/export.yaml': cronJob,
    'staging/kustomization.yaml': overlay('patches:\n- target: {version: v1, kind: CronJob}\n  patch: "[{op: add, path: /spec/suspend, value: true}]"\n'),
  });
  t.deepEqual(after, {});
  t.deepEqual(said, ['base/export.yaml:1 api-versions/moved refused']);
});

test('targets are regular expressions, and select by labels', async (t) => {
  const { after, said } = await planTree(t, {
    ...base,
    'staging/kustomization.yaml': overlay(`patches:
- target: {version: "v1.*", name: "sh.p", labelSelector: "tier in (front, back),!gone"}
  patch: |
    - op: replace
      path: /spec/rules/0/http/paths/0/backend/serviceName
      value: staging
- target: {labelSelector: tier=back}
  patch: |
    - op: replace
      path: /spec/nonsense/serviceName
      value: staging
`),
  });
  t.true(after['staging/kustomization.yaml']?.includes('target: {version: "v1.*", name: "sh.p"'));
  t.true(after['staging/kustomization.yaml']?.includes('/backend/service/name\n'));
  t.true(after['staging/kustomization.yaml']?.includes('/spec/nonsense/serviceName\n'));
  t.deepEqual(said, ['staging/kustomization.yaml:4 kustomize-patch/patch-moved fixed']);
});

test('a patch that itself writes the new version stays, and its target moves', async (t) => {
  const { after } = await planTree(t, {
    'base/kustomization.yaml': 'resources: [budget.yaml]\n',
    'base/budget.yaml': budget,
    'staging/kustomization.yaml': overlay('patches:\n- target: {group: policy, version: v1beta1, kind: PodDisruptionBudget}\n  patch: "[{op: replace, path: /apiVersion, value: policy/v1}]"\n'),
  });
  t.deepEqual(Object.keys(after), ['base/budget.yaml', 'staging/kustomization.yaml']);
  t.true(after['staging/kustomization.yaml']?.includes('version: v1, kind'));
  t.true(after['staging/kustomization.yaml']?.includes('value: policy/v1}]"'));
  const ingresses = await planTree(t, {
    'base/kustomization.yaml': 'resources: [ingress.yaml]\n',
    'base/ingress.yaml': ingress,
    'staging/kustomization.yaml': overlay(`patches:\n- ${target('v1beta1')}\n  patch: "[{op: replace, path: /apiVersion, value: networking.k8s.io/v1}]"\n`),
  });
  t.deepEqual(ingresses.after, {}, 'the patch makes something that is neither the old form nor the new one');
  t.true(ingresses.said.includes('base/ingress.yaml:1 ingress-v1/moved refused'));
});

test('strategic merges move as parts of objects', async (t) => {
  const patches = `apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata:
  name: shop # the budget
$patch: delete
---
apiVersion: networking.k8s.io/v1beta1
kind: Ingress
metadata: {name: shop}
spec:
  backend: # the rest
    serviceName: rest
    servicePort: web
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec: {replicas: 2}
`;
  const { after, findings } = await planTree(t, { ...base, 'staging/kustomization.yaml': overlay('patchesStrategicMerge: [all.yaml]\n'), 'staging/all.yaml': patches });
  t.is(
    after['staging/all.yaml'],
    patches
      .replace('policy/v1beta1', 'policy/v1')
      .replace('networking.k8s.io/v1beta1', 'networking.k8s.io/v1')
      .replace('backend: # the rest\n    serviceName: rest\n    servicePort: web', 'defaultBackend: # the rest\n    service:\n      name: rest\n      port:\n        name: web'),
  );
  t.deepEqual(
    findings.filter(({ file }) => file === 'staging/all.yaml').map(({ line, transform, status }) => [line, transform, status]),
    [
      [1, 'pod-disruption-budget-v1', 'fixed'],
      [7, 'ingress-v1', 'fixed'],
    ],
  );
});

test('a patch that says nothing about what changed follows by its version alone', async (t) => {
  const { after } = await planTree(
    t,
    {
      'base/kustomization.yaml': 'resources: [webhook.yaml]\n',
      'base/webhook.yaml':
        'apiVersion: admissionregistration.k8s.io/v1beta1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a}\nwebhooks: [{name: a.example.com, sideEffects: None, clientConfig: {url: "https://a.example.com"}}]\n',
      'staging/kustomization.yaml': overlay('patches: [{path: ca.yaml}]\n'),
      'staging/ca.yaml': '# the certificate\napiVersion: admissionregistration.k8s.io/v1beta1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a, annotations: {inject-ca: yes-please}}\n',
    },
  );
  t.is(after['staging/ca.yaml'], '# the certificate\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: a, annotations: {inject-ca: yes-please}}\n');
});

test('patches of bases, overlays and components come one after another', async (t) => {
  const operation = (service: string): string => `- op: replace\n  path: /spec/rules/0/http/paths/0/backend/serviceName\n  value: ${service}\n`;
  const moved = (service: string): string => operation(service).replace('serviceName', 'service/name');
  const { after } = await planTree(t, {
    'base/kustomization.yaml': `resources: [ingress.yaml]\npatches:\n- ${target('v1beta1')}\n  path: p.yaml\n`,
    'base/ingress.yaml': ingress,
    'base/p.yaml': operation('one'),
    'part/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- target: {kind: Ingress, name: x-shop}\n  path: p.yaml\n`,
    'part/p.yaml': operation('two'),
    'middle/kustomization.yaml': 'namePrefix: x-\nbases: [../base]\ncommonLabels: {app: x}\n',
    'top/kustomization.yaml': `resources: [../middle]\ncomponents: [../part]\npatches:\n- ${target('v1beta1')}\n  path: p.yaml\n- target: {labelSelector: app=x}\n  patch: "[{op: replace, path: /metadata/labels/app, value: y}]"\n`,
    'top/p.yaml': operation('three'),
  });
  t.deepEqual([after['base/p.yaml'], after['part/p.yaml'], after['top/p.yaml']], ['one', 'two', 'three'].map(moved));
  t.false('part/kustomization.yaml' in after);
});

test('a patch that brings the old form along is rewritten although its base is not', async (t) => {
  const { after } = await planTree(t, {
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: web}]}\n',
    'staging/kustomization.yaml': overlay('patches: [{path: web.yaml}]\n'),
    'staging/web.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  nodeSelector:\n    beta.kubernetes.io/os: linux\n',
  });
  t.deepEqual(after, { 'staging/web.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  nodeSelector:\n    kubernetes.io/os: linux\n' });
});

test('the example that is shown is what happens', async (t) => {
  const directory = join(root, 'transforms', 'kustomize-patch', 'fixtures', 'json-patch');
  const text = (file: string): string => readFileSync(join(directory, file), 'utf8');
  const files = ['base.yaml', 'kustomization.yaml', 'before.yaml'];
  const { after } = await planTree(t, Object.fromEntries(files.map((file) => [file, text(file)])));
  t.is(after['before.yaml'], text('after.yaml'));
});

test('a patch that says how objects are converted moves with its definition', async (t) => {
  const { after } = await planTree(t, {
    'base/kustomization.yaml': 'resources: [crd.yaml]\n',
    'base/crd.yaml': `apiVersion: apiextensions.k8s.io/v1beta1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  names: {plural: things, kind: Thing}
  scope: Namespaced
  preserveUnknownFields: false
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
`,
    'staging/kustomization.yaml': overlay('patchesStrategicMerge: [conversion.yaml, ca.yaml]\n'),
    'staging/conversion.yaml': `apiVersion: apiextensions.k8s.io/v1beta1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  conversion:
    strategy: Webhook
    webhookClientConfig:
      caBundle: Cg== # filled in
      service: {namespace: system, name: webhook, path: /convert}
`,
    'staging/ca.yaml': 'apiVersion: apiextensions.k8s.io/v1beta1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.com, annotations: {inject: a}}\n',
  });
  t.is(
    after['staging/conversion.yaml'],
    `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  conversion:
    strategy: Webhook
    webhook:
      clientConfig:
        caBundle: Cg== # filled in
        service: {namespace: system, name: webhook, path: /convert}
      conversionReviewVersions:
        - v1beta1
`,
  );
  t.true(after['staging/ca.yaml']?.startsWith('apiVersion: apiextensions.k8s.io/v1\n'));
});

test('a kustomization is changed for its patches and for its own fields at once', async (t) => {
  const { after } = await planTree(
    t,
    {
      ...base,
      'staging/kustomization.yaml': `bases: [../base]\npatchesJson6902:\n- ${target('v1beta1')}\n  path: p.yaml\npatchesStrategicMerge: [budget.yaml]\ncommonLabels: {app: shop}\n`,
      'staging/p.yaml': '- {op: replace, path: /spec/rules/0/host, value: a.example.com}\n',
      'staging/budget.yaml': 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: shop}\nspec: {minAvailable: 2}\n',
    },
    { target: { to: '1.31' }, accept: ['kustomization-patches'] },
  );
  t.is(
    after['staging/kustomization.yaml'],
    `resources: [../base]\npatches: [{path: budget.yaml}, {target: {group: networking.k8s.io, version: v1, kind: Ingress, name: shop}, path: p.yaml}]\nlabels:\n- includeSelectors: true\n  pairs: {app: shop}\n`,
  );
});
