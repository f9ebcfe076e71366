import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import test from 'ava';
import { root } from './root.js';

/** What each folder of `src` may import, besides itself; the table of src/README.md. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  model: [],
  catalogue: ['model'],
  source: ['model'],
  edit: ['model', 'source'],
  engine: ['model', 'catalogue', 'source', 'edit'],
  kustomize: ['model', 'source', 'engine'],
  workspace: ['model', 'catalogue', 'source'],
  planning: ['model', 'catalogue', 'source', 'engine', 'kustomize', 'workspace', 'transforms'],
  review: ['model', 'workspace'],
  reporters: ['model'],
  bot: ['model', 'workspace', 'reporters', 'planning', 'index'],
  authoring: ['model', 'catalogue', 'source', 'edit', 'engine', 'workspace', 'reporters', 'transforms'],
  cli: ['model', 'catalogue', 'source', 'workspace', 'reporters', 'planning', 'authoring', 'review', 'bot', 'index', 'transforms'],
  // The public entries at the root of src.
  index: ['model', 'planning', 'transforms'],
  transform: ['model', 'catalogue'],
  testing: ['authoring'],
  transforms: ['transform'],
};

/** Packages and parts of Node that only these folders may use. */
const reserved: Readonly<Record<string, readonly string[]>> = {
  yaml: ['source'],
  'markdown-it': ['source'],
  'magic-string': ['edit'],
  rfc6902: ['kustomize'],
  semver: ['planning'],
  jsondiffpatch: ['edit', 'reporters'],
  yargs: ['cli'],
  'yargs/helpers': ['cli'],
  ora: ['cli'],
  'node:fs': ['workspace', 'authoring', 'cli'],
  'node:child_process': ['workspace', 'bot'],
  'node:crypto': ['workspace', 'engine', 'reporters'],
  fdir: ['workspace'],
  ignore: ['workspace'],
  picomatch: ['workspace'],
  ajv: ['workspace'],
  'write-file-atomic': ['workspace'],
};

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly specifier: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('_template'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function folderOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  return top === 'transforms' ? 'transforms' : second.replace(/\.ts$/, '');
}

const imports: Import[] = ['src', 'transforms'].flatMap(sourceFiles).flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/(?:^|\n)\s*(?:import|export)[^'";]*?from '([^']+)'|import\('([^']+)'\)|\nimport '([^']+)'/g)].map((match) => ({
    file,
    folder: folderOf(file),
    specifier: match[1] ?? match[2] ?? match[3] ?? '',
  }));
});

test('the test sees the imports', (t) => {
  t.true(imports.length > 200);
  t.true(imports.some(({ folder }) => folder === 'transforms'));
});

test('imports go one way', (t) => {
  const wrong = imports.flatMap(({ file, folder, specifier }) => {
    if (!specifier.startsWith('.')) return [];
    const target = relative(root, resolve(join(root, dirname(file)), specifier)).replace(/\.js$/, '.ts');
    const to = folderOf(target);
    return to === folder || arrows[folder]?.includes(to) ? [] : [`${file} imports ${specifier}`];
  });
  t.deepEqual(wrong, []);
});

test('every folder of src has its row', (t) => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'schemas')
    .map((entry) => entry.name);
  t.deepEqual(folders.filter((folder) => !(folder in arrows)), []);
});

test('libraries and Node are used where they belong', (t) => {
  const wrong = imports
    .filter(({ folder, specifier }) => !specifier.startsWith('.') && reserved[specifier] !== undefined && !reserved[specifier].includes(folder))
    .map(({ file, specifier }) => `${file} imports ${specifier}`);
  t.deepEqual(wrong, []);
});

test('transforms see no text, no file and no network', (t) => {
  const wrong = imports.filter(({ folder, specifier }) => folder === 'transforms' && !specifier.startsWith('.')).map(({ file, specifier }) => `${file} imports ${specifier}`);
  t.deepEqual(wrong, []);
});
