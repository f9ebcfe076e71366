import test from 'ava';
import type { ChartFacts } from '../../src/engine/file-input.js';
import { integerValues } from '../../src/engine/template/integer-values.js';
import type { JsonValue } from '../../src/model/json.js';
import { planFile, type PlannedFile } from '../../src/engine/plan-file.js';
import type { FileSettings } from '../../src/model/settings.js';
import { indexHelpers, readHelpers } from '../../src/source/template/helpers.js';
import { testSettings } from '../settings.js';

const settings = testSettings();

function plan(text: string, { helpers = '', services = [], values, ...more }: { helpers?: string; services?: readonly string[]; values?: JsonValue } & Partial<FileSettings> = {}): PlannedFile {
  const chart: ChartFacts = { directory: 'chart', values, integers: (target) => integerValues(services, target, new Map()), helpers: indexHelpers(readHelpers('_helpers.tpl', helpers)) };
  return planFile({ path: 'a.yaml', bytes: Buffer.from(text), role: 'helm-template', chart }, { ...settings, ...more });
}

const after = (text: string, more: Parameters<typeof plan>[1] = {}): string => plan(text, more).file.patch?.after ?? text;
const said = (text: string, more: Parameters<typeof plan>[1] = {}): string[] => plan(text, more).file.findings.map(({ status, transform }) => `${status} ${transform}`);

const budget = `{{- if .Values.pdb.enabled }}
apiVersion: policy/v1beta1 # {{ .Chart.Name }}
kind: PodDisruptionBudget
metadata:
  name: {{ template "web.fullname" . }}
  labels:
{{ include "web.labels" . | indent 4 }}
spec:
  {{- with .Values.pdb.minAvailable }}
  minAvailable: {{ . }}
  {{- end }}
  selector:
    matchLabels:
      app: {{ template "web.name" . }}
{{- end }}
`;

test('a template is changed where all that it prints calls for it, and in no other byte', (t) => {
  t.is(after(budget), budget.replace('policy/v1beta1', 'policy/v1'));
  t.is(after(budget.replaceAll('\n', '\r\n')), budget.replace('policy/v1beta1', 'policy/v1').replaceAll('\n', '\r\n'));
  t.is(after(after(budget)), after(budget));
});

