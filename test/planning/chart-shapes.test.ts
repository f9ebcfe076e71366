import test, { type ExecutionContext } from 'ava';
import { plan, type FilePlan } from '../../src/index.js';
import { temporaryTree } from '../workspace/temporary-tree.js';

const templated = 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: {{ .Release.Name }}}\nspec: {minAvailable: 1, selector: {matchLabels: {app: web}}}\n';
const application = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';

async function planned(t: ExecutionContext, tree: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, FilePlan>> {
  const { plan: migration } = await plan({ paths: ['.'], cwd: temporaryTree(t, tree) });
  return new Map(migration.files.map((file) => [file.path, file]));
}

const moved = templated.replace('v1beta1', 'v1');

for (const format of ['v1', 'v2']) {
  test(`templates of a chart of format ${format}, of its tests, its subcharts and what .helmignore leaves out are templates`, async (t) => {
    const paths = ['templates/a.yaml', 'templates/tests/a.yaml', 'templates/deep/er/a.yml', 'charts/cache/templates/a.yaml', 'templates/a.old.yaml'];
    const files = await planned(t, {
      'Chart.yaml': application.replace('v2', format),
      'charts/cache/Chart.yaml': application.replace('web', 'cache'),
      '.helmignore': '*.old.yaml\n',
      ...Object.fromEntries(paths.map((path) => [path, templated])),
    });
    for (const path of paths) t.is(files.get(path)?.patch?.after, moved, path);
    t.is(files.get('templates/a.yaml')?.chart, '.');
    t.is(files.get('charts/cache/templates/a.yaml')?.chart, 'charts/cache');
  });
}

test('notes are no manifests', async (t) => {
  const files = await planned(t, { 'Chart.yaml': application, 'templates/NOTES.txt': templated });
  t.deepEqual([...files.keys()], ['Chart.yaml']);
});

test('a library chart prints nothing, and what it defines is changed', async (t) => {
  const helper = (name: string, text: string): string => `{{- define "${name}" -}}\n${text}{{- end -}}\n`;
  const files = await planned(t, {
    'common/Chart.yaml': `${application}type: library\n`,
    'common/templates/_budget.yaml': helper('common.budget', templated),
    'common/templates/_budget.tpl': helper('common.other', templated),
  });
  t.is(files.get('common/templates/_budget.yaml')?.patch?.after, helper('common.budget', moved));
  t.is(files.get('common/templates/_budget.tpl')?.patch?.after, helper('common.other', moved));
});

test('what is in crds is no template, braces or not', async (t) => {
  const crd = [
    'apiVersion: apiextensions.k8s.io/v1beta1',
    'kind: CustomResourceDefinition',
    'metadata: {name: as.b.c}',
    'spec:',
    '  group: b.c',
    '  names: {plural: as, kind: A}',
    '  scope: Namespaced',
    '  preserveUnknownFields: false',
    '  version: v1',
    '  validation:',
    '    openAPIV3Schema:',
    '      type: object',
    '      description: prints {{ .Values.a }} and "{{"',
    '      properties:',
    '        a: {type: string, description: "{{ include \\"x\\" . }}"}',
    '        b:',
    '          type: string',
    '          description: |',
    '            {{- if .Values.a }}',
    '',
  ].join('\n');
  const files = await planned(t, { 'Chart.yaml': application, 'crds/a.yaml': crd });
  const file = files.get('crds/a.yaml');
  t.like(file, { bucket: 'changed', chart: undefined, objects: 1 });
  t.deepEqual(file?.findings.map(({ status, messageId }) => `${status} ${messageId}`), ['fixed moved']);
  t.regex(file?.patch?.after ?? '', /description: prints \{\{ \.Values\.a \}\} and "\{\{"\n[^]*\n +\{\{- if \.Values\.a \}\}\n/);
});

test('a directory may be called templates without a chart around it, and hold charts', async (t) => {
  const files = await planned(t, {
    'templates/web/Chart.yaml': application,
    'templates/web/templates/a.yaml': templated,
    'templates/plain.yaml': moved.replace(/\{\{.*?\}\}/, 'web').replace('policy/v1', 'policy/v1beta1'),
  });
  t.like(files.get('templates/web/templates/a.yaml'), { bucket: 'changed', chart: 'templates/web' });
  t.like(files.get('templates/plain.yaml'), { bucket: 'changed', chart: undefined });
});
