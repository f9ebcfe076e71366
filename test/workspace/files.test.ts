import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { findFiles, type FindOptions } from '../../src/workspace/files.js';
import { WorkspaceError } from '../../src/workspace/workspace-error.js';
import { addFiles, git, runUnprivileged, temporaryRepository, temporaryTree } from './temporary-tree.js';

const filesModule = new URL('../../src/workspace/files.js', import.meta.url);

function find(cwd: string, paths: readonly string[] = ['.'], options: Partial<FindOptions> = {}): string[] {
  return findFiles(paths, { cwd, ...options }).files.map(({ path }) => path);
}

test('takes YAML, JSON, .tpl and Kustomization from a directory, sorted', (t) => {
  const names = ['b.yaml', 'a.yml', 'c/d.json', 'c/_helpers.tpl', 'c/Kustomization', '.github/workflow.yaml', '.k8s.yaml'];
  const others = ['README.md', 'kustomization', 'x.YAML', 'x.yaml.bak', 'yaml', 'c/Kustomization.md'];
  const root = temporaryTree(t, Object.fromEntries([...names, ...others].map((name) => [name, ''])));
  t.deepEqual(find(root), names.toSorted());
  t.deepEqual(findFiles(['.'], { cwd: root }).files[0], {
    path: '.github/workflow.yaml',
    absolute: join(root, '.github/workflow.yaml'),
    explicit: false,
  });
});

test('takes a named file whatever it is called', (t) => {
  const root = temporaryTree(t, { 'notes.txt': '', 'a.yaml': '' });
  t.deepEqual(findFiles(['notes.txt', 'a.yaml', './a.yaml', '.'], { cwd: root }).files, [
    { path: 'a.yaml', absolute: join(root, 'a.yaml'), explicit: true },
    { path: 'notes.txt', absolute: join(root, 'notes.txt'), explicit: true },
  ]);
});

test('a path outside of the working directory is shown as absolute', (t) => {
  const root = temporaryTree(t, { 'in/a.yaml': '', 'out/b.yaml': '', 'in/..c/d.yaml': '' });
  const cwd = join(root, 'in');
  t.deepEqual(find(cwd, ['.', '../out', join(cwd, 'a.yaml')]), [`${root}/out/b.yaml`, '..c/d.yaml', 'a.yaml'].toSorted());
  t.deepEqual(find(cwd, ['..']), [`${root}/out/b.yaml`, '..c/d.yaml', 'a.yaml'].toSorted());
  t.deepEqual(find('/', [root]).length, 3);
  t.true(find('/', [root]).every((path) => !path.startsWith('/')));
});

test('paths that overlap or lead to the same file give it once', (t) => {
  const root = temporaryTree(t, { 'a/b/c.yaml': '', 'link.txt': '' });
  symlinkSync(join(root, 'a'), join(root, 'alias'));
  t.deepEqual(find(root, ['a', 'a/b', 'alias', './a/']), ['a/b/c.yaml']);
});

test('never enters .git and node_modules, unless the path lies in one', (t) => {
  const root = temporaryRepository(t, { 'a.yaml': '' });
  addFiles(root, {
    '.git/b.yaml': '',
    'node_modules/p/c.yaml': '',
    'node_modules/p/node_modules/q/d.yaml': '',
    'x/node_modules/e.yaml': '',
    'x/node_modules.yaml': '',
  });
  t.deepEqual(find(root), ['a.yaml', 'x/node_modules.yaml']);
  t.deepEqual(find(root, ['node_modules']), ['node_modules/p/c.yaml']);
  t.deepEqual(find(root, ['node_modules/p']), ['node_modules/p/c.yaml']);
  t.deepEqual(find(root, ['.git/b.yaml']), ['.git/b.yaml']);
});

test('include adds further names', (t) => {
  const root = temporaryTree(t, { 'a.yaml': '', 'README.md': '', 'docs/x.md': '', 'docs/.hidden/y.md': '', 'docs/z.txt': '' });
  t.deepEqual(find(root, ['.'], { include: ['**/*.md'] }), ['README.md', 'a.yaml', 'docs/.hidden/y.md', 'docs/x.md']);
  t.deepEqual(find(root, ['.'], { include: ['*.txt'] }), ['a.yaml', 'docs/z.txt']);
  t.deepEqual(find(root, ['docs'], { include: ['docs/*.md'] }), ['docs/x.md'], 'relative to the working directory');
  t.deepEqual(find(root, ['docs'], { include: ['./x.md'] }), ['docs/x.md'], 'relative to the walked directory');
});

