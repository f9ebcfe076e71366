import test, { type ExecutionContext } from 'ava';
import { plan, type FilePlan } from '../../src/index.js';
import { temporaryTree } from '../workspace/temporary-tree.js';

const chart = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';
const selector = 'nodeSelector: {beta.kubernetes.io/os: linux}\n';

async function planned(t: ExecutionContext, tree: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, FilePlan>> {
  const { plan: migration } = await plan({ paths: ['.'], cwd: temporaryTree(t, tree) });
  return new Map(migration.files.map((file) => [file.path, file]));
}

/** The notes of the one finding of a file. */
function notes(t: ExecutionContext, files: ReadonlyMap<string, FilePlan>, path: string): readonly string[] {
  const [finding, second] = files.get(path)?.findings ?? [];
  t.like(finding, { transform: 'helm-values', kind: 'Values' });
  t.is(second, undefined);
  return finding?.notes ?? [];
}

test('values are those of a chart, its variants and its tests in CI', async (t) => {
  const values = ['values.yaml', 'values.yml', 'values-eu.yaml', 'values_eu.yaml', 'values.eu.yaml', 'eu-values.yaml', 'values/eu.yaml', 'ci/eu-values.yaml', 'charts/cache/values.yaml'];
  const others = ['settings.yaml', 'ci/other.yaml', 'files/values.yaml', 'files/values/a.yaml', 'values/deep/er.yaml', 'templates/values.yaml', '../values.yaml'];
  const files = await planned(t, {
    'web/Chart.yaml': chart,
    'web/charts/cache/Chart.yaml': chart.replace('web', 'cache'),
    ...Object.fromEntries([...values, ...others].map((path) => [`web/${path}`, selector])),
  });
  const speaking = [...files.values()].filter(({ findings }) => findings.length > 0);
  t.deepEqual(speaking.map(({ path }) => path), values.map((path) => `web/${path}`).sort());
  t.true(speaking.every(({ bucket, objects }) => bucket === 'not-kubernetes' && objects === 0));
  t.is(files.get('web/charts/cache/values.yaml')?.findings[0]?.name, 'cache');
  t.is(files.get('web/ci/eu-values.yaml')?.findings[0]?.name, 'web');
});

test('the templates are named that use a value', async (t) => {
  const files = await planned(t, {
    'web/Chart.yaml': chart,
    'web/values.yaml': `agent:\n  ${selector}`,
    'web/values-parts.yaml': 'affinity: {podAntiAffinity: {topologyKey: failure-domain.beta.kubernetes.io/zone}}\n',
    'web/values-cache.yaml': `cache:\n  ${selector}`,
    'web/values-other.yaml': `other:\n  ${selector}`,
    'web/templates/agent.yaml': '{{ toYaml .Values.agent.nodeSelector | nindent 2 }}',
    'web/templates/_helpers.tpl': '{{ with $.Values.affinity }}{{ end }}{{ .Values.agent.nodeSelectors }}{{ .Values.cache.nodeSelector.x }}',
    'web/charts/cache/Chart.yaml': chart,
    'web/charts/cache/templates/cache.yaml': '{{ toYaml .Values.nodeSelector }}{{ .Values.agent.nodeSelector }}',
  });
  t.deepEqual(notes(t, files, 'web/values.yaml'), ['Used as .Values.agent.nodeSelector in templates/agent.yaml.']);
  t.is(notes(t, files, 'web/values-parts.yaml').at(-1), 'Used as .Values.affinity in templates/_helpers.tpl.');
  t.deepEqual(notes(t, files, 'web/values-cache.yaml'), ['Used as .Values.nodeSelector in charts/cache/templates/cache.yaml.']);
  t.deepEqual(notes(t, files, 'web/values-other.yaml'), []);
});

test('many templates are not all named', async (t) => {
  const templates = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`templates/${name}.yaml`, '{{ .Values.nodeSelector }}']));
  const files = await planned(t, { 'Chart.yaml': chart, 'values.yaml': selector, ...templates });
  t.deepEqual(notes(t, files, 'values.yaml'), ['Used as .Values.nodeSelector in templates/a.yaml, templates/b.yaml, templates/c.yaml and 2 more.']);
});

test('a manifest in the place of values is a manifest', async (t) => {
  const budget = 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec: {minAvailable: 1, selector: {matchLabels: {app: web}}}\n';
  const files = await planned(t, { 'Chart.yaml': chart, 'values/a.yaml': budget });
  t.like(files.get('values/a.yaml'), { bucket: 'changed', objects: 1 });
});

test('values that cannot be read are said to be so where there is anything old in them', async (t) => {
  const files = await planned(t, {
    'Chart.yaml': chart,
    'values.yaml': `${selector}name: {{ .Name }}\n`,
    'values-broken.yaml': `${selector}a: [\n`,
    'values-current.yaml': 'name: {{ .Name }}\na: [\n',
  });
  t.like(files.get('values.yaml'), { bucket: 'template', findings: [] });
  t.like(files.get('values-broken.yaml'), { bucket: 'unreadable', findings: [] });
  t.like(files.get('values-current.yaml'), { bucket: 'not-kubernetes', findings: [] });
});

test('a comment silences a file of values', async (t) => {
  const files = await planned(t, { 'Chart.yaml': chart, 'values.yaml': `# k8s-upgrade-ignore: helm-values -- ours are in another repository\n${selector}` });
  t.like(files.get('values.yaml'), { findings: [], staleSuppressions: [], suppressed: [{ by: 'comment' }] });
});

test('APIs of the configuration count as well', async (t) => {
  const files = await planned(t, {
    '.k8s-upgrade.yaml': 'apis: [{kind: Certificate, from: cert-manager.io/v1alpha2, to: cert-manager.io/v1}]\n',
    'Chart.yaml': chart,
    'values.yaml': 'extra: [{apiVersion: cert-manager.io/v1alpha2, kind: Certificate}]\n',
  });
  t.deepEqual(files.get('values.yaml')?.findings.map(({ messageId, path }) => `${messageId} ${path}`), ['outdated extra[0].apiVersion']);
});
