import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { matchesGolden } from '../golden.js';
import { temporaryRepository, temporaryTree } from '../workspace/temporary-tree.js';
import { configMap, current, noted, outdated, undecided, unreadable } from './manifests.js';
import { run } from './run.js';

const everything = {
  'deploy/outdated.yaml': outdated,
  'deploy/noted.yaml': noted,
  'deploy/undecided.yaml': undecided,
  'deploy/settings.yaml': configMap,
  'broken.yaml': unreadable,
  'values.yaml': 'replicas: 3\n',
  'chart/Chart.yaml': 'name: web\n',
  'chart/templates/budget.yaml': outdated.replace('name: web', 'name: {{ .Release.Name }}'),
};

function read(cwd: string, path: string): string {
  return readFileSync(join(cwd, path), 'utf8');
}

test('rewrites the current directory by default, and sums up on standard error', async (t) => {
  const cwd = temporaryTree(t, everything);
  const { status, stdout, stderr } = await run(['migrate'], { cwd });
  t.is(status, 0);
  t.is(stdout, '');
  matchesGolden(t, 'cli/migrate-summary.txt', stderr);
  t.is(read(cwd, 'deploy/outdated.yaml'), current);
  t.regex(read(cwd, 'deploy/noted.yaml'), /policy\/v1\n/);
  t.is(read(cwd, 'chart/templates/budget.yaml'), current.replace('name: web', 'name: {{ .Release.Name }}'));
  for (const path of ['deploy/undecided.yaml', 'broken.yaml', 'values.yaml'] as const) {
    t.is(read(cwd, path), everything[path]);
  }
});

test('a second run changes nothing', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated });
  t.is((await run(['migrate', 'a.yaml'], { cwd })).status, 0);
  t.like(await run(['migrate', 'a.yaml', '--quiet'], { cwd }), { status: 0, stdout: '', stderr: '' });
  t.is(read(cwd, 'a.yaml'), current);
  t.is((await run(['migrate', '--check'], { cwd })).status, 0);
});

for (const flag of ['--dry-run', '--check']) {
  test(`${flag} writes no manifest, and does not take the path for its value`, async (t) => {
    const cwd = temporaryTree(t, { 'a.yaml': outdated });
    const { status, stdout, stderr } = await run(['migrate', flag, 'a.yaml'], { cwd });
    t.is(status, flag === '--check' ? 1 : 0);
    t.is(stdout, '');
    t.regex(stderr, /^Kubernetes 1\.21: 1 file would change\.$/m);
    t.is(read(cwd, 'a.yaml'), outdated);
  });
}

const checks: readonly (readonly [what: string, text: string, flags: readonly string[], status: number])[] = [
  ['something would change', outdated, [], 1],
  ['a change is held', outdated, ['--from', '1.20'], 1],
  ['something needs a decision', undecided, [], 1],
  ['a file cannot be read', unreadable, [], 1],
  ['nothing is outdated', configMap, [], 0],
  ['the transform is skipped', outdated, ['--skip', 'pod-disruption-budget-v1'], 0],
  ['other transforms are chosen', outdated, ['--only', 'pod-sysctls'], 0],
  ['what is outdated is suppressed', `# k8s-upgrade-ignore: pod-disruption-budget-v1 -- moved next month\n${outdated}`, [], 0],
  ['the target does not serve the new form', outdated, ['--to', '1.20'], 0],
];

for (const [what, text, flags, status] of checks) {
  test(`--check exits with ${status} where ${what}`, async (t) => {
    const cwd = temporaryTree(t, { 'a.yaml': text });
    const result = await run(['migrate', '--check', ...flags], { cwd });
    t.is(result.status, status, result.stderr);
    t.is(read(cwd, 'a.yaml'), text);
  });
}

test('--check exits with 1 where a directory cannot be read', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': configMap, 'closed/b.yaml': outdated });
  chmodSync(join(cwd, 'closed'), 0o000);
  t.teardown(() => chmodSync(join(cwd, 'closed'), 0o755));
  const { status, stderr } = await run(['migrate', '--check', '--quiet'], { cwd, unprivileged: true });
  if (stderr.includes('Cannot find module')) return t.log('SKIPPED: another user cannot read the program here');
  t.is(stderr, 'Warning: Not looked at: closed: the directory could not be read: permission denied.\n');
  t.is(status, 1);
});

test('what holds a change back and what releases it is said', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated, 'b.yaml': outdated });
  const held = await run(['migrate', '--from', '1.20'], { cwd });
  t.is(held.status, 0);
  matchesGolden(t, 'cli/migrate-held.txt', held.stderr);
  t.is(read(cwd, 'a.yaml'), outdated);
  t.is((await run(['migrate', '--from=1.20', '--wave', 'after', '--quiet'], { cwd })).status, 0);
  t.is(read(cwd, 'a.yaml'), current);
});