test('exclude removes from directories, not what is named', (t) => {
  const root = temporaryTree(t, { 'a.yaml': '', 'vendor/b.yaml': '', 'x/vendor/c.yaml': '', 'x/y/d.prod.yaml': '' });
  t.deepEqual(find(root, ['.'], { exclude: ['vendor/**'] }), ['a.yaml', 'x/vendor/c.yaml', 'x/y/d.prod.yaml']);
  t.deepEqual(find(root, ['.'], { exclude: ['vendor'] }), ['a.yaml', 'x/y/d.prod.yaml']);
  t.deepEqual(find(root, ['.'], { exclude: ['x/vendor/'] }), ['a.yaml', 'vendor/b.yaml', 'x/y/d.prod.yaml']);
  t.deepEqual(find(root, ['.'], { exclude: ['!*.prod.yaml'] }), ['x/y/d.prod.yaml']);
  t.deepEqual(find(root, ['.'], { exclude: ['!x/**'] }), ['x/vendor/c.yaml', 'x/y/d.prod.yaml']);
  t.deepEqual(find(root, ['x'], { exclude: ['y'] }), ['x/vendor/c.yaml']);
  t.deepEqual(find(root, ['vendor', 'a.yaml'], { exclude: ['vendor', '*.yaml'] }), ['a.yaml']);
  t.deepEqual(find(root, ['vendor'], { exclude: ['vendor'] }), ['vendor/b.yaml']);
  t.deepEqual(find(root, ['.'], { include: ['*.yaml'], exclude: ['*.yaml'] }), []);
  t.deepEqual(find(root, ['.'], { exclude: [join(root, 'x')] }), ['a.yaml', 'vendor/b.yaml']);
});

test('globs may be relative to the directory of the configuration', (t) => {
  const root = temporaryTree(t, { 'apps/a/x.yaml': '', 'apps/b/x.yaml': '' });
  const options = { exclude: ['apps/a/**'] };
  t.deepEqual(find(join(root, 'apps'), ['a', 'b'], { ...options, globBase: root }), ['b/x.yaml']);
});

test('a glob that cannot be used is a known error', (t) => {
  const root = temporaryTree(t);
  t.throws(() => find(root, ['.'], { include: [''] }), { name: 'KnownError', message: /glob ""/ });
  t.deepEqual(find(root, ['.'], { exclude: ['[z-a', '+(', '(((', '\\'] }), []);
});

test('honours .gitignore files as Git does', (t) => {
  const root = temporaryRepository(t, {});
  addFiles(root, {
    '.gitignore': '# comment\r\n/out\r\n*.gen.yaml\r\n!keep.gen.yaml\r\nbuild/\r\n',
    'a.yaml': '',
    'a.gen.yaml': '',
    'keep.gen.yaml': '',
    'out/b.yaml': '',
    'x/out/c.yaml': '',
    'x/build/d.yaml': '',
    'x/.gitignore': '!a.gen.yaml\nlocal.yaml\n!build/\n/only-here.yaml\n',
    'x/a.gen.yaml': '',
    'x/local.yaml': '',
    'x/y/local.yaml': '',
    'x/y/only-here.yaml': '',
    'x/only-here.yaml': '',
    'x/build/sub/e.gen.yaml': '',
    'x/build/sub/f.yaml': '',
    'local.yaml': '',
  });
  writeFileSync(join(root, '.git/info/exclude'), 'local.yaml\n');
  const seenByGit = git(root, 'ls-files', '--others', '--exclude-standard', '-z').split('\0');
  const expected = seenByGit.filter((path) => path.endsWith('.yaml')).toSorted();
  t.deepEqual(find(root), expected);
  t.true(expected.includes('x/build/d.yaml') && expected.includes('x/build/sub/f.yaml'));
  t.false(expected.includes('x/build/sub/e.gen.yaml'));
});

test('honours ignore rules above the named directory, up to the root of the work tree', (t) => {
  const root = temporaryTree(t, { '.gitignore': '*.yaml\n' });
  const repository = join(root, 'repository');
  addFiles(repository, {
    '.gitignore': '*.gen.yaml\n/a/b/rooted.yaml\n',
    'a/.gitignore': '/b/near.yaml\n',
    'a/b/x.gen.yaml': '',
    'a/b/rooted.yaml': '',
    'a/b/near.yaml': '',
    'a/b/excluded.yaml': '',
    'a/b/c.yaml': '',
  });
  git(repository, 'init', '--quiet');
  appendFileSync(join(repository, '.git/info/exclude'), 'excluded.yaml\n');
  t.deepEqual(find(join(repository, 'a/b')), ['c.yaml']);
  t.deepEqual(find(repository, ['a']), ['a/b/c.yaml']);
  t.deepEqual(find(root, ['repository/a']), ['repository/a/b/c.yaml']);
});

