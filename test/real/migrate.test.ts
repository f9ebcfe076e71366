import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { plan } from '../../src/index.js';
import { addFiles, temporaryTree } from '../workspace/temporary-tree.js';
import { migratedCopy, migratedText, strayChanges } from './migrate.js';

const role = (version: string): string => `apiVersion: rbac.authorization.k8s.io/${version} # roles\r\nkind: Role\r\nmetadata: {name: reader}\r\nrules: []\r\n`;
const settings = { target: { to: '1.21' } } as const;

test('a copy is migrated, and its original stays', async (t) => {
  const original = temporaryTree(t, { 'role.yaml': role('v1beta1'), 'notes.txt': 'v1beta1' });
  const copy = join(temporaryTree(t), 'copy');
  const { mistakes } = await migratedCopy(original, copy, settings);
  t.deepEqual(mistakes, []);
  t.is(readFileSync(join(copy, 'role.yaml'), 'utf8'), role('v1'));
  t.is(readFileSync(join(original, 'role.yaml'), 'utf8'), role('v1beta1'));
});

test('changes that do not come of an edit are found', async (t) => {
  const before = temporaryTree(t, { 'role.yaml': role('v1beta1'), 'gone.yaml': 'a: 1\n', 'other.yaml': 'a: 1\n' });
  const { plan: planned } = await plan({ paths: ['.'], cwd: before, ...settings });
  const after = temporaryTree(t, { 'role.yaml': role('v1'), 'gone.yaml': 'a: 1\n', 'other.yaml': 'a: 1\n' });
  t.deepEqual(strayChanges(before, after, planned), []);
  addFiles(after, { 'role.yaml': role('v1').replaceAll('\r\n', '\n'), 'other.yaml': 'a: 2\n' });
  t.deepEqual(strayChanges(before, after, planned), ['other.yaml: bytes outside its edits changed', 'role.yaml: bytes outside its edits changed']);
  const fewer = temporaryTree(t, { 'role.yaml': role('v1'), 'other.yaml': 'a: 1\n', 'new.yaml': '' });
  t.deepEqual(strayChanges(before, fewer, planned), ['gone.yaml: came or went', 'new.yaml: came or went']);
});

test('a document that does not parse does not keep the others of a rendered text from being migrated', async (t) => {
  const broken = '---\napiVersion: v1\nkind: ConfigMap\ndata: [\n';
  t.is(await migratedText(`${broken}---\n${role('v1beta1')}`, temporaryTree(t), settings), `${broken}---\n${role('v1')}`);
});
