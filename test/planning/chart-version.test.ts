import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import chartVersion from '../../transforms/helm-chart-version/transform.js';
import { apply, plan, reportOf, type FilePlan, type PlanOptions } from '../../src/index.js';
import { git, temporaryRepository, temporaryTree } from '../workspace/temporary-tree.js';

const budget = 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: {{ .Release.Name }}}\nspec: {minAvailable: 1, selector: {matchLabels: {app: web}}}\n';
const current = budget.replace('v1beta1', 'v1');
const chart = (name: string, version: string, more = ''): string => `apiVersion: v2\nname: ${name}\nversion: ${version}\n${more}`;
const bump = { helm: { bumpVersion: true } } as const;

interface Outcome {
  readonly cwd: string;
  readonly files: ReadonlyMap<string, FilePlan>;
  text(path: string): string;
}

async function migrated(t: ExecutionContext, tree: Readonly<Record<string, string>>, options: Omit<PlanOptions, 'paths'> & { readonly paths?: readonly string[] } = bump): Promise<Outcome> {
  const cwd = temporaryTree(t, tree);
  const { plan: migration } = await plan({ paths: ['.'], ...options, cwd });
  await apply(migration, { cwd, allowDirty: true });
  return { cwd, files: new Map(migration.files.map((file) => [file.path, file])), text: (path) => readFileSync(join(cwd, path), 'utf8') };
}

function said(file: FilePlan | undefined): string[] {
  return (file?.findings ?? []).map(({ status, messageId, line, column }) => `${status} ${messageId} ${line}:${column}`);
}

const raised: Readonly<Record<string, readonly [string, string]>> = {
  plain: ['version: 1.2.3', 'version: 1.2.4'],
  'quoted, with a comment': ['version:   "1.2.9" # of the chart', 'version:   "1.2.10" # of the chart'],
  'in single quotes': ["version: '0.0.0'", "version: '0.0.1'"],
  'with a v': ['version: v10.20.99', 'version: v10.20.100'],
};

for (const [name, [before, after]] of Object.entries(raised)) {
  test(`only the number of the patch version changes: ${name}`, async (t) => {
    const around = (line: string): string => `# © somebody\r\napiVersion: v2\r\nappVersion: 1.2.3\r\n\r\n${line}\r\nname:  web\r\n`;
    const { files, text } = await migrated(t, { 'Chart.yaml': around(before), 'templates/budget.yaml': budget });
    t.is(text('Chart.yaml'), around(after));
    t.deepEqual(said(files.get('Chart.yaml')), ['fixed raised 5:1']);
    t.like(files.get('Chart.yaml'), { bucket: 'changed', objects: 0 });
  });
}

const open: Readonly<Record<string, readonly [string, string]>> = {
  'a pre-release': ['version: 1.2.3-rc.1', 'manual pre-release 3:1'],
  'a build': ['version: 1.2.3+5', 'manual pre-release 3:1'],
  'two numbers, which YAML takes for one': ['version: 1.2', 'manual not-semantic 3:1'],
  'a leading zero': ['version: 1.02.3', 'manual not-semantic 3:1'],
  'a word': ['version: latest', 'manual not-semantic 3:1'],
  'a number beyond counting': ['version: 1.2.9999999999999999', 'manual not-semantic 3:1'],
  'an empty version': ['version:', 'manual no-version 3:1'],
  'no version': ['type: application', 'manual no-version 1:1'],
  'an anchor that something else goes by': ['version: &v 1.2.3\nappVersion: *v', 'refused raised 3:1'],
  'a template': ['version: {{ .Version }}', 'manual unreadable 1:1'],
};

for (const [name, [line, finding]] of Object.entries(open)) {
  test(`a version that leaves open what comes next stays: ${name}`, async (t) => {
    const written = `apiVersion: v2\nname: web\n${line}\n`;
    const { files, text } = await migrated(t, { 'Chart.yaml': written, 'templates/budget.yaml': budget });
    t.is(text('Chart.yaml'), written);
    t.is(text('templates/budget.yaml'), current);
    t.deepEqual(said(files.get('Chart.yaml')), [finding]);
  });
}

test('nothing is raised without being asked for, and none of a chart that does not change', async (t) => {
  const tree = { 'a/Chart.yaml': chart('a', '1.0.0'), 'a/templates/budget.yaml': budget, 'b/Chart.yaml': chart('b', '1.0.0'), 'b/templates/budget.yaml': current };
  t.deepEqual(said((await migrated(t, tree, {})).files.get('a/Chart.yaml')), []);
  const { text } = await migrated(t, tree);
  t.deepEqual([text('a/Chart.yaml'), text('b/Chart.yaml')], [chart('a', '1.0.1'), chart('b', '1.0.0')]);
});

