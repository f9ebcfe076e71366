import { appendFileSync, chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { uncommittedFiles } from '../../src/workspace/git.js';
import { WorkspaceError } from '../../src/workspace/workspace-error.js';
import { addFiles, git, temporaryRepository, temporaryTree } from './temporary-tree.js';

/** Relative to the root, sorted. */
async function uncommitted(root: string, paths: readonly string[]): Promise<string[]> {
  const found = await uncommittedFiles(paths.map((path) => join(root, path)));
  return [...found].map((path) => path.slice(root.length + 1)).toSorted();
}

// The environment belongs to the whole process, so no test runs beside one that changes it.

test.serial('tells modified, staged, renamed, untracked and ignored files from committed ones', async (t) => {
  const root = temporaryRepository(t, { 'same.yaml': '1', 'modified.yaml': '1', 'staged.yaml': '1', 'x/old.yaml': '1'.repeat(100), 'left.yaml': '1', '.gitignore': 'ignored.yaml' });
  addFiles(root, { 'modified.yaml': '2', 'staged.yaml': '2', 'added.yaml': '1', 'untracked/new.yaml': '1', 'ignored.yaml': '1' });
  git(root, 'add', 'staged.yaml', 'added.yaml');
  git(root, 'mv', 'x/old.yaml', 'x/renamed.yaml');
  git(root, 'rm', '--quiet', '--cached', 'left.yaml');
  const paths = ['same.yaml', 'modified.yaml', 'staged.yaml', 'x/renamed.yaml', 'left.yaml', 'added.yaml', 'untracked/new.yaml', 'ignored.yaml'];
  t.deepEqual(await uncommitted(root, paths), paths.filter((path) => path !== 'same.yaml').toSorted());
});

test.serial('looks only at the files it is asked about', async (t) => {
  const root = temporaryRepository(t, { 'a.yaml': '1', 'b.yaml': '1' });
  addFiles(root, { 'b.yaml': '2', 'c.yaml': '1' });
  t.deepEqual(await uncommitted(root, ['a.yaml']), []);
  t.deepEqual(await uncommitted(root, []), []);
});

test.serial('knows odd names', async (t) => {
  const names = ['a b.yaml', 'ü~日本.yaml', 'x\ny.yaml', 'cr\r\n.yaml', '"quoted".yaml', '*.yaml', ':(glob)a.yaml', '-v.yaml', 'back\\slash.yaml', ' -> x.yaml', 'd[1]/e.yaml'];
  const root = temporaryRepository(t, Object.fromEntries([...names, 'plain.yaml'].map((name) => [name, '1'])));
  t.deepEqual(await uncommitted(root, names), []);
  for (const name of names) appendFileSync(join(root, name), '2');
  t.deepEqual(await uncommitted(root, [...names, 'plain.yaml']), names.toSorted());
  writeFileSync(join(root, 'new\nname.yaml'), '1');
  t.deepEqual(await uncommitted(root, ['new\nname.yaml', 'plain.yaml']), ['new\nname.yaml']);
});

test.serial('asks about thousands of files at once', async (t) => {
  const names = Array.from({ length: 3000 }, (_, index) => `${'long-directory-name/'.repeat(8)}${index}.yaml`);
  const root = temporaryRepository(t, Object.fromEntries(names.map((name) => [name, '1'])));
  addFiles(root, { [names[7] as string]: '2' });
  t.deepEqual(await uncommitted(root, names), [names[7]]);
});

test.serial('asks every work tree about its own files', async (t) => {
  const inner = temporaryRepository(t, { 'a.yaml': '1', 'b.yaml': '1' });
  const root = temporaryTree(t, { 'outside.yaml': '1' });
  const outer = join(root, 'outer');
  mkdirSync(outer);
  git(outer, 'init', '--quiet');
  git(outer, 'submodule', '--quiet', 'add', inner, 'sub');
  addFiles(outer, { 'a.yaml': '1' });
  git(outer, 'add', '--all');
  git(outer, 'commit', '--quiet', '--message=first');
  git(outer, 'worktree', 'add', '--quiet', join(root, 'linked'));
  addFiles(root, { 'outer/sub/b.yaml': '2', 'linked/a.yaml': '2' });
  mkdirSync(join(root, 'fresh'));
  git(join(root, 'fresh'), 'init', '--quiet');
  addFiles(root, { 'fresh/a.yaml': '1' });
  const paths = ['outside.yaml', 'outer/a.yaml', 'outer/sub/a.yaml', 'outer/sub/b.yaml', 'linked/a.yaml', 'fresh/a.yaml'];
  t.deepEqual(await uncommitted(root, paths), ['fresh/a.yaml', 'linked/a.yaml', 'outer/sub/b.yaml']);
});

test.serial('a link stands for its target', async (t) => {
  const root = temporaryRepository(t, { 'real/a.yaml': '1', 'real/b.yaml': '1' });
  symlinkSync('real/a.yaml', join(root, 'link.yaml'));
  symlinkSync('real', join(root, 'alias'));
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--message=links');
  t.deepEqual(await uncommitted(root, ['link.yaml', 'alias/b.yaml']), []);
  addFiles(root, { 'real/a.yaml': '2' });
  t.deepEqual(await uncommitted(root, ['link.yaml', 'alias/a.yaml', 'alias/b.yaml']), ['alias/a.yaml', 'link.yaml']);
});

test.serial('files that Git is told not to look at count as uncommitted', async (t) => {
  const root = temporaryRepository(t, { 'a.yaml': '1', 'b.yaml': '1', 'c.yaml': '1' });
  git(root, 'update-index', '--assume-unchanged', 'a.yaml');
  git(root, 'update-index', '--skip-worktree', 'b.yaml');
  t.deepEqual(await uncommitted(root, ['a.yaml', 'b.yaml', 'c.yaml']), ['a.yaml', 'b.yaml']);
});

test.serial('a changed mode or a vanished file does no harm', async (t) => {
  const root = temporaryRepository(t, { 'a.yaml': '1', 'b.yaml': '1' });
  chmodSync(join(root, 'a.yaml'), 0o755);
  rmSync(join(root, 'b.yaml'));
  t.deepEqual(await uncommitted(root, ['a.yaml', 'b.yaml', 'never/was.yaml']), ['a.yaml', 'b.yaml', 'never/was.yaml']);
});

test.serial('leaves the index alone', async (t) => {
  const root = temporaryRepository(t, { 'a.yaml': '1' });
  // With the lock held by somebody else, a call that wanted to write the index would complain.
  writeFileSync(join(root, '.git/index.lock'), '');
  t.deepEqual(await uncommitted(root, ['a.yaml']), []);
});

test.serial('is not misled by the variables of a Git hook', async (t) => {
  const root = temporaryRepository(t, { 'a.yaml': '1' });
  const other = temporaryRepository(t, {});
  addFiles(root, { 'a.yaml': '2' });
  await withEnvironment({ GIT_DIR: join(other, '.git'), GIT_INDEX_FILE: join(other, '.git/index'), GIT_WORK_TREE: other }, async () => {
    t.deepEqual(await uncommitted(root, ['a.yaml']), ['a.yaml']);
  });
});

test.serial('does not start a program that the repository names', async (t) => {
  const root = temporaryRepository(t, { 'a.yaml': '1' });
  const marker = join(temporaryTree(t), 'started');
  const program = join(temporaryTree(t, { 'monitor.sh': `#!/bin/sh\ntouch '${marker}'\n` }), 'monitor.sh');
  chmodSync(program, 0o755);
  git(root, 'config', 'core.fsmonitor', program);
  await uncommitted(root, ['a.yaml']);
  t.throws(() => renameSync(marker, `${marker}.moved`), { code: 'ENOENT' });
});

test.serial('without Git, no file is known to be uncommitted', async (t) => {
  const root = temporaryRepository(t, {});
  addFiles(root, { 'a.yaml': '2' });
  await withEnvironment({ PATH: temporaryTree(t) }, async () => {
    t.deepEqual(await uncommitted(root, ['a.yaml']), []);
  });
});

test.serial('a .git that leads nowhere is no work tree', async (t) => {
  const root = temporaryTree(t, { 'a.yaml': '1', '.git': 'gitdir: /nowhere/at/all\n', 'b/.git/HEAD': '', 'b/c.yaml': '' });
  t.deepEqual(await uncommitted(root, ['a.yaml', 'b/c.yaml']), []);
});

test.serial('a refusal of Git is a known error, not a permission to write', async (t) => {
  const root = temporaryRepository(t, { 'a.yaml': '1' });
  await withEnvironment({ GIT_TEST_ASSUME_DIFFERENT_OWNER: '1', GIT_CONFIG_GLOBAL: '/dev/null' }, async () => {
    const error = await t.throwsAsync(uncommitted(root, ['a.yaml']), { instanceOf: WorkspaceError, message: /dubious ownership/ });
    t.regex(error?.hint ?? '', /git status/);
  });
});

async function withEnvironment(variables: Readonly<Record<string, string>>, body: () => Promise<void>): Promise<void> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    await body();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
