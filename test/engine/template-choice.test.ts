import test from 'ava';
import fc from 'fast-check';
import { chooseLines } from '../../src/engine/template/choice.js';
import { integerValues } from '../../src/engine/template/integer-values.js';
import { planFile, type PlannedFile } from '../../src/engine/plan-file.js';
import { applyEdits } from '../../src/edit/apply.js';
import type { Edit } from '../../src/model/plan.js';
import type { FileSettings } from '../../src/model/settings.js';
import { indexHelpers, readHelpers } from '../../src/source/template/helpers.js';
import { testSettings } from '../settings.js';

const settings = testSettings();
const compat = { helm: { compat: true, bumpVersion: false } };

function plan(text: string, { helpers = '', services = [], ...more }: { helpers?: string; services?: readonly string[] } & Partial<FileSettings> = {}): PlannedFile {
  const named = indexHelpers(readHelpers('_helpers.tpl', helpers));
  const chart = { directory: 'chart', values: undefined, helpers: named, integers: () => integerValues(services, { version: '1.21', apis: () => true }, named) };
  return planFile({ path: 'a.yaml', bytes: Buffer.from(text), role: 'helm-template', chart }, { ...settings, ...more });
}

const after = (text: string, more: Parameters<typeof plan>[1] = {}): string => plan(text, more).file.patch?.after ?? text;

const replaced = (text: string, from: string, to: string): Edit => ({ start: text.indexOf(from), end: text.indexOf(from) + from.length, text: to });

function chosen(text: string, whenTrue: readonly Edit[], whenFalse: readonly Edit[] = []): string {
  const edits = chooseLines(text, whenTrue, whenFalse, () => '.Values.new');
  return typeof edits === 'string' ? edits : applyEdits(text, edits);
}

test('a choice takes the lines that differ, and no others', (t) => {
  const text = 'a: 1\nb: 2\nc: 3\n';
  t.is(chosen(text, [replaced(text, '2', 'x')]), 'a: 1\n{{- if .Values.new }}\nb: x\n{{- else }}\nb: 2\n{{- end }}\nc: 3\n');
  t.is(chosen(text, [replaced(text, '2', 'x')], [replaced(text, '2', 'y')]), 'a: 1\n{{- if .Values.new }}\nb: x\n{{- else }}\nb: y\n{{- end }}\nc: 3\n');
  t.is(chosen(text, [replaced(text, '1', 'x')], [replaced(text, '1', 'x')]), 'a: x\nb: 2\nc: 3\n');
});

test('what is only added or only removed needs no other arm, and stands at its own indentation', (t) => {
  const text = 'a:\n  b: 2\n  c: 3\n';
  t.is(chosen(text, [{ start: 9, end: 9, text: '\n  n: 0' }]), 'a:\n  b: 2\n  {{- if .Values.new }}\n  n: 0\n  {{- end }}\n  c: 3\n');
  t.is(chosen(text, [replaced(text, '  c: 3\n', '')]), 'a:\n  b: 2\n  {{- if not (.Values.new) }}\n  c: 3\n  {{- end }}\n');
});

test('line breaks stay what they are, at the end of the file, too', (t) => {
  const windows = 'a: 1\r\nb: 2\r\n';
  t.is(chosen(windows, [replaced(windows, '2', 'x')]), 'a: 1\r\n{{- if .Values.new }}\r\nb: x\r\n{{- else }}\r\nb: 2\r\n{{- end }}\r\n');
  t.is(chosen('a: 1', [replaced('a: 1', '1', 'x')]), '{{- if .Values.new }}\na: x\n{{- else }}\na: 1\n{{- end }}');
});

test('a block of which a part differs is taken whole, and so is an action of several lines', (t) => {
  const block = 'a: 1\n{{- if .x }}\nb: {{ .b }}\n{{- end }}\nc: 3\n';
  const edits = [replaced(block, '{{- if .x }}', '{{- if .x }}\nn: 0')];
  t.is(chosen(block, edits), 'a: 1\n{{- if .Values.new }}\n{{- if .x }}\nn: 0\nb: {{ .b }}\n{{- end }}\n{{- else }}\n{{- if .x }}\nb: {{ .b }}\n{{- end }}\n{{- end }}\nc: 3\n');
  const long = 'a: {{ .a |\n  quote }}\nb: 2\n';
  t.is(chosen(long, [replaced(long, 'a:', 'x:')]), '{{- if .Values.new }}\nx: {{ .a |\n  quote }}\n{{- else }}\na: {{ .a |\n  quote }}\n{{- end }}\nb: 2\n');
});

