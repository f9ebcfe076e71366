import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readFile, sha256Of, sizeLimit } from '../../src/workspace/read.js';
import { runUnprivileged, temporaryTree } from './temporary-tree.js';

const readModule = new URL('../../src/workspace/read.js', import.meta.url);

test('reads the exact bytes, with their SHA-256', (t) => {
  const text = '\uFEFFa: 1\r\nb: größe\0';
  const root = temporaryTree(t, { 'a\r\n~ é.yaml': text });
  symlinkSync('a\r\n~ é.yaml', join(root, 'link'));
  for (const name of ['a\r\n~ é.yaml', 'link']) {
    const read = readFile(join(root, name));
    if (!read.ok) return t.fail(read.reason);
    t.deepEqual(Buffer.from(read.bytes), Buffer.from(text));
    t.is(read.sha256, createHash('sha256').update(text).digest('hex'));
    t.is(read.sha256, sha256Of(read.bytes));
  }
  t.pass();
});

test('reads an empty file', (t) => {
  const root = temporaryTree(t, { 'a.yaml': '' });
  t.like(readFile(join(root, 'a.yaml')), { ok: true });
});

test('says why a file cannot be read', (t) => {
  const root = temporaryTree(t, { 'a.yaml': '', 'large.yaml': '' });
  truncateSync(join(root, 'large.yaml'), sizeLimit + 1);
  symlinkSync('circle', join(root, 'circle'));
  t.deepEqual(readFile(root), { ok: false, reason: 'it is a directory' });
  t.deepEqual(readFile(join(root, 'gone.yaml')), { ok: false, reason: 'it is not there any more' });
  t.deepEqual(readFile(join(root, 'a.yaml/b')), { ok: false, reason: 'it is not there any more' });
  t.deepEqual(readFile(join(root, 'circle')), { ok: false, reason: 'its symbolic links lead in a circle' });
  t.deepEqual(readFile(join(root, 'large.yaml')), { ok: false, reason: 'it is larger than 256 MiB' });
  t.deepEqual(readFile(join(root, 'latin-\uFFFD.yaml')), { ok: false, reason: 'its name is not valid UTF-8' });
});

test('does not wait for pipes and devices', (t) => {
  const root = temporaryTree(t);
  execFileSync('mkfifo', [join(root, 'pipe')]);
  t.deepEqual(readFile(join(root, 'pipe')), { ok: false, reason: 'it is not a regular file' });
  t.deepEqual(readFile('/dev/zero'), { ok: false, reason: 'it is not a regular file' });
});

test('a file without permission is a reason', (t) => {
  const root = temporaryTree(t, { 'a.yaml': 'a: 1' });
  chmodSync(join(root, 'a.yaml'), 0);
  const read = runUnprivileged(t, readModule, `result = module.readFile(${JSON.stringify(join(root, 'a.yaml'))});`);
  if (read === undefined) return t.pass();
  t.deepEqual(read, { ok: false, reason: 'permission denied' });
});