test('what the template may fill in is not taken for absent', (t) => {
  const opaque = budget.replace(/ {2}selector:[^]*?\n\{\{- end/, '{{ toYaml .Values.spec | indent 2 }}\n{{- end');
  t.deepEqual(said(opaque), ['manual pod-disruption-budget-v1']);
  const inside = budget.replace('      app: {{ template "web.name" . }}', '{{ toYaml .Values.labels | indent 6 }}');
  t.is(after(inside), inside);
  t.deepEqual(said(inside), ['manual pod-disruption-budget-v1']);
});

test('a change that is not the same in every case is refused, with the condition', (t) => {
  const perhaps = budget.replace('      app: {{ template "web.name" . }}', '      {{- if .Values.strict }}\n      app: web\n      {{- end }}');
  const { file } = plan(perhaps);
  t.is(file.patch, undefined);
  t.deepEqual(file.findings.map(({ status, refusal }) => [status, refusal]), [['refused', 'template']]);
  t.regex(file.findings[0]?.notes.at(-1) ?? '', /\{\{- if .Values.strict \}\} \(line 14\)/);
});

test('a branch that chooses for the cluster is left alone', (t) => {
  const chosen = budget.replace(
    'apiVersion: policy/v1beta1 # {{ .Chart.Name }}',
    '{{- if .Capabilities.APIVersions.Has "policy/v1" }}\napiVersion: policy/v1\n{{- else }}\napiVersion: policy/v1beta1\n{{- end }}',
  );
  t.is(after(chosen), chosen);
  // At 1.20 the other branch is taken, and there is nothing to move to.
  t.is(after(chosen, { target: { ...settings.target, to: '1.20' } }), chosen);
});

test('each branch of a value gets its own change', (t) => {
  const either = budget.replace('apiVersion: policy/v1beta1 # {{ .Chart.Name }}', '{{- if .Values.old }}\napiVersion: "policy/v1beta1"\n{{- else }}\napiVersion: policy/v1\n{{- end }}');
  t.is(after(either), either.replace('policy/v1beta1', 'policy/v1'));
});

const helpers = `{{- define "web.apiVersion" -}}
{{- if semverCompare "<1.5-0" .Capabilities.KubeVersion.GitVersion -}}
policy/v1alpha1
{{- else -}}
{{- print "policy/v1beta1" -}}
{{- end -}}
{{- end -}}
`;
const byHelper = budget.replace('policy/v1beta1 #', '{{ include "web.apiVersion" . }} #');

test('a version that a helper prints is changed at the helper', (t) => {
  const planned = plan(byHelper, { helpers });
  t.is(planned.file.patch, undefined);
  t.deepEqual(planned.file.findings.map(({ status, messageId }) => [status, messageId]), [['fixed', 'moved']]);
  const start = helpers.indexOf('policy/v1beta1');
  t.deepEqual(planned.helpers, [{ helper: 'web.apiVersion', file: '_helpers.tpl', span: { start, end: start + 'policy/v1beta1'.length }, text: 'policy/v1' }]);
});

test('an object that cannot follow says that it keeps the version of the helper', (t) => {
  const stuck = byHelper.replace(/ {2}selector:[^]*?\n\{\{- end/, '{{ toYaml .Values.spec | indent 2 }}\n{{- end');
  t.deepEqual(plan(stuck, { helpers }).helpers.map(({ text }) => text), [undefined]);
});

const ingress = `apiVersion: networking.k8s.io/v1beta1
kind: Ingress
metadata:
  name: web
spec:
  rules:
    {{- range .Values.hosts }}
    - host: {{ . | quote }}
      http:
        paths:
          {{- if $.Values.wildcard }}
          - path: /*
          {{- else }}
          - path: /
          {{- end }}
            backend:
              serviceName: {{ include "web.fullname" $ }}
              servicePort: http
    {{- end }}
`;

test('the body of a loop is changed for each of its turns, and a key goes into the branch of its neighbour', (t) => {
  const result = after(ingress);
  t.true(result.includes('          - path: /*\n            pathType: ImplementationSpecific\n          {{- else }}\n          - path: /\n            pathType: ImplementationSpecific\n          {{- end }}\n'), result);
  t.true(result.includes('              service:\n                name: {{ include "web.fullname" $ }}\n                port:\n                  name: http\n    {{- end }}\n'), result);
});

const disruptive = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      tolerations:
        {{- if .Values.master }}
        - key: node-role.kubernetes.io/master
          operator: Exists
        {{- end }}
        - key: other
          operator: Exists
      containers: [{name: web, image: web}]
`;

test('what belongs to a branch is added inside of it', (t) => {
  const result = after(disruptive);
  t.true(result.includes('          operator: Exists\n        - key: node-role.kubernetes.io/control-plane\n          operator: Exists\n        {{- end }}\n'), result);
});

test('what cannot be read is left alone, with the reason and the place', (t) => {
  const { file } = plan(budget.replace('{{- end }}\n', ''));
  t.is(file.bucket, 'template');
  t.regex(file.reason ?? '', /not ended \(line \d+, column \d+\)/);
  t.is(plan(`${budget}\uE000`).file.bucket, 'template');
});

test('comments of a template silence it', (t) => {
  const silenced = budget.replace('kind:', '# k8s-upgrade-ignore: pod-disruption-budget-v1 -- later\nkind:');
  const { file } = plan(silenced);
  t.is(file.patch, undefined);
  t.is(file.suppressed.length, 1);
  t.deepEqual(file.staleSuppressions, []);
});

test('a budget whose selector a helper prints moves where the helper always prints a label', (t) => {
  const text = 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      {{- include "web.selector" . | nindent 6 }}\n';
  const selector = (body: string): string => `{{- define "web.selector" -}}\n${body}\n{{- end -}}\n{{- define "web.labels" }}\napp: web\n{{- end }}\n`;
  const always = ['app: {{ .Chart.Name }}', '{{ include "web.labels" . }}', '{{ if .Values.old }}app: old{{ else }}app: new{{ end }}', 'tier: web\n{{- with .Values.labels }}\n{{ toYaml . }}\n{{- end }}'];
  for (const body of always) t.is(after(text, { helpers: selector(body) }), text.replace('v1beta1', 'v1'), body);
  const perhaps = ['{{ toYaml .Values.labels }}', '{{ if .Values.old }}app: old{{ end }}', '{{ range .Values.labels }}{{ . }}: x{{ end }}', '# app: web', '{{ include "web.selector" . }}', '{{ include "elsewhere" . }}'];
  for (const body of perhaps) t.deepEqual(said(text, { helpers: selector(body) }), ['manual pod-disruption-budget-v1'], body);
});

test('a version that several helpers of one name print alike is known, and left to a person where it is old', (t) => {
  const text = 'apiVersion: {{ template "web.version" . }}\nkind: CronJob\nmetadata:\n  name: web\n';
  const helper = (version: string): string => `{{ define "web.version" }}${version}{{ end }}`;
  t.deepEqual(said(text, { helpers: helper('batch/v1') + helper('batch/v1') }), []);
  t.deepEqual(said(text, { helpers: helper('batch/v1beta1') + helper('batch/v1beta1') }), ['refused api-versions']);
  t.deepEqual(said(text, { helpers: helper('batch/v1') + helper('batch/v1beta1') }), ['manual templated-api-version']);
});

test('a version that values fill in is worth knowing where the chart’s own values name one that is there to stay', (t) => {
  const role = (version: string): string => `apiVersion: ${version}\nkind: Role\nmetadata:\n  name: web\nrules: []\n`;
  const partly = role('rbac.authorization.k8s.io/{{ required "A version, please" .Values.rbac.version }}');
  t.deepEqual(said(partly, { values: { rbac: { version: 'v1' } } }), ['info templated-api-version']);
  t.deepEqual(said(partly, { values: { rbac: { version: 'v1beta1' } } }), ['manual templated-api-version']);
  t.deepEqual(said(partly, { values: { rbac: {} } }), ['manual templated-api-version']);
  t.deepEqual(said(role('{{ $.Values.version }}'), { values: { version: 'rbac.authorization.k8s.io/v1' } }), ['info templated-api-version']);
  t.deepEqual(said(role('{{ .Values.version | default "rbac.authorization.k8s.io/v1beta1" }}'), { values: { version: 'rbac.authorization.k8s.io/v1' } }), ['manual templated-api-version']);
});
