import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { temporaryTree } from '../workspace/temporary-tree.js';
import { current, outdated, undecided, unreadable } from './manifests.js';
import { run, runShell } from './run.js';

test('- rewrites standard input to standard output, and touches no file', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated });
  t.like(await run(['migrate', '-', '--quiet'], { cwd, input: outdated }), { status: 0, stdout: current, stderr: '' });
  t.is(readFileSync(join(cwd, 'a.yaml'), 'utf8'), outdated);
  const { stdout, stderr } = await run(['migrate', '-'], { cwd, input: outdated });
  t.is(stdout, current);
  t.regex(stderr, /^Kubernetes 1\.21: 1 file changed\.$/m);
});

for (const [what, input] of [
  ['what is current', Buffer.from(current)],
  ['what a person has to decide on', Buffer.from(undecided)],
  ['what cannot be parsed', Buffer.from(unreadable)],
  ['bytes that are no text', Buffer.from([0xff, 0x00, 0x80, 0x0a])],
  ['nothing', Buffer.alloc(0)],
] as const) {
  test(`${what} comes out as it went in`, async (t) => {
    const { status, bytes } = await run(['migrate', '-'], { cwd: temporaryTree(t), input });
    t.is(status, 0);
    t.deepEqual(Buffer.from(bytes), input);
  });
}

test('the encoding stays', async (t) => {
  const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
  const { bytes } = await run(['migrate', '-', '--quiet'], { cwd: temporaryTree(t), input: utf16(outdated) });
  t.deepEqual(Buffer.from(bytes), utf16(current));
});

test('--check, --dry-run and --diff take the place of the result', async (t) => {
  const cwd = temporaryTree(t);
  t.like(await run(['migrate', '-', '--check', '--quiet'], { cwd, input: outdated }), { status: 1, stdout: '' });
  t.like(await run(['migrate', '-', '--check', '--quiet'], { cwd, input: current }), { status: 0, stdout: '' });
  t.like(await run(['migrate', '-', '--dry-run', '--quiet'], { cwd, input: outdated }), { status: 0, stdout: '' });
  const { stdout } = await run(['migrate', '-', '--diff', '--quiet'], { cwd, input: outdated });
  t.regex(stdout, /^--- a\/stdin\n\+\+\+ b\/stdin\n@@/);
});

test('a report of standard input needs a place beside the result', async (t) => {
  const cwd = temporaryTree(t);
  const refused = await run(['migrate', '-', '--report', 'json'], { cwd, input: outdated });
  t.like(refused, { status: 2, stdout: '' });
  t.regex(refused.stderr, /^Error: Only one thing can be printed, not the result of - and the json report\.\nHint: Name a file/);
  t.like(await run(['migrate', '-', '--quiet', '--report', 'json=r.json'], { cwd, input: outdated }), { status: 0, stdout: current });
  t.regex(readFileSync(join(cwd, 'r.json'), 'utf8'), /"path": "<stdin>"/);
  t.regex((await run(['migrate', '-', '--dry-run', '--report', 'text'], { cwd, input: outdated })).stdout, /^ +<stdin>:1:1 /m);
});

test('the configuration counts for standard input', async (t) => {
  const cwd = temporaryTree(t, { '.k8s-upgrade.yaml': 'target:\n  to: "1.20"\n' });
  t.is((await run(['migrate', '-', '--quiet'], { cwd, input: outdated })).stdout, outdated);
});

test('at a terminal it says what it waits for', async (t) => {
  const cwd = temporaryTree(t);
  // script(1) gives the program a terminal, and ends its input as Ctrl-D does.
  const { stdout } = await runShell('command -v script > /dev/null && script -qec "$PROGRAM migrate - --dry-run --quiet" /dev/null', { cwd });
  if (stdout === '') return t.log('SKIPPED: there is no script(1) here');
  t.regex(stdout, /^Reading a manifest from the terminal; end it with Ctrl-D on a line of its own\./m);
  t.false(existsSync(join(cwd, 'typescript')));
});