test('a second run raises nothing', async (t) => {
  const { cwd } = await migrated(t, { 'Chart.yaml': chart('web', '1.0.0'), 'templates/budget.yaml': budget });
  const { plan: second } = await plan({ paths: ['.'], ...bump, cwd });
  t.deepEqual(second.files.flatMap(({ findings }) => findings), []);
});

test('helpers and crds count; what .helmignore leaves out does not', async (t) => {
  const crd = 'apiVersion: apiextensions.k8s.io/v1beta1\nkind: CustomResourceDefinition\nmetadata: {name: as.b.c}\nspec: {group: b.c, version: v1, names: {plural: as, kind: A}, scope: Namespaced, preserveUnknownFields: false, validation: {openAPIV3Schema: {type: object}}}\n';
  const plain = budget.replace(/\{\{.*\}\}/, 'web');
  const { text } = await migrated(t, {
    'crd/Chart.yaml': chart('crd', '1.0.0'),
    'crd/crds/a.yaml': crd,
    'helper/Chart.yaml': chart('helper', '1.0.0'),
    'helper/templates/_helpers.tpl': '{{- define "v" -}}policy/v1beta1{{- end -}}\n',
    'helper/templates/budget.yaml': budget.replace('policy/v1beta1', '{{ include "v" . }}'),
    'ignored/Chart.yaml': chart('ignored', '1.0.0'),
    'ignored/.helmignore': '# drafts\n/drafts/\n*.old.yaml\n',
    'ignored/drafts/budget.yaml': plain,
    'ignored/templates/budget.old.yaml': budget,
  });
  t.deepEqual(['crd', 'helper', 'ignored'].map((name) => text(`${name}/Chart.yaml`)), [chart('crd', '1.0.1'), chart('helper', '1.0.1'), chart('ignored', '1.0.0')]);
});

test('a chart is packaged with its subcharts: both are raised', async (t) => {
  const dependencies = 'dependencies:\n  - {name: cache, version: ~1.0.0, condition: cache.enabled}\n';
  const { text } = await migrated(t, {
    'web/Chart.yaml': chart('web', '2.0.0', dependencies),
    'web/charts/cache/Chart.yaml': chart('cache', '1.0.0'),
    'web/charts/cache/templates/budget.yaml': budget,
    'web/charts/other/Chart.yaml': chart('other', '1.0.0'),
  });
  t.deepEqual(['web', 'web/charts/cache', 'web/charts/other'].map((path) => text(`${path}/Chart.yaml`)), [chart('web', '2.0.1', dependencies), chart('cache', '1.0.1'), chart('other', '1.0.0')]);
});

const pins: Readonly<Record<string, readonly [string, boolean]>> = {
  exact: ['1.0.0', true],
  'exact, with an operator': ['"= 1.0.0"', true],
  tilde: ['~1.0', false],
  caret: ['^1.0.0', false],
  'two conditions': ['">= 1.0.0, < 2.0.0"', false],
  'not a range': ['"{{ x }}"', true],
  'one that does not take the version there is': ['0.9.0', false],
};

for (const [name, [range, pinned]] of Object.entries(pins)) {
  test(`a version that another chart asks for stays where the next is not taken: ${name}`, async (t) => {
    for (const repository of ['file://../cache', '']) {
      const below = repository === '' ? 'web/charts/cache' : 'cache';
      const { files, text } = await migrated(t, {
        'web/Chart.yaml': chart('web', '2.0.0').replace('v2', 'v1'),
        'web/requirements.yaml': `dependencies:\n- name: cache\n  version: ${range}\n  repository: "${repository}"\n`,
        [`${below}/Chart.yaml`]: chart('cache', '1.0.0'),
        [`${below}/templates/budget.yaml`]: budget,
      });
      t.is(text(`${below}/Chart.yaml`), chart('cache', pinned ? '1.0.0' : '1.0.1'));
      t.deepEqual(said(files.get(`${below}/Chart.yaml`)), [pinned ? 'manual pinned 3:1' : 'fixed raised 3:1']);
      // What is taken from beside the chart gets into its package with its next update.
      t.deepEqual(said(files.get('web/requirements.yaml')), repository === '' || pinned ? [] : ['info taker 2:1']);
    }
  });
}

