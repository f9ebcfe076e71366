import test from 'ava';
import { differenceOfSelectors, withDeepLabels } from '../../src/kustomize/labels.js';
import { planTree } from './tree.js';

const workload = (apiVersion: string, kind: string, spec = ''): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: web\nspec:\n${spec}  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers: [{name: web, image: web}]\n`;
const selector = '  selector:\n    matchLabels: {app: web}\n';
const policy = (apiVersion: string): string => `apiVersion: ${apiVersion}\nkind: NetworkPolicy\nmetadata: {name: web}\nspec:\n  podSelector: {matchLabels: {app: web}}\n`;
const budget = (chosen: string): string => `apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec:\n  minAvailable: 1\n${chosen}`;

const tree = (object: string, labels: string): Record<string, string> => ({
  'base/kustomization.yaml': 'resources: [object.yaml]\n',
  'base/object.yaml': object,
  'shop/kustomization.yaml': `resources: [../base]\n${labels}`,
});
const common = 'commonLabels: {team: shop}\n';

for (const [name, object, rule, reason] of [
  ['a workload that takes its selector from its template', workload('extensions/v1beta1', 'Deployment'), 'workloads-apps-v1', 'spec.selector would be app=web,team=shop instead of team=shop'],
  ['the same in another group', workload('apps/v1beta1', 'StatefulSet', '  serviceName: web\n'), 'workloads-apps-v1', 'spec.selector would be app=web,team=shop instead of team=shop'],
  ['a budget whose empty selector is taken out', budget('  selector: {matchLabels: {}}\n'), 'pod-disruption-budget-v1', 'spec.selector would be none instead of team=shop'],
  ['a network policy of extensions', policy('extensions/v1beta1'), 'api-versions', 'spec.podSelector would be app=web,team=shop instead of app=web'],
] as const) {
  test(`${name} stays under labels that go into selectors`, async (t) => {
    const { after, said, findings } = await planTree(t, tree(object, common));
    t.deepEqual(after, {});
    t.true(said.includes('shop/kustomization.yaml:2 kustomize-patch/labels-select manual'), said.join('\n'));
    t.true(findings.some(({ transform, status }) => transform === rule && status === 'refused'));
    t.true(findings.find(({ messageId }) => messageId === 'labels-select')?.message.includes(`: ${reason}.`), findings.at(-1)?.message);
  });

  test(`${name} moves under labels that go elsewhere`, async (t) => {
    const { after, said } = await planTree(t, tree(object, 'labels:\n- pairs: {team: shop}\n  includeTemplates: true\n'));
    t.deepEqual(Object.keys(after), ['base/object.yaml']);
    t.deepEqual(said.filter((line) => line.includes('kustomize-patch')), []);
  });
}

test('labels with selectors are as good as commonLabels', async (t) => {
  const { after, said } = await planTree(t, tree(policy('extensions/v1beta1'), 'labels:\n- pairs: {env: test}\n- pairs: {team: shop}\n  includeSelectors: true\n'));
  t.deepEqual(after, {});
  t.true(said.includes('shop/kustomization.yaml:2 kustomize-patch/labels-select manual'));
});

test('where the selectors come out the same, objects move', async (t) => {
  for (const object of [
    workload('extensions/v1beta1', 'Deployment', selector),
    workload('apps/v1beta2', 'StatefulSet', `${selector}  serviceName: web\n`),
    budget('  selector: {}\n'),
    budget(''),
    budget('  selector: {matchLabels: {app: web}}\n'),
    policy('networking.k8s.io/v1').replace('NetworkPolicy', 'Ingress').replace('/v1\n', '/v1beta1\n').replace(/ {2}podSelector.*\n/, '  backend: {serviceName: web, servicePort: 80}\n'),
  ]) {
    const { after, said } = await planTree(t, tree(object, common));
    t.deepEqual(Object.keys(after), ['base/object.yaml'], object);
    t.deepEqual(said.filter((line) => line.includes('kustomize-patch')), [], object);
  }
});

test('placement by pods counts: Kustomize labels it in apps, not in extensions', async (t) => {
  const placed = workload('extensions/v1beta1', 'Deployment', selector).replace(
    '    spec:\n',
    '    spec:\n      affinity:\n        podAntiAffinity:\n          requiredDuringSchedulingIgnoredDuringExecution:\n          - topologyKey: kubernetes.io/hostname\n            labelSelector: {matchLabels: {app: web}}\n',
  );
  const { after, findings } = await planTree(t, tree(placed, common));
  t.deepEqual(after, {});
  t.true(findings.some(({ message }) => message.includes('podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector would be app=web,team=shop instead of app=web')));
});

test('a patch that writes the selector settles it', async (t) => {
  const files = tree(workload('extensions/v1beta1', 'Deployment'), `${common}patches: [{path: selector.yaml}]\n`);
  const { after } = await planTree(t, { ...files, 'shop/selector.yaml': `apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n` });
  t.deepEqual(Object.keys(after), ['base/object.yaml', 'shop/selector.yaml']);
});

test('labels go where nothing is written only into the fields that Kustomize makes', (t) => {
  const labels = { selectors: { a: 'b' }, templates: { a: 'b' } };
  const budgetData = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { selector: {} } };
  t.deepEqual(withDeepLabels(budgetData, labels), budgetData);
  t.deepEqual(withDeepLabels({ apiVersion: 'v1', kind: 'Service' }, labels), { apiVersion: 'v1', kind: 'Service', spec: { selector: { a: 'b' } } });
  const odd = { apiVersion: 'apps/v1', kind: 'Deployment', spec: { selector: 'odd', template: [] } };
  t.deepEqual(withDeepLabels(odd, labels), odd);
  t.is(differenceOfSelectors(budgetData, budgetData), undefined);
});
