import test from 'ava';
import fc from 'fast-check';
import { tokenizeTemplate, type ActionToken } from '../../../src/source/template/tokenize.js';

function actions(source: string): ActionToken[] {
  const result = tokenizeTemplate(source);
  if (!result.ok) throw new Error(result.problem.message);
  return result.tokens.filter((token) => token.type === 'action');
}

const kinds = (source: string): string[] => actions(source).map(({ kind, pipeline }) => `${kind}: ${pipeline}`);

test('kinds of actions and their pipelines', (t) => {
  t.deepEqual(kinds('{{ if .a }}{{else if  not .b}}{{ else }}{{- end -}}'), ['if: .a', 'else if: not .b', 'else: ', 'end: ']);
  t.deepEqual(kinds('{{ with $x := .a }}{{ else with .b }}{{ end }}'), ['with: $x := .a', 'else with: .b', 'end: ']);
  t.deepEqual(kinds('{{range $k, $v := .m}}{{break}}{{ continue }}{{end}}'), ['range: $k, $v := .m', 'break: ', 'continue: ', 'end: ']);
  t.deepEqual(kinds('{{define "a.b"}}{{block "c" .}}{{template "d" $}}{{end}}{{end}}'), ['define: "a.b"', 'block: "c" .', 'template: "d" $', 'end: ', 'end: ']);
  t.deepEqual(kinds('{{ $x := 1 }}{{ $x = 2 }}{{- $_ := set . "a" "b" }}{{ $x }}{{ iffy }}{{ .if }}'), [
    'assignment: $x := 1',
    'assignment: $x = 2',
    'assignment: $_ := set . "a" "b"',
    'output: $x',
    'output: iffy',
    'output: .if',
  ]);
});

test('delimiters inside strings, characters and comments do not end an action', (t) => {
  t.deepEqual(kinds('{{ "}}" }}{{ `{{ }}` }}{{ "\\"}}" }}{{ \'}\' }}{{/* }} "*/}}{{ printf "%s" (print "}}") }}'), [
    'output: "}}"',
    'output: `{{ }}`',
    'output: "\\"}}"',
    "output: '}'",
    'comment: /* }} "*/',
    'output: printf "%s" (print "}}")',
  ]);
  t.deepEqual(kinds('{{ `a\n}}\nb`\n| quote\n}}'), ['output: `a\n}}\nb`\n| quote']);
});

test('a trim marker needs white space', (t) => {
  const markers = (source: string): [boolean, boolean][] => actions(source).map(({ trimLeft, trimRight }) => [trimLeft, trimRight]);
  t.deepEqual(markers('{{- .a -}}{{ .a }}{{-\n.a\n-}}{{-1}}{{- /* c */ -}}{{/* c */}}'), [
    [true, true],
    [false, false],
    [true, true],
    [false, false],
    [true, true],
    [false, false],
  ]);
});

test('what cannot be cut is a problem with its place', (t) => {
  const problem = (source: string): unknown => {
    const result = tokenizeTemplate(source);
    return result.ok ? undefined : [result.problem.code, result.problem.offset];
  };
  t.deepEqual(problem('a {{ .b'), ['syntax', 2]);
  t.deepEqual(problem('{{ "a\n" }}'), ['syntax', 3]);
  t.deepEqual(problem('{{ `a }}'), ['syntax', 3]);
  t.deepEqual(problem('{{/* a }}'), ['syntax', 0]);
  t.deepEqual(problem('{{/* a */ }}'), ['syntax', 9]);
  t.is(problem('}} { {'), undefined);
});

test('tokens cover the text', (t) => {
  const parts = fc.constantFrom('{{', '}}', '{{- ', ' -}}', '"', '`', "'", '\\', '/*', '*/', 'if', 'end', ' ', '\n', '(', ')', '$x', ':=', '.a', 'text', '-');
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 40 }), (pieces) => {
      const source = pieces.join('');
      const result = tokenizeTemplate(source);
      if (!result.ok) {
        t.true(result.problem.offset >= 0 && result.problem.offset <= source.length);
        return;
      }
      let at = 0;
      for (const { start, end } of result.tokens) {
        t.is(start, at);
        t.true(end > start);
        at = end;
      }
      t.is(at, source.length);
    }),
    { numRuns: 1000 },
  );
});