test('files with uncommitted changes are not written, unless that is allowed', async (t) => {
  const cwd = temporaryRepository(t, { 'a.yaml': outdated, 'b.yaml': outdated });
  writeFileSync(join(cwd, 'b.yaml'), `# not committed\n${outdated}`);
  const { status, stderr } = await run(['migrate'], { cwd });
  t.is(status, 2);
  t.regex(stderr, /^Kubernetes 1\.21: 1 file changed, 1 not written\.$/m);
  t.regex(stderr, /^Warning: Not written: b\.yaml: it has uncommitted changes; commit them or use --allow-dirty\.$/m);
  t.is(read(cwd, 'a.yaml'), current);
  t.regex(read(cwd, 'b.yaml'), /v1beta1/);
  t.is((await run(['migrate', '--allow-dirty'], { cwd })).status, 0);
  t.is(read(cwd, 'b.yaml'), `# not committed\n${current}`);
});

test('the configuration can allow files with uncommitted changes', async (t) => {
  const cwd = temporaryRepository(t, { '.k8s-upgrade.yaml': 'allowDirty: true\n' });
  writeFileSync(join(cwd, 'a.yaml'), outdated);
  t.is((await run(['migrate'], { cwd })).status, 0);
  t.is(read(cwd, 'a.yaml'), current);
});

test('a directory without manifests is no mistake, and what is looked for is said', async (t) => {
  const cwd = temporaryTree(t, { 'README.md': '' });
  mkdirSync(join(cwd, 'empty'));
  const { status, stdout, stderr } = await run(['migrate', 'empty', '--check', '--quiet'], { cwd });
  t.deepEqual([status, stdout], [0, '']);
  t.is(stderr, 'No files found in empty. Looked for *.yaml, *.yml, *.json, *.tpl and Kustomization that Git does not ignore; --include adds others.\n');
  t.is((await run(['migrate', '--report', 'json'], { cwd })).stdout.match(/"files": 0/g)?.length, 1);
});

const mistakes: readonly (readonly [args: readonly string[], error: RegExp, hint: RegExp])[] = [
  [['nowhere'], /^nowhere does not exist\.$/, /paths are relative to the current directory/],
  [[''], /^A path is empty\.$/, /\. is the current one/],
  [['-', 'a.yaml'], /^- stands for standard input and cannot be mixed with paths\.$/, /Run twice/],
  [['--to', 'banana'], /^--to "banana" is no Kubernetes version\.$/, /minor version such as 1\.21/],
  [['--to', '121'], /^--to "121" is no Kubernetes version\.$/, /^Did you mean 1\.21\?$/],
  [['--to', '1.99'], /1\.99/, /1\.36/],
  [['--to'], /^--to needs a value\.$/, /--help/],
  [['--to='], /^--to needs a value\.$/, /--help/],
  [['--to', '1.20', '--to', '1.22'], /^--to is given twice, as "1\.20" and "1\.22"\.$/, /Give it once/],
  [['--from', '1.22', '--to', '1.21'], /--from 1\.22 is newer than the target 1\.21/, /./],
  [['--feature-gates', 'NetworkPolicyEndport=true'], /NetworkPolicyEndport/, /NetworkPolicyEndPort/],
  [['--feature-gates', 'NetworkPolicyEndPort'], /^--feature-gates: The feature gate NetworkPolicyEndPort has no value/, /NAME=true/],
  [['--network-plugin', 'calico@x'], /^--network-plugin: The version/, /NAME@VERSION/],
  [['--wave', 'befor'], /^--wave cannot be "befor"\.$/, /^Did you mean before\?$/],
  [['--accept', 'pod-disruption-budget'], /"pod-disruption-budget"/, /pod-disruption-budget-v1/],
  [['--only', 'all'], /"all"/, /./],
  [['--skip', 'pod-sysctl'], /"pod-sysctl"/, /pod-sysctls/],
  [['--option', 'emptySelector=all'], /^--option "emptySelector=all" cannot be read\.$/, /ID\.NAME=VALUE/],
  [['--option', 'pod-disruption-budget-v1.emptySelektor=all'], /emptySelektor/, /pod-disruption-budget-v1\.emptySelector/],
  [['--option', 'pod-disruption-budget-v1.emptySelector=some'], /"some"/, /none, marker, all/],
  [['--option', 'network-policy-end-port.minRun=three'], /"three"/, /whole number/],
  [['--config', 'nowhere.yaml'], /nowhere\.yaml/, /--config/],
  [['--report', 'jsn'], /^--report: there is no report format "jsn"\.$/, /^Did you mean json\?$/],
  [['--report', 'pdf'], /^--report: there is no report format "pdf"\.$/, /^Formats are text, json, markdown, sarif, github, junit, html\.$/],
  [['--report', 'json='], /^--report json= names no file\.$/, /json=FILE/],
  [['--report', 'json=nowhere/r.json'], /nowhere\/r\.json: its directory does not exist\.$/, /Create the directory/],
  [['--report', 'json=.'], /to \.: it is a directory\.$/, /Name a file in it/],
  [['--report', 'json', '--report', 'text'], /^Only one thing can be printed, not the json report and the text report\.$/, /Name a file/],
  [['--report', 'json', '--diff'], /^Only one thing can be printed, not --diff and the json report\.$/, /Name a file/],
];