/** What Go prints of choices on one condition: `{{-` takes the white space in front of it away. */
function printed(text: string, holds: boolean): string {
  return text.replace(/\s*\{\{- if (not \()?\.Values\.new\)? \}\}([^]*?)(?:\s*\{\{- else \}\}([^]*?))?\s*\{\{- end \}\}/g, (_, not: string | undefined, one: string, other = '') => ((not === undefined) === holds ? one : other));
}

test('whatever the edits are, each answer prints what its edits make of the text', (t) => {
  const line = fc.constantFrom('a: 1', 'b: {{ .b }}', '  c: 3', '# note', '- d', 'e: "{{ .e }}-x"');
  const change = fc.record({ at: fc.nat(30), kind: fc.constantFrom('value', 'line', 'lines', 'above', 'below', 'gone'), text: fc.constantFrom('x', 'y', 'z'), side: fc.constantFrom('both', 'true', 'false') });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), fc.array(change, { maxLength: 4 }), fc.constantFrom('\n', '\r\n'), fc.boolean(), (lines, changes, eol, isEnded) => {
      const text = lines.join(eol) + (isEnded ? eol : '');
      const starts = lines.map((_, index) => lines.slice(0, index).reduce((sum, each) => sum + each.length + eol.length, 0));
      const edits: Record<string, Edit[]> = { both: [], true: [], false: [] };
      const taken = new Set<number>();
      for (const { at, kind, text: word, side } of changes) {
        const index = at % lines.length;
        if (taken.has(index) || taken.has(index + 1) || taken.has(index - 1)) continue;
        taken.add(index);
        const start = starts[index] ?? 0;
        const end = start + (lines[index]?.length ?? 0);
        const after = Math.min(end + eol.length, text.length);
        const edit: Edit =
          kind === 'value' ? { start: end - 1, end, text: word } : kind === 'line' ? { start, end, text: word } : kind === 'lines' ? { start, end: after, text: `${word}${eol}${word}${after === end ? '' : eol}` }
          : kind === 'above' ? { start, end: start, text: word + eol } : kind === 'below' ? { start: end, end, text: eol + word } : { start, end: after, text: '' };
        edits[side]?.push(edit);
      }
      const both = edits['both'] ?? [];
      const [whenTrue, whenFalse] = [[...both, ...(edits['true'] ?? [])], [...both, ...(edits['false'] ?? [])]];
      const result = chooseLines(text, whenTrue, whenFalse, () => '.Values.new');
      if (typeof result === 'string') return t.fail(result);
      const choice = applyEdits(text, result);
      // Where a text starts or ends with a choice, line breaks come and go.
      const shown = (each: string): string => each.replaceAll('\r\n', '\n').trim();
      t.is(shown(printed(choice, true)), shown(applyEdits(text, whenTrue)), choice);
      t.is(shown(printed(choice, false)), shown(applyEdits(text, whenFalse)), choice);
      t.false(text.includes('\r\n') && /[^\r]\n/.test(choice), JSON.stringify(choice));
    }),
    { numRuns: 2000 },
  );
});

test('a choice that cannot be asked for is none', (t) => {
  t.is(chooseLines('a: 1\n', [replaced('a: 1\n', '1', 'x')], [], () => undefined), 'nothing can be asked there');
});

const ingress = (port: string): string => `apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: web
spec:
  backend:
    serviceName: web
    servicePort: ${port}
`;

test('a port that a Service of the chart has is a number; any other is asked', (t) => {
  const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n    - name: http\n      port: {{ .Values.service.port }}\n      targetPort: {{ .Values.target }}\n';
  const number = after(ingress('{{ .Values.service.port }}'), { services: [service] });
  t.true(number.includes('    port:\n        number: {{ .Values.service.port }}\n') || number.includes('port:\n        number: {{ .Values.service.port }}'), number);
  t.false(number.includes('regexMatch'));
  // An IntOrString says nothing.
  t.true(after(ingress('{{ .Values.target }}'), { services: [service] }).includes('{{- if regexMatch "^[0-9]+$" (toString .Values.target) }}'));
});

test('a variable stands for the value that it is', (t) => {
  const pod = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - ports:\n        - containerPort: {{ .Values.port }}\n';
  const declared = `{{- $port := .Values.port -}}\n${ingress('{{ $port }}')}`;
  t.true(after(declared, { services: [pod] }).includes('number: {{ $port }}'));
  const changed = `{{- $port := .Values.port -}}\n{{- $port = .Values.other -}}\n${ingress('{{ $port }}')}`;
  t.true(after(changed, { services: [pod] }).includes('regexMatch'));
});

