import test from 'ava';
import fc from 'fast-check';
import { parseDocument } from '../../../src/source/parse.js';
import { blockTree } from '../../../src/source/template/blocks.js';
import { collectHelpers, indexHelpers } from '../../../src/source/template/helpers.js';
import { readTemplate, type TemplateRegion, type TemplateWorld } from '../../../src/source/template/read-template.js';
import { tokenizeTemplate } from '../../../src/source/template/tokenize.js';
import { templateTarget } from './target.js';

const target = templateTarget('1.21');

function regionsOf(source: string, helpers = ''): readonly TemplateRegion[] {
  const tokenized = tokenizeTemplate(helpers);
  const treed = tokenized.ok ? blockTree(helpers, tokenized.tokens) : undefined;
  const read = readTemplate(source, target, indexHelpers(treed?.ok ? collectHelpers('_helpers.tpl', helpers, treed.tree) : []));
  if (!read.ok) throw new Error(read.problem.message);
  return read.regions;
}

function worldsOf(source: string, helpers = ''): readonly TemplateWorld[] {
  return regionsOf(source, helpers)[0]?.worlds ?? [];
}

/** A world's data, with `?` for filler. */
function dataOf({ text }: TemplateWorld): unknown {
  const parsed = parseDocument(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return JSON.parse(JSON.stringify(parsed.document.data).replaceAll(/[\uE000-\uF000]+/g, '?'));
}

const dataOfAll = (source: string): unknown[] => worldsOf(source).map(dataOf);

function problemOf(source: string): unknown {
  const read = readTemplate(source, target);
  return read.ok ? undefined : [read.problem.code, read.problem.offset];
}

test('a text without actions is its only world', (t) => {
  const source = '# c\r\na: [1, "x"]\r\n';
  const [world, ...others] = worldsOf(source);
  t.is(world?.text, source);
  t.deepEqual([world?.holes, world?.opaque, world?.hidden, others], [[], [], [], []]);
});

test('outputs within a line are holes', (t) => {
  const source = 'name: {{ .Values.name }}\nimage: "{{ .Values.image }}:{{ .Values.tag }}"\n{{ .Values.key }}: v\nlabels: {{- toYaml .Values.labels | nindent 2 }}\nannotations:{{ toYaml .Values.annotations | nindent 2 }}\n- # {{ .Chart.Name }}';
  const [world] = worldsOf(source.slice(0, source.lastIndexOf('-')));
  t.deepEqual(world && dataOf(world), { name: '?', image: '?:?', '?': 'v', labels: '?', annotations: '?' });
  t.deepEqual(world?.holes.map(({ pipeline }) => pipeline), ['.Values.name', '.Values.image', '.Values.tag', '.Values.key', 'toYaml .Values.labels | nindent 2', 'toYaml .Values.annotations | nindent 2']);
});

test('values are equal only where the same is printed', (t) => {
  const [world] = worldsOf('a: {{ .Values.x }}\nb: {{ .Values.y }}\nc: {{ .Values.x }}\n{{- range .Values.z }}\nd: {{ .x }}\ne: {{ .x }}\n{{- end }}\nf: {{ randAlphaNum 9 }}\ng: {{ randAlphaNum 9 }}\n');
  const parsed = world && parseDocument(world.text);
  const { a, b, c, d, e, f, g } = (parsed?.ok ? parsed.document.data : {}) as Record<string, string>;
  t.deepEqual([a === b, a === c, a === d, d === e, f === g], [false, true, false, true, false]);
});

test('filler stays the same where other outputs go', (t) => {
  const last = (source: string): string | undefined => worldsOf(source)[0]?.text.split('\n').at(-1);
  t.is(last('a: {{ .a }}\nb: {{ .b }}\nc: {{ .c }}'), last('b: {{ .b }}\nc: {{ .c }}'));
});

test('outputs on lines of their own print lines that are not known', (t) => {
  const source = 'labels:\n  a: b\n{{ include "labels" . | indent 2 }}\nspec:\n  {{- toYaml .Values.spec | nindent 4 }} # c\n  {{ template "more" . }}\n';
  const [world] = worldsOf(source);
  t.deepEqual(world && dataOf(world), { labels: { a: 'b' }, spec: null });
  t.deepEqual(
    world?.opaque.map(({ helper, column, actionColumn }) => [helper, column, actionColumn]),
    [['labels', 2, 0], [undefined, 4, 2], ['more', undefined, 2]],
  );
});

test('an output behind a key or dash that further lines belong to prints lines', (t) => {
  const [world] = worldsOf('- {{ include "container" . | nindent 2 }}\n  env: []\n- {{ .Values.other }}\nargs');
  t.is(world?.opaque[0]?.helper, 'container');
  const [labels] = worldsOf('metadata:\n  labels: {{- include "labels" . | nindent 4 }}\n    app: x\n');
  t.deepEqual(labels && dataOf(labels), { metadata: { labels: { app: 'x' } } });
  t.is(labels?.opaque.length, 1);
});

test('each arm of a block is in some world', (t) => {
  const source = 'kind: A\n{{- if .Values.a }}\na: 1\n{{- else if .Values.b }}\nb: 1\n{{- else }}\nc: 1\n{{- end }}\n';
  t.deepEqual(dataOfAll(source), [{ kind: 'A', a: 1 }, { kind: 'A', c: 1 }, { kind: 'A', b: 1 }]);
  t.deepEqual(worldsOf(source).map(({ arms }) => arms.map(({ condition }) => condition)), [['.Values.a'], [undefined], ['.Values.b']]);
  t.deepEqual(dataOfAll('l:\n{{- range .Values.l }}\n  - {{ . }}\n{{- else }}\n  []\n{{- end }}\n'), [{ l: ['?'] }, { l: [] }]);
  t.deepEqual(dataOfAll('{{- with .Values.w }}\nw: {{ .x }}\n{{- end }}\n'), [{ w: '?' }, null]);
});

test('equal conditions go together', (t) => {
  t.deepEqual(dataOfAll('{{ if .Values.a }}\na: 1\n{{ end }}\n{{ if not (.Values.a) }}\nb: 1\n{{ end }}\n{{ with $.Values.a }}\nc: 1\n{{ end }}\n'), [{ a: 1, c: 1 }, { b: 1 }]);
  // One thing is not two values at once.
  t.deepEqual(dataOfAll('{{ if eq .Values.t "A" }}\na: 1\n{{ end }}\n{{ if eq .Values.t "B" }}\na: 2\n{{ end }}\n{{ if ne .Values.t "A" }}\nc: 1\n{{ end }}\n'), [{ a: 1 }, { c: 1 }, { a: 2, c: 1 }]);
  // A list is opened where any of its items may stand.
  const either = '{{ if or .Values.a .Values.b }}\nl:\n{{ end }}\n{{ if .Values.a }}\n- a\n{{ end }}\n{{ if .Values.b }}\n- b\n{{ end }}\n';
  t.deepEqual(dataOfAll(either), [{ l: ['a', 'b'] }, null, { l: ['a'] }, { l: ['b'] }]);
  // In a loop `.a` is another thing, and a variable that is assigned may have changed.
  t.is(worldsOf('{{ if .a }}\na: 1\n{{ end }}\n{{ range .l }}\n{{ if .a }}\nb: 1\n{{ end }}\n{{ end }}\n').length, 6);
  t.is(worldsOf('{{ $x := .x }}\n{{ if $x }}\na: 1\n{{ end }}\n{{ $x = .y }}\n{{ if $x }}\nb: 1\n{{ end }}\n').length, 4);
});

test('arms that only a rare combination enters are entered', (t) => {
  const source = '{{ if .a }}\n{{ if .b }}\n{{ else }}\n{{ if .c }}\n{{ if .d }}\nx: 1\n{{ else }}\ny: 1\n{{ end }}\n{{ end }}\n{{ end }}\n{{ end }}\n';
  const keys = dataOfAll(source).map((data) => JSON.stringify(data));
  t.true(keys.includes('{"x":1}'));
  t.true(keys.includes('{"y":1}'));
});

test('what the target settles is not varied, and the rest is dead', (t) => {
  const source = `{{- if .Capabilities.APIVersions.Has "policy/v1" }}
apiVersion: policy/v1
{{- else }}
apiVersion: policy/v1beta1
{{- end }}
{{- if semverCompare "<1.14-0" .Capabilities.KubeVersion.GitVersion }}
{{- if .Values.old }}
old: true
{{- end }}
{{- end }}
`;
  const [region] = regionsOf(source);
  t.deepEqual(region?.worlds.map(dataOf), [{ apiVersion: 'policy/v1' }]);
  t.deepEqual(
    region?.dead.map(({ start, end }) => source.slice(start, end).trim()),
    ['apiVersion: policy/v1beta1', '{{- if .Values.old }}\nold: true\n{{- end }}'],
  );
  const inline = 'apiVersion: {{ if .Capabilities.APIVersions.Has "policy/v1" -}} policy/v1 {{- else -}} policy/v1beta1 {{- end }}\n';
  t.deepEqual(dataOfAll(inline), [{ apiVersion: 'policy/v1' }]);
});

test('a block within a line is one hole', (t) => {
  const source = 'a: {{ if .Values.x }}1{{ else }}2{{ end }}\nb: x{{ with .Values.y }}-{{ . }}{{ end }}\nc:\n  {{- if .Values.x -}}\n    v\n  {{- end }}\nl: [{{ range .l }}"{{ . }}",{{ end }}]\n';
  t.deepEqual(dataOfAll(source), [{ a: '?', b: 'x?', c: '?', l: ['?'] }]);
});

test('what follows an action on a line of its own keeps its column', (t) => {
  t.deepEqual(dataOfAll('{{ if .Values.x }}a: 1{{ else }}a: 2{{ end }}\nb:\n  {{ if .Values.x }}c: 3{{ end }}\n  d: 4\n'), [
    { a: 1, b: { c: 3, d: 4 } },
    { a: 2, b: { d: 4 } },
  ]);
  t.deepEqual(dataOfAll('- {{ if .Values.x }}name: a{{ else }}name: b{{ end }}\n  value: c\n'), [[{ name: 'a', value: 'c' }], [{ name: 'b', value: 'c' }]]);
});

test('lines that trimming joins read as joined', (t) => {
  t.deepEqual(dataOfAll('a: b\n{{- /* c */ -}}\nc\n'), [{ a: 'b?c' }]);
  t.deepEqual(dataOfAll('---\n{{- $x := 1 -}}\napiVersion: v1\n'), [{ apiVersion: 'v1' }]);
});

test('a block scalar may start with actions', (t) => {
  t.deepEqual(dataOfAll('a: |\n  {{- if .Values.x }}\n  x\n            {{- end }}\n  y\nb: 1\n').map((data) => (data as { b: number }).b), [1, 1]);
});

test('what is known of an output is said, and shown where it is a plain value', (t) => {
  const helpers = '{{ define "api" }}{{ if .Capabilities.APIVersions.Has "policy/v1" -}} policy/v1 {{- else -}} policy/v1beta1 {{- end }}{{ end }}';
  const [world] = worldsOf('apiVersion: {{ template "api" . }}\nother: "{{ include "api" . }}"\nkind: {{ print "A" }}\n', helpers);
  t.deepEqual(world && dataOf(world), { apiVersion: 'policy/v1', other: '?', kind: 'A' });
  t.deepEqual(world?.holes.map(({ helper, value, shown, literal }) => [helper, value, shown, literal && helpers.slice(literal.span.start, literal.span.end)]), [
    ['api', 'policy/v1', true, 'policy/v1'],
    ['api', 'policy/v1', false, 'policy/v1'],
    [undefined, 'A', true, undefined],
  ]);
});

test('a define that holds a manifest is a text of its own', (t) => {
  const source = '{{- define "lib.service" -}}\napiVersion: v1\nkind: Service\n{{- if .x }}\nx: 1\n{{- end }}\n{{- end -}}\n{{- define "lib.labels" }}\na: b\n{{- end }}\nmain: 1\n';
  const regions = regionsOf(source);
  t.deepEqual(regions.map(({ name, worlds }) => [name, worlds.map(dataOf)]), [
    [undefined, [{ main: 1 }]],
    ['lib.service', [{ apiVersion: 'v1', kind: 'Service', x: 1 }, { apiVersion: 'v1', kind: 'Service' }]],
  ]);
});

test('what cannot be read is a problem with its place', (t) => {
  t.deepEqual(problemOf('a: {{ if .x }}'), ['unbalanced', 3]);
  t.deepEqual(problemOf('a: {{ end }}'), ['unbalanced', 3]);
  t.deepEqual(problemOf('{{ if .x }}{{ else }}{{ else }}{{ end }}'), ['unbalanced', 21]);
  t.deepEqual(problemOf('a: {{ .x'), ['syntax', 3]);
  t.deepEqual(problemOf('a: \uE000'), ['reserved-character', 3]);
  t.deepEqual(problemOf('{{ if .x }}\n'.repeat(300) + '{{ end }}\n'.repeat(300)), ['too-deep', 2400]);
  t.deepEqual(problemOf(Array.from({ length: 150 }, (_, index) => `{{ if .x${index} }}\na${index}: 1\n{{ end }}\n`).join('')), ['too-many-worlds', 0]);
  t.deepEqual(problemOf(Array.from({ length: 60 }, (_, index) => `{{ if .x${index} }}\na${index}: 1\n{{ end }}\n`).join('') + '# comment\n'.repeat(60_000)), ['too-large', 0]);
});

test('a large template takes time in proportion', (t) => {
  const source = `${'{{ $x := and $x $x }}'.repeat(20)}${'{{- .Values.a -}} {{ if true }}{{ end }}'.repeat(20_000)}`;
  const started = performance.now();
  t.true(readTemplate(source, target).ok);
  t.true(performance.now() - started < 20_000);
});

const parts = fc.constantFrom(
  '{{ if .a }}', '{{- if and .b (eq .c "x") -}}', '{{ else }}', '{{- else if not .a }}', '{{- end }}', '{{ end -}}', '{{ range .l }}', '{{ with $x := .a }}', '{{ define "d" }}apiVersion kind',
  '{{ .x }}', '{{- toYaml .y | nindent 4 }}', '{{/* c */}}', '{{ $x = 1 }}', '{{ fail "x" }}', '\n', '\r\n', '  ', '\t', 'a: ', '- ', 'b', '|\n', '"', '---\n', '#', '\uFEFF', '[', '{{',
);

test('every world of any text has its length, and shows what it does not hide', (t) => {
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 40 }), (pieces) => {
      const source = pieces.join('');
      const read = readTemplate(source, target);
      if (!read.ok) return t.true(read.problem.offset <= source.length);
      for (const { worlds } of read.regions) {
        t.true(worlds.length > 0);
        for (const { text, hidden } of worlds) {
          t.is(text.length, source.length);
          let from = 0;
          for (const { start, end } of [...hidden, { start: source.length, end: source.length }]) {
            t.is(text.slice(from, start), source.slice(from, start));
            from = end;
          }
        }
      }
    }),
    { numRuns: 1500 },
  );
});
