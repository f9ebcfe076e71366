import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getuid } from 'node:process';
import test from 'ava';
import { readFile, sha256Of } from '../../src/workspace/read.js';
import { writeFile, type WriteResult } from '../../src/workspace/write.js';
import { runUnprivileged, temporaryTree } from './temporary-tree.js';

const writeModule = new URL('../../src/workspace/write.js', import.meta.url);
const bytes = Buffer.from('new: é\r\n');

function replace(path: string, replacement: Uint8Array = bytes): Promise<WriteResult> {
  const read = readFile(path);
  return writeFile(path, { sha256: read.ok ? read.sha256 : '', bytes: replacement });
}

test('replaces the content and keeps the mode', async (t) => {
  for (const mode of [0o755, 0o600, 0o644]) {
    const root = temporaryTree(t, { 'a b~\r\n.yaml': 'old' });
    const path = join(root, 'a b~\r\n.yaml');
    chmodSync(path, mode);
    t.deepEqual(await replace(path), { written: true });
    t.deepEqual(readFileSync(path), bytes);
    t.is(statSync(path).mode & 0o777, mode);
    t.deepEqual(readdirSync(root), ['a b~\r\n.yaml']);
  }
});

test('writes shorter, longer, empty and large content whole', async (t) => {
  const root = temporaryTree(t, { 'a.yaml': 'some text' });
  const path = join(root, 'a.yaml');
  for (const size of [1, 100, 0, 20_000_000, 10]) {
    const content = Buffer.alloc(size, 'x');
    t.deepEqual(await replace(path, content), { written: true });
    t.is(Buffer.compare(readFileSync(path), content), 0);
  }
});

test('refuses a file that has changed since it was read', async (t) => {
  const root = temporaryTree(t, { 'a.yaml': 'old' });
  const path = join(root, 'a.yaml');
  const sha256 = sha256Of(readFileSync(path));
  writeFileSync(path, 'somebody else');
  t.deepEqual(await writeFile(path, { sha256, bytes }), { written: false, reason: 'it has changed since it was read; run again' });
  t.is(readFileSync(path, 'utf8'), 'somebody else');
});

test('does not bring back a file that is gone', async (t) => {
  const root = temporaryTree(t, { 'a.yaml': 'old' });
  const path = join(root, 'a.yaml');
  const sha256 = sha256Of(readFileSync(path));
  rmSync(path);
  t.deepEqual(await writeFile(path, { sha256, bytes }), { written: false, reason: 'it is not there any more' });
  t.deepEqual(readdirSync(root), []);
});

test('writes the target of a symbolic link and keeps the link', async (t) => {
  const root = temporaryTree(t, { 'real/a.yaml': 'old' });
  symlinkSync('real/a.yaml', join(root, 'b.yaml'));
  symlinkSync('b.yaml', join(root, 'c.yaml'));
  chmodSync(join(root, 'real/a.yaml'), 0o640);
  t.deepEqual(await replace(join(root, 'c.yaml')), { written: true });
  t.true(lstatSync(join(root, 'c.yaml')).isSymbolicLink());
  t.is(readlinkSync(join(root, 'b.yaml')), 'real/a.yaml');
  t.deepEqual(readFileSync(join(root, 'real/a.yaml')), bytes);
  t.is(statSync(join(root, 'real/a.yaml')).mode & 0o777, 0o640);
  t.deepEqual(readdirSync(root).toSorted(), ['b.yaml', 'c.yaml', 'real']);
  t.deepEqual(readdirSync(join(root, 'real')), ['a.yaml']);
});

test('writes a read-only file, which stays one', async (t) => {
  const root = temporaryTree(t, { 'a.yaml': 'old' });
  const path = join(root, 'a.yaml');
  chmodSync(path, 0o444);
  t.deepEqual(await replace(path), { written: true });
  t.regex(readFileSync(path, 'utf8'), /^new/);
  t.is(statSync(path).mode & 0o777, 0o444);
});

test('a directory that takes no new file is a reason', (t) => {
  const root = temporaryTree(t, { 'd/a.yaml': 'old' });
  const path = join(root, 'd/a.yaml');
  chmodSync(path, 0o666);
  chmodSync(join(root, 'd'), 0o555);
  const body = `result = await module.writeFile(${JSON.stringify(path)}, { sha256: '${sha256Of(Buffer.from('old'))}', bytes: Buffer.from('new') });`;
  const written = runUnprivileged(t, writeModule, body);
  chmodSync(join(root, 'd'), 0o755);
  if (written === undefined) return t.pass();
  t.deepEqual(written, { written: false, reason: 'permission denied in its directory' });
  t.is(readFileSync(path, 'utf8'), 'old');
  t.deepEqual(readdirSync(join(root, 'd')), ['a.yaml']);
});

test('keeps the owner where that is allowed', async (t) => {
  if (getuid?.() !== 0) {
    t.log('SKIPPED: only the superuser may give files away');
    return t.pass();
  }
  const root = temporaryTree(t, { 'a.yaml': 'old' });
  const path = join(root, 'a.yaml');
  chownSync(path, 1234, 4321);
  t.deepEqual(await replace(path), { written: true });
  t.like(statSync(path), { uid: 1234, gid: 4321 });
});

test('a write that ends half-way leaves the old file, and no other', (t) => {
  const root = temporaryTree(t, { 'a.yaml': 'old' });
  const path = join(root, 'a.yaml');
  const program = `
    process.on('SIGXFSZ', () => {});
    const { writeFile } = await import(${JSON.stringify(writeModule.href)});
    const result = await writeFile(${JSON.stringify(path)}, { sha256: '${sha256Of(Buffer.from('old'))}', bytes: Buffer.alloc(100_000, 'x') });
    console.log(JSON.stringify(result));`;
  // A limit on the size of files cuts the write short just as a full disk does.
  const shell = spawnSync('bash', ['-c', 'ulimit -f 16 && exec "$0" --input-type=module --eval "$1"', process.execPath, program], { encoding: 'utf8' });
  t.is(shell.status, 0, shell.stderr);
  t.deepEqual(JSON.parse(shell.stdout), { written: false, reason: 'the file would be larger than allowed here' });
  t.is(readFileSync(path, 'utf8'), 'old');
  t.deepEqual(readdirSync(root), ['a.yaml']);
});

test('writes many files at once', async (t) => {
  const names = Array.from({ length: 300 }, (_, index) => `${index}.yaml`);
  const root = temporaryTree(t, Object.fromEntries(names.map((name) => [name, 'old'])));
  const results = await Promise.all(names.map((name) => replace(join(root, name))));
  t.true(results.every(({ written }) => written));
  t.is(readdirSync(root).length, names.length);
});
