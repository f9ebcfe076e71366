import test from 'ava';
import { base, ingress, planTree } from './tree.js';

const overlay = (more: string): string => `resources: [../base]\n${more}`;

test('vars, replacements and configurations follow what they name', async (t) => {
  const kustomization = `vars:
- name: HOST # of the shop
  objref: {kind: Ingress, name: shop, apiVersion: networking.k8s.io/v1beta1}
  fieldref: {fieldpath: metadata.name}
- name: BUDGET
  objref:
    kind: PodDisruptionBudget
    version: v1beta1
    group: policy
    name: shop
replacements:
- source: {group: policy, version: v1beta1, kind: PodDisruptionBudget, fieldPath: spec.minAvailable}
  targets:
  - select: {kind: Ingress, version: v1beta1}
    reject: [{kind: PodDisruptionBudget, version: v1beta1}]
    fieldPaths: [metadata.annotations.budget]
- path: replacement.yaml
configurations: [names.yaml]
`;
  const replacement = '# more\nsource: {kind: Ingress, name: shop}\ntargets:\n- select: {group: policy, version: v1beta1}\n  fieldPaths: [metadata.labels.shop]\n';
  const names = `nameReference:
- kind: Service
  version: v1
  fieldSpecs:
  - path: spec/rules/http/paths/backend/serviceName # by name
    kind: Ingress
    group: networking.k8s.io
    version: v1beta1
  - path: spec/backend/serviceName
    kind: Ingress
varReference:
- {path: spec/rules/host, kind: Ingress}
`;
  const { after, said } = await planTree(t, { ...base, 'o/kustomization.yaml': overlay(kustomization), 'o/replacement.yaml': replacement, 'o/names.yaml': names });
  t.is(after['o/kustomization.yaml'], overlay(kustomization.replace('networking.k8s.io/v1beta1', 'networking.k8s.io/v1').replaceAll('version: v1beta1', 'version: v1')));
  t.is(after['o/replacement.yaml'], replacement.replace('v1beta1', 'v1'));
  t.is(after['o/names.yaml'], names.replace('rules/http/paths/backend/serviceName', 'rules/http/paths/backend/service/name').replace('v1beta1', 'v1'));
  t.deepEqual(said.filter((line) => line.startsWith('o/names')), ['o/names.yaml:8 kustomize-patch/reference-moved fixed']);
  t.deepEqual(said.filter((line) => !line.includes('reference-moved')), []);
});

test('an object stays where a reference cannot follow it', async (t) => {
  const { after, said, findings } = await planTree(t, {
    ...base,
    'o/kustomization.yaml': overlay('replacements:\n- source: {kind: Ingress, name: shop, fieldPath: "spec.rules.[host=shop.example.com].http.paths.0.backend.serviceName"}\n  targets: []\n'),
  });
  t.deepEqual(Object.keys(after), ['base/budget.yaml']);
  t.deepEqual(said, ['base/ingress.yaml:1 ingress-v1/moved refused', 'o/kustomization.yaml:3 kustomize-patch/cannot-follow manual']);
  t.true(findings.find(({ status }) => status === 'refused')?.notes[0]?.includes('(o/kustomization.yaml, replacements[0].source: the field '));
});

test('a reference that several kustomizations share suits all of them', async (t) => {
  const names = 'nameReference:\n- kind: Service\n  fieldSpecs: [{path: spec/backend/serviceName, kind: Ingress, version: v1beta1}]\n';
  const old = ingress.replace('name: shop\n', 'name: old\n').replace(/^/, '# k8s-upgrade-ignore: ingress-v1 -- not yet\n');
  const { after } = await planTree(t, {
    'names.yaml': names,
    'a/kustomization.yaml': 'resources: [i.yaml]\nconfigurations: [../names.yaml]\n',
    'a/i.yaml': ingress,
    'b/kustomization.yaml': 'resources: [i.yaml]\nconfigurations: [../names.yaml]\n',
    'b/i.yaml': old,
  });
  t.deepEqual(after, {}, 'one of the two stays, and so does the other');
});

test('a reference outside of the run keeps the object', async (t) => {
  const files = { ...base, 'o/kustomization.yaml': overlay('configurations: [../names.yaml]\n'), 'names.yaml': 'varReference: [{path: spec/x, kind: Ingress, version: v1beta1}]\n' };
  t.deepEqual(Object.keys((await planTree(t, files, { paths: ['base', 'o'] })).after), ['base/budget.yaml']);
  t.deepEqual(Object.keys((await planTree(t, files)).after), ['base/budget.yaml', 'base/ingress.yaml', 'names.yaml']);
});
