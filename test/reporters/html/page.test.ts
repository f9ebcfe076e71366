import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { html } from '../../../src/reporters/html/page.js';
import { embeddedJson, embeddedScript, visibleLines } from '../../../src/reporters/html/markup.js';
import { headline } from '../../../src/reporters/html/overview.js';
import { pageContent } from '../../../src/reporters/html/page-data.js';
import { script } from '../../../src/reporters/html/script.js';
import { matchesGolden } from '../../golden.js';
import { root } from '../../root.js';
import { empty, finding, file, sample, tool } from '../sample-report.js';
import { reportOf } from '../../../src/model/report.js';
import { realPage, realReport } from './reports.js';

/** The page without what is the same in every page, and with its data on many lines. */
function readable(page: string): string {
  return page
    .replace(/<style>[^]*<\/style>/, '<style>…</style>')
    .replace(/<script>\(\(\) =>[^]*<\/script>/, '<script>…</script>')
    .replace(/sha256-[^']+/g, 'sha256-…')
    .replace(/(<script type="application\/json"[^>]*>)([^]*?)<\/script>/g, (_, start: string, data: string) => `${start}\n${JSON.stringify(JSON.parse(data), undefined, 1)}\n</script>`);
}

test('a report', (t) => {
  matchesGolden(t, 'reports/sample.html', readable(realPage()));
});

test('the same report gives the same page', (t) => {
  t.is(realPage(), realPage());
});

test('without changed objects there is no section for them', (t) => {
  const page = html(sample);
  t.notRegex(page, /id="changes"|href="#changes"/);
  t.regex(realPage(), /id="changes"/);
});

test('a page has its policy, and no script but its own', (t) => {
  const page = realPage();
  t.regex(page, /http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; /);
  t.is(page.match(/<script/gi)?.length, 3);
  t.is(page.match(/<\/script/gi)?.length, 3);
  t.is(page.match(/<style/gi)?.length, 1);
  t.notRegex(page, /<(?:img|iframe|object|embed|form|base)\b|<[^>]* on\w+=|src=/i);
  t.notRegex(page, /\u202e|\u001b/);
});

test('a change of a template is called as the findings in it call their objects', (t) => {
  const template = (version: string): string => `{{ if .Values.budget }}\napiVersion: ${version}\nkind: PodDisruptionBudget\n{{ end }}\n`;
  const findings = [finding({ line: 2, name: '{{ .Release.Name }}' }), finding({ line: 40, name: 'elsewhere' })];
  const report = reportOf({ target: sample.target, files: [file('templates/a.yaml', 'changed', { findings })], staleSuppressions: [] }, tool);
  const { data, bodies } = pageContent(report, [{ path: 'templates/a.yaml', before: { line: 1, text: template('policy/v1beta1') }, after: { line: 1, text: template('policy/v1') } }], true);
  t.deepEqual(data.changes, [{ file: 'templates/a.yaml', line: 1, object: 'PodDisruptionBudget shop/{{ .Release.Name }}', apiVersion: 'policy/v1beta1', added: 1, removed: 1 }]);
  t.deepEqual(data.findings.map(({ change }) => change), [0, undefined]);
  t.false('structure' in (JSON.parse(bodies[0] ?? '') as object));
});

test('no credential is in the page', (t) => {
  const { changes } = realReport();
  t.is(changes.length, 3);
  t.regex(JSON.stringify(changes), /DB_PASSWORD/);
  t.notRegex(realPage(), /hunter2/);
});

test('the headline says what is left to do', (t) => {
  const titleOf = (...findings: readonly Parameters<typeof finding>[0][]): string =>
    headline(reportOf({ target: { to: '1.21', featureGates: {}, allowedUnsafeSysctls: [] }, files: [file('a.yaml', 'changed', { findings: findings.map((changed) => finding(changed)) })], staleSuppressions: [] }, tool)).title;
  t.is(titleOf({ status: 'manual', impact: 'breaks' }, { status: 'fixed', impact: 'breaks' }), '1 finding breaks on Kubernetes 1.21 and needs you');
  t.is(titleOf({ status: 'held', impact: 'breaks' }, { status: 'refused', impact: 'breaks' }), '2 findings break on Kubernetes 1.21 and need you');
  t.is(titleOf({ status: 'held' }, { status: 'manual' }), '2 findings need you before Kubernetes 1.21');
  t.is(titleOf({ status: 'info', impact: 'behaves' }, { status: 'info', impact: 'none' }), '1 finding needs you before Kubernetes 1.21');
  t.is(titleOf({ status: 'fixed' }), 'Everything found for Kubernetes 1.21 has its fix');
  t.is(titleOf(), 'Nothing outdated found for Kubernetes 1.21');
  t.regex(headline(sample).explanation, /1 changed file could not be written\. 3 places could not be read/);
  t.is(headline(empty).explanation, '0 files with 0 objects: no fixes.');
});

test('what has not been done is not called done', (t) => {
  t.regex(html(sample), />Fixed</);
  t.notRegex(html(sample, { writing: false }), />Fixed<|"Fixed"/);
  t.regex(html(sample, { writing: false }), />Can be fixed</);
  t.regex(headline(sample, false).explanation, /15 fixes ready/);
  t.regex(headline(sample, true).explanation, /15 fixes made/);
});

test('what is embedded stays inside of its element', (t) => {
  const hostile = { a: '</script><!--<script>\u2028' };
  t.deepEqual(JSON.parse(embeddedJson(hostile)), hostile);
  t.notRegex(embeddedJson(hostile), /</);
  const program = embeddedScript("'</script>' + '<!--' + `<SCRIPT>`");
  t.notRegex(program, /<(?:\/script|!--|script)/i);
  t.is((0, eval)(program), '</script><!--<SCRIPT>');
});

test('lines stay lines, what hides or reorders text is made visible', (t) => {
  t.is(visibleLines('a\r\n\tb\u202e\n'), 'a\n\tb\\u{202e}\n');
});

test('all that the page calls is put into it', (t) => {
  const folder = join(root, 'src', 'reporters', 'html', 'client');
  const program = script();
  const files = readdirSync(folder);
  t.true(files.length > 5);
  const declared: string[] = [];
  for (const name of files) {
    const source = readFileSync(join(folder, name), 'utf8');
    // What stands at the margin: nothing but imports, exported functions and types, comments.
    const others = source.split('\n').filter((line) => /^[^\s}/)]/.test(line) && !/^(?:import |export (?:async )?function |export (?:interface|type) )/.test(line));
    t.deepEqual(others, [], name);
    for (const [, declaredName = ''] of source.matchAll(/^export (?:async )?function (\w+)/gm)) declared.push(declaredName);
    for (const [, specifier = ''] of source.matchAll(/^import \{[^}]*\} from '([^']+)'/gm)) t.regex(specifier, /^\.\/[\w-]+\.js$/, name);
  }
  t.is(new Set(declared).size, declared.length);
  t.deepEqual(declared.filter((name) => !program.includes(`function ${name}(`)), []);
});