for (const [args, error, hint] of mistakes) {
  test(`refuses: migrate ${args.join(' ')}`, async (t) => {
    const cwd = temporaryTree(t, { 'a.yaml': outdated });
    const { status, stdout, stderr } = await run(['migrate', ...args], { cwd });
    t.is(status, 2);
    t.is(stdout, '');
    const [, message = '', hinted = ''] = /^Error: (.*)\nHint: (.*)\n$/.exec(stderr) ?? [];
    t.regex(message, error, stderr);
    t.regex(hinted, hint, stderr);
    t.is(read(cwd, 'a.yaml'), outdated);
  });
}

test('a broken configuration is refused with every mistake in it', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated, '.k8s-upgrade.yaml': 'tarket:\n  to: "1.21"\naccept: some\n' });
  const { status, stdout, stderr } = await run(['migrate'], { cwd });
  t.deepEqual([status, stdout], [2, '']);
  matchesGolden(t, 'cli/broken-configuration.txt', stderr.replaceAll(cwd, '<directory>'));
  t.is(read(cwd, 'a.yaml'), outdated);
});

test('flags win over the configuration', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated, '.k8s-upgrade.yaml': 'target:\n  to: "1.20"\n' });
  t.is((await run(['migrate', '--check'], { cwd })).status, 0);
  t.is((await run(['migrate', '--check', '--to', '1.25'], { cwd })).status, 1);
});

test('values can be separated by commas, or each have a flag', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': noted });
  const option = ['--option', 'pod-disruption-budget-v1.emptySelector=all'];
  t.is((await run(['migrate', ...option], { cwd })).status, 0);
  t.is(read(cwd, 'a.yaml'), noted);
  t.is((await run(['migrate', ...option, '--accept', 'pod-sysctls', '--accept', 'service-topology-keys, pod-disruption-budget-v1'], { cwd })).status, 0);
  t.is(read(cwd, 'a.yaml'), noted.replace('v1beta1', 'v1'));
});

test('after -- everything is a path', async (t) => {
  const cwd = temporaryTree(t, { '--to': outdated, '-x.yaml': outdated });
  t.is((await run(['migrate', '--quiet', '--', '--to', '-x.yaml'], { cwd })).status, 0);
  t.is(read(cwd, '--to'), current);
  t.is(read(cwd, '-x.yaml'), current);
});

test('a path may look like a number', async (t) => {
  const cwd = temporaryTree(t, { '1.10/a.yaml': outdated });
  t.is((await run(['migrate', '1.10'], { cwd })).status, 0);
  t.is(read(cwd, '1.10/a.yaml'), current);
});

test('include and exclude choose files', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated, 'vendor/b.yaml': outdated, 'c.manifest': outdated });
  t.is((await run(['migrate', '--include', '*.manifest', '--exclude', 'vendor'], { cwd })).status, 0);
  t.deepEqual([read(cwd, 'a.yaml'), read(cwd, 'vendor/b.yaml'), read(cwd, 'c.manifest')], [current, outdated, current]);
});

test('an unlisted network plugin is taken, and a likely slip is pointed out', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': configMap });
  const run1 = await run(['migrate', '--network-plugin', 'calcio', '--quiet'], { cwd });
  t.like(run1, { status: 0, stderr: 'Warning: Nothing is known about the network plugin "calcio"; did you mean calico?\n' });
  t.like(await run(['migrate', '--network-plugin', 'our-own@2.3', '--quiet'], { cwd }), { status: 0, stderr: '' });
});

test('control characters of a file never reach the terminal', async (t) => {
  const cwd = temporaryTree(t, { 'a\u001b[31m.yaml': undecided.replace('name: any', 'name: "\\u001b]0;title\\u0007"') });
  const { stdout, stderr } = await run(['migrate', '--report', 'text'], { cwd });
  t.notRegex(stdout + stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  t.regex(stdout, /a\\u\{1b\}\[31m\.yaml/);
});
