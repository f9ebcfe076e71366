import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Log } from 'sarif';
import type { Report } from '../../src/index.js';
import { temporaryTree } from '../workspace/temporary-tree.js';
import { configMap, noted, outdated, undecided } from './manifests.js';
import { run } from './run.js';

test('a report goes to standard output, the summary to standard error', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated, 'b.yaml': configMap });
  const { status, stdout, stderr } = await run(['migrate', '--dry-run', '--report', 'json'], { cwd });
  t.is(status, 0);
  const report = JSON.parse(stdout) as Report;
  t.like(report, { version: 1, tool: { name: 'k8s-upgrade' }, target: { to: '1.21' }, totals: { files: 2, objects: 2 } });
  t.deepEqual(report.files.map(({ path, bucket, outcome }) => ({ path, bucket, outcome })), [
    { path: 'a.yaml', bucket: 'changed', outcome: undefined },
    { path: 'b.yaml', bucket: 'unchanged', outcome: undefined },
  ]);
  t.regex(stderr, /^Kubernetes 1\.21: 1 file would change, 1 unchanged\.$/m);
});

test('the report says what became of the files', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated });
  const { stdout } = await run(['migrate', '--report=json', '--quiet'], { cwd });
  t.is((JSON.parse(stdout) as Report).files[0]?.outcome, 'written');
});

test('several reports are written to files, each over an earlier one', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated, 'out/report.md': 'of yesterday' });
  const { status, stdout } = await run(['migrate', '--check', '--quiet', '--report', 'markdown=out/report.md', '--report', `json=${join(cwd, 'out/r.json')}`, '--report', 'text'], { cwd });
  t.is(status, 1);
  t.regex(stdout, /^Kubernetes 1\.21: 1 file/);
  t.regex(readFileSync(join(cwd, 'out/report.md'), 'utf8'), /^# Manifests for Kubernetes 1\.21\n/);
  t.is((JSON.parse(readFileSync(join(cwd, 'out/r.json'), 'utf8')) as Report).totals.files, 1);
  t.deepEqual(readdirSync(join(cwd, 'out')).toSorted(), ['r.json', 'report.md']);
});

test('the HTML report holds what changes about objects', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated });
  const { status } = await run(['migrate', '--dry-run', '--quiet', '--report', 'html=r.html'], { cwd });
  t.is(status, 0);
  const page = readFileSync(join(cwd, 'r.html'), 'utf8');
  t.regex(page, /^<!doctype html>/);
  t.regex(page, /Can be fixed/);
  const [, bodies = ''] = /id="change-data">(.*?)<\/script>/.exec(page) ?? [];
  t.regex((JSON.parse(bodies) as string[])[0] ?? '', /apiVersion: policy\/v1beta1.*apiVersion: policy\/v1"/);
});

test('a report to a device leaves the device alone', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated });
  t.is((await run(['migrate', '--dry-run', '--report', 'json=/dev/null'], { cwd })).status, 0);
  t.true(statSync('/dev/null').isCharacterDevice());
});

test('a report to a pipe is written to the pipe', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated });
  execFileSync('mkfifo', [join(cwd, 'pipe')]);
  const reading = run([], { cwd }).then(() => readFileSync(join(cwd, 'pipe'), 'utf8'));
  const [{ status }, text] = await Promise.all([run(['migrate', '--dry-run', '--report', 'text=pipe', 'a.yaml'], { cwd }), reading]);
  t.is(status, 0);
  t.regex(text, /^ +a\.yaml:1:1 /m);
});

test('where the report cannot be written, no manifest is', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated });
  t.is((await run(['migrate', '--report', 'json=nowhere/r.json'], { cwd })).status, 2);
  t.is(readFileSync(join(cwd, 'a.yaml'), 'utf8'), outdated);
});

test('a report never takes the place of a manifest', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated });
  const { status, stderr } = await run(['migrate', '--report', 'text=./a.yaml'], { cwd });
  t.is(status, 2);
  t.regex(stderr, /^Error: The report would overwrite \.\/a\.yaml, which is one of the files looked at\.\nHint: /);
  t.is(readFileSync(join(cwd, 'a.yaml'), 'utf8'), outdated);
});

