import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { apply, plan, type FilePlan } from '../../src/index.js';
import { temporaryTree } from '../workspace/temporary-tree.js';

const helpers = `{{/* The version of budgets. */}}
{{- define "web.apiVersion" -}}
{{- if semverCompare "<1.5-0" .Capabilities.KubeVersion.GitVersion -}}
policy/v1alpha1
{{- else -}}
policy/v1beta1
{{- end -}}
{{- end -}}
`;
const budget = `apiVersion: {{ template "web.apiVersion" . }}
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
`;
const policy = `apiVersion: {{ include "web.apiVersion" . }}
kind: PodSecurityPolicy
metadata: {name: web}
spec:
  fsGroup: {rule: RunAsAny}
  runAsUser: {rule: RunAsAny}
  seLinux: {rule: RunAsAny}
  supplementalGroups: {rule: RunAsAny}
`;
const chart = {
  'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'web/templates/_helpers.tpl': helpers,
  'web/templates/budget.yaml': budget,
  'web/charts/cache/Chart.yaml': 'apiVersion: v2\nname: cache\nversion: 1.0.0\n',
  'web/charts/cache/templates/budget.yaml': budget.replaceAll('name: web', 'name: cache'),
};

async function planned(t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<{ cwd: string; files: ReadonlyMap<string, FilePlan> }> {
  const cwd = temporaryTree(t, files);
  const { plan: migration } = await plan({ paths: ['.'], cwd });
  await apply(migration, { cwd, allowDirty: true });
  return { cwd, files: new Map(migration.files.map((file) => [file.path, file])) };
}

test('a version that templates of a chart and its subcharts take from a helper is changed there, once', async (t) => {
  const { cwd, files } = await planned(t, chart);
  t.is(readFileSync(join(cwd, 'web/templates/_helpers.tpl'), 'utf8'), helpers.replace('policy/v1beta1', 'policy/v1'));
  t.is(readFileSync(join(cwd, 'web/templates/budget.yaml'), 'utf8'), budget);
  t.is(files.get('web/templates/budget.yaml')?.findings[0]?.status, 'fixed');
  t.is(files.get('web/charts/cache/templates/budget.yaml')?.findings[0]?.status, 'fixed');
  t.is(files.get('web/charts/cache/templates/budget.yaml')?.chart, 'web/charts/cache');
  const { plan: second } = await plan({ paths: ['.'], cwd });
  t.deepEqual(second.files.filter(({ patch }) => patch), []);
});

test('a helper that prints the version of something that cannot follow stays as it is, and so do all', async (t) => {
  const { cwd, files } = await planned(t, { ...chart, 'web/templates/policy.yaml': policy });
  t.is(readFileSync(join(cwd, 'web/templates/_helpers.tpl'), 'utf8'), helpers);
  for (const path of ['web/templates/budget.yaml', 'web/charts/cache/templates/budget.yaml']) {
    const [finding] = files.get(path)?.findings ?? [];
    t.like(finding, { status: 'refused', refusal: 'template' });
    t.regex(finding?.notes.at(-1) ?? '', /helper web\.apiVersion prints the version of other objects/);
  }
});
