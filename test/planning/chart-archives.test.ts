import test, { type ExecutionContext } from 'ava';
import { plan } from '../../src/index.js';
import { addFiles, git, temporaryTree } from '../workspace/temporary-tree.js';

const archive = 'not a chart at all';
const entries = 'dependencies:\n  - name: redis\n    version: 10.x.x\n    repository: https://charts.example.org\n  - {name: redis-ha, version: 4.4.4, repository: https://charts.example.org}\n';

/** Findings as `web/Chart.yaml:4:3 status message`. */
async function said(t: ExecutionContext, tree: Readonly<Record<string, string>>, options: { readonly exclude?: readonly string[]; readonly skip?: readonly string[]; readonly ignore?: string } = {}): Promise<string[]> {
  const cwd = temporaryTree(t, tree);
  if (options.ignore !== undefined) {
    git(cwd, 'init', '--quiet');
    addFiles(cwd, { '.gitignore': options.ignore });
  }
  const { plan: migration } = await plan({ paths: ['.'], cwd, ...options });
  t.deepEqual(migration.files.filter(({ path }) => path.endsWith('gz')), []);
  return migration.files.flatMap(({ path, findings }) => findings.map(({ line, column, status, message }) => `${path}:${line}:${column} ${status} ${message.split(' is a packed')[0] ?? ''}`));
}

test('a packed chart is named once, where the chart asks for it', async (t) => {
  const tree = {
    'web/Chart.yaml': `apiVersion: v2\nname: web\nversion: 1.0.0\n${entries}`,
    'web/charts/redis-10.5.7.tgz': archive,
    'web/charts/redis-ha-4.4.4.tar.gz': archive,
    'web/charts/common-v1.0.0.tgz': archive,
  };
  const expected = ['web/Chart.yaml:1:1 info charts/common-v1.0.0.tgz', 'web/Chart.yaml:5:3 info charts/redis-10.5.7.tgz', 'web/Chart.yaml:8:3 info charts/redis-ha-4.4.4.tar.gz'];
  t.deepEqual(await said(t, tree), expected);
  t.deepEqual(await said(t, tree, { skip: ['helm-chart-archives'] }), []);
  t.deepEqual(await said(t, tree, { exclude: ['*.tgz'] }), expected.slice(2));
  t.deepEqual(await said(t, tree, { ignore: '*gz\n' }), []);
});

test('charts of the first format ask for others in requirements.yaml, those of the second do not', async (t) => {
  for (const [format, place] of [['v1', 'requirements.yaml:2:3'], ['v2', 'Chart.yaml:1:1']] as const) {
    t.deepEqual(await said(t, { 'Chart.yaml': `apiVersion: ${format}\nname: web\nversion: 1.0.0\n`, 'requirements.yaml': entries, 'charts/redis-10.5.7.tgz': archive }), [`${place} info charts/redis-10.5.7.tgz`]);
  }
});

test('what is in a charts directory of no chart is no packed chart', async (t) => {
  t.deepEqual(await said(t, { 'site/charts/sales-2020.tgz': archive, 'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n', 'web/files/a.tgz': archive }), []);
});

test('a Chart.yaml that cannot be read has the remark at its first line', async (t) => {
  t.deepEqual(await said(t, { 'Chart.yaml': '# made by {{ x }}\nname: {{ .Name }}\n', 'charts/redis-1.0.0.tgz': archive }), ['Chart.yaml:1:1 info charts/redis-1.0.0.tgz']);
});

test('a comment silences the remark', async (t) => {
  t.deepEqual(await said(t, { 'Chart.yaml': `# k8s-upgrade-ignore-file: helm-chart-archives -- looked at upstream\nname: web\n${entries}`, 'charts/redis-1.0.0.tgz': archive }), []);
});

test('an archive that is named as a path is a file like any other', async (t) => {
  const cwd = temporaryTree(t, { 'Chart.yaml': 'name: web\n', 'charts/redis-1.0.0.tgz': 'a\0b' });
  const { plan: migration } = await plan({ paths: ['charts/redis-1.0.0.tgz'], cwd });
  t.deepEqual(migration.files.map(({ path, bucket }) => `${path} ${bucket}`), ['charts/redis-1.0.0.tgz unreadable']);
});
