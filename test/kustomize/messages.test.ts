import test from 'ava';
import kustomizePatch from '../../transforms/kustomize-patch/transform.js';
import { base, budget, planTree } from './tree.js';

const merge = 'apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: {name: shop}\nspec: {ingressClassName: b}\n';
const target = 'target: {group: networking.k8s.io, version: v1beta1, kind: Ingress, name: shop}';
const overlay = (patches: string): string => `resources: [../base]\n${patches}`;
const operations = (...lines: readonly string[]): string => lines.map((line) => `- {${line}}\n`).join('');

const cronJob = (apiVersion: string, more: string): string =>
  `apiVersion: ${apiVersion}\nkind: CronJob\nmetadata: {name: export}\nspec: {${more}jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: a}]}}}}}\n`;

/** For each message, a tree that raises it. */
const trees: Readonly<Record<keyof typeof kustomizePatch.meta.messages, Readonly<Record<string, string>>>> = {
  'target-moved': { ...base, 'o/kustomization.yaml': overlay(`patches: [{${target}, path: p.yaml}]\n`), 'o/p.yaml': operations('op: replace, path: /metadata/labels/tier, value: back') },
  'operation-moved': { ...base, 'o/kustomization.yaml': overlay(`patches: [{${target}, path: p.yaml}]\n`), 'o/p.yaml': operations('op: add, path: /spec/backend, value: {serviceName: a, servicePort: 1}') },
  'value-moved': { ...base, 'o/kustomization.yaml': overlay(`patches: [{${target}, path: p.yaml}]\n`), 'o/p.yaml': operations('op: replace, path: /spec/rules/0/http/paths/0/backend, value: {serviceName: a, servicePort: 1}') },
  'operation-dropped': {
    'base/kustomization.yaml': 'resources: [budget.yaml]\n',
    'base/budget.yaml': budget.replace('selector: {matchLabels: {app: shop}}', 'selector: {}'),
    'o/kustomization.yaml': overlay('patches: [{target: {kind: PodDisruptionBudget}, path: p.yaml}]\n'),
    'o/p.yaml': operations('op: replace, path: /spec/minAvailable, value: 2', 'op: remove, path: /spec/selector'),
  },
  'patch-moved': { ...base, 'o/kustomization.yaml': overlay(`patches:\n- patch: |-\n    ${merge.trimEnd().replaceAll('\n', '\n    ')}\n`) },
  'reference-moved': { ...base, 'o/kustomization.yaml': overlay('vars: [{name: SHOP, objref: {apiVersion: policy/v1beta1, kind: PodDisruptionBudget, name: shop}}]\n') },
  'unknown-schema': {
    'base/kustomization.yaml': 'resources: [export.yaml]\n',
    'base/export.yaml': cronJob('batch/v1beta1', 'schedule: "0 1 * * *", '),
    'o/kustomization.yaml': overlay('patches: [{path: export.yaml}]\n'),
    'o/export.yaml': cronJob('batch/v1beta1', ''),
  },
  'cannot-follow': { ...base, 'o/kustomization.yaml': overlay('replacements: [{source: {kind: Ingress, fieldPath: spec.rules.0.http.paths.0.backend.serviceName}, targets: []}]\n') },
  'labels-select': { ...base, 'base/budget.yaml': budget.replace('{app: shop}', '{}'), 'o/kustomization.yaml': overlay('commonLabels: {team: a}\n') },
  'cannot-move': { ...base, 'o/kustomization.yaml': overlay(`patches: [{${target}, path: p.yaml}]\n`), 'o/p.yaml': operations('op: test, path: /spec/rules/0/http/paths/0/backend/serviceName, value: shop') },
  outdated: {
    'base/kustomization.yaml': 'resources: [pod.yaml]\n',
    'base/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, annotations: {profile: runtime/default}}\nspec: {containers: [{name: web, image: web}]}\n',
    'o/kustomization.yaml': overlay('patches: [{target: {kind: Pod}, path: p.yaml}]\n'),
    'o/p.yaml': operations('op: copy, from: /metadata/annotations/profile, path: /metadata/annotations/seccomp.security.alpha.kubernetes.io~1pod'),
  },
  'base-stays': {
    ...base,
    'o/kustomization.yaml': overlay(`patches: [{${target}, path: p.yaml}, {path: merge.yaml}]\n`),
    'o/p.yaml': operations('op: test, path: /apiVersion, value: networking.k8s.io/v1beta1'),
    'o/merge.yaml': merge,
  },
  'base-remote': { 'kustomization.yaml': 'resources: [https://github.com/example/shop]\npatches: [{path: merge.yaml}]\n', 'merge.yaml': merge },
  'base-missing': { 'kustomization.yaml': 'resources: [gone.yaml]\npatches: [{path: merge.yaml}]\n', 'merge.yaml': merge },
  'no-object': { 'kustomization.yaml': 'generators: [chart.yaml]\npatches: [{path: merge.yaml}]\n', 'merge.yaml': merge },
};

for (const [id, files] of Object.entries(trees)) {
  test(`the message ${id} is raised`, async (t) => {
    const { findings } = await planTree(t, files);
    const found = findings.find(({ transform, messageId }) => transform === kustomizePatch.meta.id && messageId === id);
    t.truthy(found, JSON.stringify(findings.map(({ messageId }) => messageId)));
    t.notRegex(found?.message ?? '', /\{\w+\}|undefined| {2}| ,/);
  });
}

test('lists that every Kustomize of the target knows how to merge need no word', async (t) => {
  const files = trees['unknown-schema'];
  const said = async (to: '1.21' | '1.22' | '1.23', tree = files): Promise<boolean> => (await planTree(t, tree, { target: { to } })).findings.some(({ messageId }) => messageId === 'unknown-schema');
  t.true(await said('1.22'));
  t.false(await said('1.23'));
  const operation = { ...files, 'o/kustomization.yaml': overlay('patches: [{target: {kind: CronJob}, path: p.yaml}]\n'), 'o/p.yaml': operations('op: add, path: /spec/suspend, value: true') };
  t.false(await said('1.21', operation));
});