test('a Chart.yaml that is not among the files is not touched', async (t) => {
  const tree = { 'web/Chart.yaml': chart('web', '1.0.0'), 'web/templates/a.yaml': budget, 'web/templates/b.yaml': budget };
  const { files, text } = await migrated(t, tree, { ...bump, paths: ['web/templates'] });
  t.is(text('web/Chart.yaml'), chart('web', '1.0.0'));
  t.deepEqual(said(files.get('web/templates/a.yaml')), ['manual elsewhere 1:1', 'fixed moved 1:1']);
  t.deepEqual(said(files.get('web/templates/b.yaml')), ['fixed moved 1:1']);
});

test('a version can be left alone by a comment, by the configuration and by name', async (t) => {
  const silenced = chart('web', '1.0.0 # k8s-upgrade-ignore: helm-chart-version -- released by CI');
  const tree = { 'Chart.yaml': silenced, 'templates/budget.yaml': budget };
  const { files, text } = await migrated(t, tree);
  t.is(text('Chart.yaml'), silenced);
  t.like(files.get('Chart.yaml'), { bucket: 'not-kubernetes', findings: [], staleSuppressions: [], suppressed: [{ reason: 'released by CI', by: 'comment' }] });
  const configuration = 'ignore:\n  - {id: helm-chart-version, reason: released by CI}\n';
  const configured = { ...tree, 'Chart.yaml': chart('web', '1.0.0'), '.k8s-upgrade.yaml': configuration };
  for (const options of [bump, {}]) {
    const cwd = temporaryTree(t, configured);
    const { plan: migration } = await plan({ paths: ['.'], cwd, ...options });
    t.deepEqual(migration.staleSuppressions, []);
    t.is(migration.files.find(({ path }) => path === 'Chart.yaml')?.patch, undefined);
  }
  t.is((await migrated(t, { ...tree, 'Chart.yaml': chart('web', '1.0.0') }, { ...bump, skip: [chartVersion.meta.id] })).text('Chart.yaml'), chart('web', '1.0.0'));
});

test('the configuration may raise the versions of some charts only', async (t) => {
  const { text } = await migrated(
    t,
    {
      '.k8s-upgrade.yaml': 'overrides:\n  - {paths: [own/**], helm: {bumpVersion: true}}\n',
      'own/Chart.yaml': chart('own', '1.0.0'),
      'own/templates/budget.yaml': budget,
      'vendor/Chart.yaml': chart('vendor', '1.0.0'),
      'vendor/templates/budget.yaml': budget,
    },
    {},
  );
  t.deepEqual([text('own/Chart.yaml'), text('vendor/Chart.yaml')], [chart('own', '1.0.1'), chart('vendor', '1.0.0')]);
});

test('the version is written only where one of the files is', async (t) => {
  const tree = { 'a/Chart.yaml': chart('a', '1.0.0'), 'a/templates/budget.yaml': budget, 'b/Chart.yaml': chart('b', '1.0.0'), 'b/templates/budget.yaml': budget, 'b/templates/other.yaml': budget };
  const cwd = temporaryRepository(t, tree);
  for (const path of ['a/templates/budget.yaml', 'b/templates/budget.yaml']) writeFileSync(join(cwd, path), `${budget}# mine\n`);
  const { plan: migration } = await plan({ paths: ['.'], ...bump, cwd });
  const outcomes = await apply(migration, { cwd });
  t.is(outcomes.get('a/Chart.yaml')?.outcome, 'not-written');
  t.regex(outcomes.get('a/Chart.yaml')?.reason ?? '', /none of the files was written/);
  t.is(outcomes.get('b/Chart.yaml')?.outcome, 'written');
  t.is(git(cwd, 'status', '--short').trim().split('\n').length, 4);
});

test('a chart is nothing to roll out, and its version nothing that breaks', async (t) => {
  const { files } = await migrated(t, { 'Chart.yaml': chart('web', '1.2'), 'templates/budget.yaml': budget });
  const report = reportOf({ target: { to: '1.21', featureGates: {}, allowedUnsafeSysctls: [] }, files: [...files.values()], staleSuppressions: [] }, { name: 'k8s-upgrade', version: '0' });
  t.deepEqual(report.rollout.flatMap(({ places }) => places.map(({ object }) => object)), ['PodDisruptionBudget {{ .Release.Name }}']);
});

test('every message is raised by one of these tests', (t) => {
  const source = readFileSync(new URL(import.meta.url), 'utf8');
  t.deepEqual(Object.keys(chartVersion.meta.messages).filter((id) => !new RegExp(`(?:fixed|manual|info) ${id} `).test(source)), []);
});