test('honours .gitignore files without a repository, from the named directory down', (t) => {
  const root = temporaryTree(t, { '.gitignore': 'a.yaml', 'a.yaml': '', 'b/a.yaml': '', 'b/c.yaml': '', 'b/.gitignore': '/c.yaml' });
  t.deepEqual(find(root), []);
  t.deepEqual(find(root, ['b']), ['b/a.yaml']);
});

test('a named path that is ignored is looked at all the same', (t) => {
  const root = temporaryRepository(t, {});
  addFiles(root, {
    '.gitignore': 'build/\nz.yaml\n',
    'z.yaml': '',
    'build/z.yaml': '',
    'build/deep/.gitignore': 'w.yaml\n',
    'build/deep/w.yaml': '',
    'build/deep/v.yaml': '',
  });
  t.deepEqual(find(root), []);
  t.deepEqual(find(root, ['z.yaml']), ['z.yaml']);
  t.deepEqual(find(root, ['build']), ['build/deep/v.yaml', 'build/z.yaml']);
  t.deepEqual(find(root, ['build/deep']), ['build/deep/v.yaml']);
});

test('a submodule has ignore rules of its own, and so has a linked work tree', (t) => {
  const inner = temporaryRepository(t, { 'a.yaml': '', 'local.yaml': '' });
  const root = temporaryRepository(t, { '.gitignore': 'a.yaml\n', 'b.yaml': '' });
  git(root, 'submodule', '--quiet', 'add', inner, 'sub');
  writeFileSync(join(root, '.git/modules/sub/info/exclude'), 'local.yaml\n');
  t.deepEqual(find(root), ['b.yaml', 'sub/a.yaml']);

  writeFileSync(join(root, '.git/info/exclude'), 'b.yaml\n');
  const linked = join(temporaryTree(t), 'linked');
  git(root, 'worktree', 'add', '--quiet', linked);
  addFiles(linked, { 'c.yaml': '' });
  t.deepEqual(find(linked), ['c.yaml']);
});

test('an empty .git directory does not end a work tree', (t) => {
  const root = temporaryRepository(t, {});
  addFiles(root, { '.gitignore': 'a.yaml', 'x/a.yaml': '', 'x/b.yaml': '' });
  mkdirSync(join(root, 'x/.git'));
  t.deepEqual(find(root, ['x']), ['x/b.yaml']);
});

test('strange ignore patterns and names that look like patterns do no harm', (t) => {
  const patterns = ['[z-a]', '[', 'a[', '\\', '!', '(((', '+(', '{', '$^', '[[:foo:]]', '*'.repeat(60), '\uFEFFx', '  ', '#', 'a\\'];
  const root = temporaryTree(t, {
    'x/.gitignore': `${patterns.slice(0, 10).join('\n')}\nq*\n`,
    'x/[a] *b!#\\/.gitignore': '!q.yaml\n',
    'x/[a] *b!#\\/q.yaml': '',
    'x/[a] *b!#\\/r.yaml': '',
    'y/.gitignore': `${patterns.slice(11).join('\n')}`,
    'y/a.yaml': '',
  });
  t.deepEqual(find(root), ['x/[a] *b!#\\/q.yaml', 'x/[a] *b!#\\/r.yaml', 'y/a.yaml']);
});

test('a directory with a strange name that is taken back in is walked', (t) => {
  const root = temporaryTree(t, {
    '.gitignore': 'd*\n*.gen.yaml\n',
    'x/.gitignore': '!d*\n',
    'x/d [a]!#\\ /d/a.yaml': '',
    'x/d [a]!#\\ /d/b.gen.yaml': '',
  });
  t.deepEqual(find(root), ['x/d [a]!#\\ /d/a.yaml']);
});

test('does not follow links met in directories, and counts those that lead to more', (t) => {
  const root = temporaryRepository(t, { 'a/b.yaml': '', 'a/notes.md': '', '.gitignore': 'ignored*\n' });
  symlinkSync('..', join(root, 'a/up'));
  symlinkSync('.', join(root, 'a/self'));
  symlinkSync('b.yaml', join(root, 'a/link.yaml'));
  symlinkSync('nowhere', join(root, 'a/dangling.yaml'));
  symlinkSync('circle.yaml', join(root, 'a/circle.yaml'));
  symlinkSync('notes.md', join(root, 'a/README.md'));
  symlinkSync('b.yaml', join(root, 'a/ignored.yaml'));
  symlinkSync('..', join(root, 'a/node_modules'));
  const found = findFiles(['.', 'a'], { cwd: root });
  t.deepEqual(found.files.map(({ path }) => path), ['a/b.yaml']);
  t.is(found.symlinksSkipped, 5);
  t.deepEqual(found.problems, []);
});

