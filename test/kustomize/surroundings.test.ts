import test from 'ava';
import { base, budget, ingress, planTree } from './tree.js';

const merge = 'apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: {name: shop}\nspec: {ingressClassName: b}\n';
const target = 'target: {group: networking.k8s.io, version: v1beta1, kind: Ingress, name: shop}';
const operations = `- op: replace\n  path: /spec/rules/0/http/paths/0/backend/serviceName\n  value: staging\n`;

test('patches of a remote base stay, and say so', async (t) => {
  const { after, said, findings } = await planTree(t, {
    'kustomization.yaml': `resources:\n- https://github.com/example/shop//deploy?ref=v1\npatchesStrategicMerge: [merge.yaml]\npatches:\n- ${target}\n  path: operations.yaml\n`,
    'merge.yaml': merge,
    'operations.yaml': operations,
  });
  t.deepEqual(after, {});
  t.deepEqual(said, ['kustomization.yaml:5 kustomize-patch/base-remote manual', 'merge.yaml:1 kustomize-patch/base-remote manual']);
  t.true(findings[0]?.message.includes('https://github.com/example/shop//deploy?ref=v1'));
  t.is(findings[0]?.impact, 'later');
});

test('a base that is not there, and one that generates its objects', async (t) => {
  const missing = await planTree(t, { 'kustomization.yaml': 'resources: [gone.yaml]\npatches: [{path: merge.yaml}]\n', 'merge.yaml': merge });
  t.deepEqual(missing.said, ['merge.yaml:1 kustomize-patch/base-missing manual']);
  const generated = await planTree(t, { 'kustomization.yaml': 'generators: [chart.yaml]\npatches: [{path: merge.yaml}]\n', 'merge.yaml': merge });
  t.deepEqual(generated.said, ['merge.yaml:1 kustomize-patch/no-object manual']);
});

test('patches of a base that stays stay', async (t) => {
  const held = await planTree(t, { ...base, 'staging/kustomization.yaml': 'resources: [../base]\npatches: [{path: merge.yaml}]\n', 'staging/merge.yaml': merge }, { skip: ['ingress-v1'] });
  t.deepEqual(Object.keys(held.after), ['base/budget.yaml']);
  t.true(held.said.includes('staging/merge.yaml:1 kustomize-patch/base-stays info'));
});

test('a comment that keeps the patch keeps the object', async (t) => {
  const { after, said } = await planTree(t, {
    ...base,
    'staging/kustomization.yaml': 'resources: [../base]\npatches: [{path: merge.yaml}]\n',
    'staging/merge.yaml': `# k8s-upgrade-ignore: ingress-v1 -- not yet\n${merge}`,
  });
  t.deepEqual(Object.keys(after), ['base/budget.yaml']);
  t.true(said.includes('base/ingress.yaml:1 ingress-v1/moved refused'));
});

test('a comment that keeps the object keeps the patch', async (t) => {
  const { after, said } = await planTree(t, {
    ...base,
    'base/ingress.yaml': `# k8s-upgrade-ignore: ingress-v1 -- not yet\n${ingress}`,
    'staging/kustomization.yaml': `resources: [../base]\npatches: [{path: merge.yaml}, {${target}, path: operations.yaml}]\n`,
    'staging/merge.yaml': merge,
    'staging/operations.yaml': operations,
  });
  t.deepEqual(Object.keys(after), ['base/budget.yaml']);
  t.deepEqual(said, ['staging/merge.yaml:1 kustomize-patch/base-stays info']);
});

test('without the rule, objects whose patches would have to change stay', async (t) => {
  const files = {
    ...base,
    'staging/kustomization.yaml': `resources: [../base]\npatches: [{${target}, path: operations.yaml}]\npatchesStrategicMerge: [budget.yaml]\n`,
    'staging/operations.yaml': operations,
    'staging/budget.yaml': budget,
  };
  t.deepEqual((await planTree(t, files, { skip: ['kustomize-patch'] })).after, {});
  t.deepEqual(Object.keys((await planTree(t, files, { only: ['ingress-v1'] })).after), ['base/ingress.yaml', 'staging/kustomization.yaml', 'staging/operations.yaml']);
});