test('the configuration asks for reports, the command line for others', async (t) => {
  const configuration = 'report:\n  - {format: json, file: r.json}\n  - {format: text}\n';
  const cwd = temporaryTree(t, { 'sub/.k8s-upgrade.yaml': configuration, 'sub/a.yaml': outdated });
  const configured = await run(['migrate', 'sub', '--dry-run', '--quiet'], { cwd });
  t.regex(configured.stdout, /^ +sub\/a\.yaml:1:1 /m);
  t.regex(readFileSync(join(cwd, 'sub/r.json'), 'utf8'), /"version": 1/);
  t.regex((await run(['migrate', 'sub', '--dry-run', '--quiet', '--report', 'markdown'], { cwd })).stdout, /^# /);
  const mixed = await run(['migrate', 'sub', '--diff', '--quiet'], { cwd });
  t.deepEqual([mixed.status, mixed.stdout], [2, '']);
  t.regex(mixed.stderr, /^Error: Only one thing can be printed, not --diff and the text report\.$/m);
  t.is(readFileSync(join(cwd, 'sub/a.yaml'), 'utf8'), outdated);
});

test('a format of the configuration that does not exist is refused', async (t) => {
  const cwd = temporaryTree(t, { '.k8s-upgrade.yaml': 'report:\n  - format: jason\n', 'a.yaml': outdated });
  const { status, stderr } = await run(['migrate'], { cwd });
  t.is(status, 2);
  t.regex(stderr, /\.k8s-upgrade\.yaml: there is no report format "jason"\.\nHint: Did you mean json\?/);
});

test('what a printed text report says is not said again', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': noted, 'b.yaml': undecided });
  const printed = await run(['migrate', '--dry-run', '--report', 'text'], { cwd });
  t.regex(printed.stdout, /protected nothing so far/);
  t.notRegex(printed.stderr, /protected nothing so far/);
  const written = await run(['migrate', '--dry-run', '--report', 'text=r.txt'], { cwd });
  t.regex(written.stderr, /protected nothing so far/);
});

test('suppressions without effect are pointed out', async (t) => {
  const comments = '# k8s-upgrade-ignore: pod-sysctls -- long ago\n# k8s-upgrade-ignore: pod-sysctls\n';
  const cwd = temporaryTree(t, { 'a.yaml': comments + configMap });
  const { status, stderr } = await run(['migrate', '--quiet'], { cwd });
  t.is(status, 0);
  t.regex(stderr, /^Warning: a\.yaml:1:1: "# k8s-upgrade-ignore: pod-sysctls -- long ago" matches nothing\.$/m);
  t.regex(stderr, /^Warning: a\.yaml:2:1: "# k8s-upgrade-ignore: pod-sysctls" is not of the form/m);
});

test('formats for code hosts name files from the root of the work tree', async (t) => {
  const cwd = temporaryTree(t, { '.git/HEAD': 'ref: refs/heads/main\n', 'deploy/a b.yaml': undecided, 'other/b.yaml': outdated });
  const { status, stdout } = await run(['migrate', '--check', '--quiet', '--report', 'github', '--report', 'sarif=r.sarif', '.', '../other'], { cwd: join(cwd, 'deploy') });
  t.is(status, 1);
  t.deepEqual(stdout.match(/file=[^,:]+/g)?.toSorted(), ['file=deploy/a b.yaml', 'file=other/b.yaml']);
  const { runs } = JSON.parse(readFileSync(join(cwd, 'deploy', 'r.sarif'), 'utf8')) as Log;
  const addresses = runs[0]?.results?.map(({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation);
  t.deepEqual(addresses?.map((address) => address?.uri).toSorted(), ['deploy/a%20b.yaml', 'other/b.yaml']);
  t.true(addresses?.every((address) => address?.uriBaseId === '%SRCROOT%'));
});

test('a report of test results fails where --check does, and no longer once the changes are written', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated, 'b.yaml': configMap });
  const check = await run(['migrate', '--check', '--report', 'junit'], { cwd });
  t.is(check.status, 1);
  t.regex(check.stdout, /^<testsuites [^>]*tests="2" failures="1" errors="0"/m);
  const written = await run(['migrate', '--report', 'junit'], { cwd });
  t.regex(written.stdout, /^<testsuites [^>]*failures="0" errors="0"/m);
});
