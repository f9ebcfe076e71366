import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { findFiles } from '../../src/workspace/files.js';
import { git, temporaryTree } from './temporary-tree.js';

const directoryNames = ['a', 'b', 'build', 'x y', 'd[1]'];
const fileNames = ['a.yaml', 'b.yaml', 'c.gen.yaml', '#h.yaml', '!n.yaml', 'sp .yaml'];
const patterns = [
  ...['a', 'b/', 'build', 'build/', '/build/', 'x y', 'x\\ y', 'd[1]', 'd\\[1\\]', '/a', 'a/b', '/a/b'],
  ...['a.yaml', '*.yaml', '*.gen.yaml', 'b*', '?.yaml', '[ab].yaml', '[!a].yaml', '\\#h.yaml', '\\!n.yaml', 'sp\\ .yaml'],
  ...['*', '**', '/*', '*/', '/*/', 'a/*', 'a/**', '**/a', '**/build/', '**/b/**', 'a/**/b.yaml'],
];

const directory = fc.array(fc.constantFrom(...directoryNames), { maxLength: 4 }).map((names) => names.join('/'));
const line = fc.tuple(fc.constantFrom('', '', '!'), fc.constantFrom(...patterns), fc.constantFrom('', '', '  ', '\r'));
const rules = fc.array(line, { maxLength: 4 }).map((lines) => lines.map((parts) => parts.join('')).join('\n'));
const tree = fc.record({
  files: fc.array(fc.tuple(directory, fc.constantFrom(...fileNames)), { minLength: 1, maxLength: 20 }),
  ignored: fc.array(fc.tuple(directory, rules), { minLength: 1, maxLength: 5 }),
  excluded: rules,
});

test('in any tree, exactly the files are found that Git does not ignore', (t) => {
  const root = temporaryTree(t);
  git(root, 'init', '--quiet');
  const place = (path: string, name: string, text: string): void => {
    mkdirSync(join(root, 'tree', path), { recursive: true });
    writeFileSync(join(root, 'tree', path, name), text);
  };
  fc.assert(
    fc.property(tree, ({ files, ignored, excluded }) => {
      rmSync(join(root, 'tree'), { recursive: true, force: true });
      for (const [path, name] of files) place(path, name, '');
      for (const [path, text] of ignored) place(path, '.gitignore', text);
      writeFileSync(join(root, '.git/info/exclude'), excluded);
      const byGit = git(root, 'ls-files', '--others', '--exclude-standard', '-z').split('\0');
      t.deepEqual(
        findFiles(['.'], { cwd: root }).files.map(({ path }) => path),
        byGit.filter((path) => path.endsWith('.yaml')).toSorted(),
      );
    }),
    { numRuns: 40 },
  );
});