test('what is not among the files of the run cannot follow', async (t) => {
  const files = { ...base, 'staging/kustomization.yaml': 'resources: [../base]\npatches: [{path: ../patches/merge.yaml}]\n', 'patches/merge.yaml': merge };
  const without = await planTree(t, files, { paths: ['base', 'staging'] });
  t.deepEqual(Object.keys(without.after), ['base/budget.yaml']);
  const only = await planTree(t, files, { paths: ['staging', 'patches'] });
  t.deepEqual(only.after, {});
  t.true(only.said.includes('patches/merge.yaml:1 kustomize-patch/base-stays info'));
});

test('an object that can be changed in part only keeps its patches', async (t) => {
  const aliased = ingress.replace('- host: shop.example.com', '- &rule\n    host: shop.example.com').concat('  - *rule\n');
  const { after } = await planTree(t, { 'base/kustomization.yaml': 'resources: [i.yaml]\n', 'base/i.yaml': aliased, 'o/kustomization.yaml': 'resources: [../base]\npatches: [{path: merge.yaml}]\n', 'o/merge.yaml': merge });
  t.deepEqual(after, {});
});

test('kustomizations in circles, of no mapping, and patches that cannot be read', async (t) => {
  const { after } = await planTree(t, {
    'a/kustomization.yaml': 'resources: [../b, ingress.yaml]\npatches: [{path: broken.yaml}, {path: gone.yaml}, 7, {}, {patch: ""}]\npatchesStrategicMerge: {a: b}\n',
    'a/ingress.yaml': ingress,
    'a/broken.yaml': 'a: [\n',
    'b/kustomization.yaml': 'resources: [../a]\ncomponents: [../b]\n',
    'c/kustomization.yaml': '- a\n',
    'd/kustomization.yaml': 'resources: [..\n',
    'e/Kustomization': 'resources: [../a]\npatches:\n- target: {kind: "[", name: "*"}\n  patch: "- op: nonsense"\n',
  });
  t.deepEqual(Object.keys(after), ['a/ingress.yaml']);
});

test('inline patches keep what is around them', async (t) => {
  const text = (patch: string): string => `# staging\r\nresources: [../base]\r\npatches:\r\n- patch: |- # in place\r\n${patch}  target: # the shop\r\n    kind: Ingress\r\n\r\n# the end\r\n`;
  const { after } = await planTree(t, {
    ...base,
    'staging/kustomization.yaml': text('     apiVersion: networking.k8s.io/v1beta1\r\n     kind: Ingress\r\n     metadata: {name: shop}\r\n\r\n     spec:\r\n       backend:\r\n         serviceName: rest # the rest\r\n         servicePort: 80\r\n'),
  });
  t.is(
    after['staging/kustomization.yaml'],
    text('     apiVersion: networking.k8s.io/v1\r\n     kind: Ingress\r\n     metadata: {name: shop}\r\n\r\n     spec:\r\n       defaultBackend:\r\n         service:\r\n           name: rest # the rest\r\n           port:\r\n             number: 80\r\n'),
  );
});

test('inline patches in quotes are written in quotes again', async (t) => {
  const { after } = await planTree(t, {
    ...base,
    'staging/kustomization.yaml': 'resources: [../base]\npatches:\n- patch: "apiVersion: networking.k8s.io/v1beta1\\nkind: Ingress\\nmetadata: {name: shop}\\nspec: {ingressClassName: b}\\n"\n',
  });
  t.is(after['staging/kustomization.yaml'], 'resources: [../base]\npatches:\n- patch: "apiVersion: networking.k8s.io/v1\\nkind: Ingress\\nmetadata: {name: shop}\\nspec: {ingressClassName: b}\\n"\n');
});