test('follows a named link', (t) => {
  const root = temporaryRepository(t, { 'real/a.yaml': '', 'real/b.gen.yaml': '', '.gitignore': '*.gen.yaml' });
  const links = temporaryTree(t);
  symlinkSync(join(root, 'real'), join(links, 'directory'));
  symlinkSync(join(root, 'real/a.yaml'), join(links, 'file'));
  t.deepEqual(find(links, ['directory']), ['directory/a.yaml'], 'with the ignore rules of where it leads');
  t.deepEqual(find(links, ['file']), ['file']);
});

test('a path that does not exist is a known error', (t) => {
  const root = temporaryTree(t, { 'a.yaml': '' });
  symlinkSync('nowhere', join(root, 'dangling'));
  symlinkSync('circle', join(root, 'circle'));
  for (const path of ['missing', 'a.yaml/b', 'dangling', 'circle', '']) {
    const error = t.throws(() => find(root, [path]), { instanceOf: WorkspaceError }, path);
    t.truthy(error?.hint);
  }
  t.throws(() => find(root, ['a.yaml', 'missing']), { message: 'missing does not exist.' });
});

test('survives unusual names', (t) => {
  const names = ['~g_v1_configmap x.yaml', 'größe-日本.yaml', 'a\nb/c\nd.yaml', 'cr\r.yaml', '-rf.yaml', '$(x).yaml', "quote'\".yaml", 'back\\slash/e.yaml', '...yaml', ' /f.yaml'];
  const root = temporaryTree(t, Object.fromEntries(names.map((name) => [name, ''])));
  t.deepEqual(find(root), names.toSorted());
  t.deepEqual(find(root, ['back\\slash', 'a\nb']), ['a\nb/c\nd.yaml', 'back\\slash/e.yaml']);
  t.deepEqual(find(root, ['.'], { exclude: ['**/c*.yaml'] }), names.filter((name) => !/^a|^cr/.test(name)).toSorted());
});

test('leaves pipes alone, and takes a named one so that it can be reported', (t) => {
  const root = temporaryTree(t, { 'a.yaml': '' });
  execFileSync('mkfifo', [join(root, 'pipe.yaml')]);
  t.deepEqual(find(root), ['a.yaml']);
  t.deepEqual(find(root, ['pipe.yaml']), ['pipe.yaml']);
});

test('an unreadable directory is a problem, not the end', (t) => {
  const root = temporaryTree(t, { 'a.yaml': '', 'closed/b.yaml': '', 'rules/.gitignore': 'x', 'rules/c.yaml': '' });
  chmodSync(join(root, 'closed'), 0);
  chmodSync(join(root, 'rules/.gitignore'), 0);
  t.teardown(() => chmodSync(join(root, 'closed'), 0o755));
  const body = `result = module.findFiles(['.', 'closed'], { cwd: ${JSON.stringify(root)} });`;
  const found = runUnprivileged(t, filesModule, body) as ReturnType<typeof findFiles> | undefined;
  if (found === undefined) return t.pass();
  t.deepEqual(found.files.map(({ path }) => path), ['a.yaml', 'rules/c.yaml']);
  t.deepEqual(found.problems, [
    { path: 'closed', reason: 'the directory could not be read: permission denied' },
    { path: 'rules/.gitignore', reason: 'its ignore rules could not be read: permission denied' },
  ]);
});

test('a directory whose name is not UTF-8 is a problem', (t) => {
  const root = temporaryTree(t, { 'a.yaml': '' });
  try {
    mkdirSync(Buffer.concat([Buffer.from(`${root}/latin-`), Buffer.from([0xe9])]));
  } catch {
    t.log('SKIPPED: the file system takes UTF-8 names only');
    return t.pass();
  }
  const { problems } = findFiles(['.'], { cwd: root });
  t.deepEqual(problems, [{ path: 'latin-\uFFFD', reason: 'the directory could not be read: its name is not valid UTF-8' }]);
});

test('finds ten thousand files in well under a second', (t) => {
  const root = temporaryRepository(t, {});
  for (let directory = 0; directory < 1000; directory += 1) {
    const path = join(root, `group-${directory % 10}/app-${directory}`);
    mkdirSync(path, { recursive: true });
    for (let file = 0; file < 10; file += 1) writeFileSync(join(path, `manifest-${file}.yaml`), '');
  }
  addFiles(root, { '.gitignore': Array.from({ length: 60 }, (_, index) => `*.ignored-${index}`).join('\n') });
  find(root);
  const start = performance.now();
  const found = find(root, ['.'], { exclude: ['vendor/**', '**/*.gen.yaml'] });
  const elapsed = performance.now() - start;
  t.is(found.length, 10_000);
  t.log(`${Math.round(elapsed)} ms`);
  // Ten times what it takes, for slow machines.
  t.true(elapsed < 2000, `${elapsed} ms`);
});