test('with helm.compat a version is chosen by what the cluster serves, and the fields that go with it', (t) => {
  const text = `{{- range .Values.sites }}\n${ingress('80')}---\n{{- end }}\n`;
  t.is(
    after(text, compat),
    `{{- range .Values.sites }}
{{- if $.Capabilities.APIVersions.Has "networking.k8s.io/v1/Ingress" }}
apiVersion: networking.k8s.io/v1
{{- else }}
apiVersion: extensions/v1beta1
{{- end }}
kind: Ingress
metadata:
  name: web
spec:
  {{- if $.Capabilities.APIVersions.Has "networking.k8s.io/v1/Ingress" }}
  defaultBackend:
    service:
      name: web
      port:
        number: 80
  {{- else }}
  backend:
    serviceName: web
    servicePort: 80
  {{- end }}
---
{{- end }}
`,
  );
  t.is(after(after(text, compat), compat), after(text, compat));
});

const budget = 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: web\n';

test('a template without actions is one all the same; a manifest is none', (t) => {
  const plain = budget.replace('{{ .Release.Name }}', 'web');
  t.is(after(plain, compat).split('apiVersion:').length, 3);
  const { file } = planFile({ path: 'a.yaml', bytes: Buffer.from(plain), role: 'manifest' }, { ...settings, ...compat });
  t.is(file.patch?.after, plain.replace('v1beta1', 'v1'));
});

test('what is right for old and new clusters is not chosen', (t) => {
  const role = 'apiVersion: rbac.authorization.k8s.io/v1beta1\nkind: Role\nmetadata:\n  name: {{ .Release.Name }}\nrules:\n  - apiGroups: [extensions]\n    resources: [ingresses]\n    verbs: [get]\n';
  t.true(after(role, compat).includes("\n  - apiGroups: [extensions, networking.k8s.io]\n"), after(role, compat));
});

test('with helm.compat a change that the oldest cluster does not know is made, and without it held', (t) => {
  const from = { target: { ...settings.target, from: '1.18', to: '1.22' } } as const;
  t.is(after(budget, from), budget);
  t.is(after(budget, { ...from, ...compat }).split('apiVersion:').length, 3);
  t.deepEqual(plan(budget, { ...from, ...compat }).file.findings.map(({ status, transform, wave }) => [status, transform, wave]), [['fixed', 'pod-disruption-budget-v1', 'either']]);
  t.deepEqual(plan(after(budget, { ...from, ...compat }), { ...from, ...compat }).file.findings.map(({ status, transform }) => [status, transform]), [['info', 'templated-api-version']]);
});

test('a helper that knows the cluster chooses; where one does not, only the new form is written, and that is said', (t) => {
  const called = budget.replace('policy/v1beta1', '{{ include "web.version" . }}');
  const asking = '{{- define "web.version" -}}\n{{- if semverCompare "<1.4-0" .Capabilities.KubeVersion.Version -}}\nextensions/v1beta1\n{{- else -}}\npolicy/v1beta1\n{{- end -}}\n{{- end -}}\n';
  const uses = plan(called, { helpers: asking, ...compat }).helpers;
  t.deepEqual(uses.map(({ text }) => text), ['{{ ternary "policy/v1" "policy/v1beta1" (.Capabilities.APIVersions.Has "policy/v1") }}']);
  const plain = plan(called, { helpers: '{{ define "web.version" }}policy/v1beta1{{ end }}', ...compat });
  t.deepEqual(plain.helpers.map(({ text }) => text), ['policy/v1']);
  t.deepEqual(plain.file.findings.flatMap(({ notes }) => notes), ['Only the new form is written, no choice of both: the helper web.version does not ask what the cluster is.']);
});

test('what a named template is given is not known: nothing is asked there', (t) => {
  const defined = `{{- define "web.budget" }}\n${budget}{{- end }}\n`;
  const { file } = plan(defined, compat);
  t.true(file.patch?.after.includes('apiVersion: policy/v1\n'));
  t.deepEqual(file.findings.flatMap(({ notes }) => notes), ['Only the new form is written, no choice of both: nothing can be asked there.']);
});

test('where old clusters have to be served and no choice can be written, nothing is changed', (t) => {
  const defined = `{{- define "web.budget" }}\n${budget}{{- end }}\n`;
  const { file } = plan(defined, { target: { ...settings.target, from: '1.18', to: '1.22' }, ...compat });
  t.is(file.patch, undefined);
  t.deepEqual(file.findings.map(({ status, transform }) => [status, transform]), [['refused', 'pod-disruption-budget-v1']]);
});
