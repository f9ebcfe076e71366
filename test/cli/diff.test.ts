import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { applyPatch, parsePatch } from 'diff';
import fc from 'fast-check';
import { unifiedDiff } from '../../src/cli/diff.js';
import { applyEdits } from '../../src/edit/apply.js';
import type { Edit } from '../../src/model/plan.js';
import { matchesGolden } from '../golden.js';
import { temporaryRepository, temporaryTree } from '../workspace/temporary-tree.js';
import { current, manyBudgets, noted, outdated } from './manifests.js';
import { run, runShell } from './run.js';

function allFiles(cwd: string): Record<string, string> {
  const entries = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !entry.parentPath.includes('/.git'));
  return Object.fromEntries(entries.map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), 'latin1')]));
}

const trees: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'some files': { 'a.yaml': outdated, 'deploy/b.yaml': noted, 'deploy/c.yaml': current },
  'CRLF line breaks': { 'a.yaml': outdated.replaceAll('\n', '\r\n') },
  'no newline at the end': { 'a.yaml': outdated.trimEnd(), 'b.yaml': noted.trimEnd() },
  'CRLF line breaks and no newline at the end': { 'a.yaml': noted.trimEnd().replaceAll('\n', '\r\n') },
  'a byte order mark': { 'a.yaml': `\ufeff${outdated}` },
  'names with blanks, quotes, and other letters': { 'a b.yaml': outdated, 'a"b\\c.yaml': outdated, 'ä/ö\t.yaml': outdated, "'x'.yaml": outdated },
  'JSON on one line': { 'a.json': '{"apiVersion":"policy/v1beta1","kind":"PodDisruptionBudget","metadata":{"name":"x"},"spec":{"selector":{"matchLabels":{"a":"b"}}}}' },
  'changes near each other': { 'a.yaml': manyBudgets(40) },
};

for (const [what, files] of Object.entries(trees)) {
  test(`git applies the diff: ${what}`, async (t) => {
    const cwd = temporaryRepository(t, files);
    const { status, stdout, bytes } = await run(['migrate', '--dry-run', '--diff'], { cwd });
    t.is(status, 0);
    t.not(stdout, '');
    writeFileSync(join(cwd, '.git', 'change.diff'), bytes);
    execFileSync('git', ['-C', cwd, 'apply', '--whitespace=nowarn', '.git/change.diff'], { stdio: 'pipe' });
    const applied = allFiles(cwd);
    execFileSync('git', ['-C', cwd, '-c', 'core.autocrlf=false', 'checkout', '--quiet', '.'], { stdio: 'pipe' });
    t.is((await run(['migrate'], { cwd })).status, 0);
    t.deepEqual(applied, allFiles(cwd));
  });
}

test('git applies the diff in the directory where it was made', async (t) => {
  const cwd = join(temporaryRepository(t, { 'deploy/a.yaml': outdated }), 'deploy');
  const { status } = await runShell('$PROGRAM migrate --dry-run --diff --quiet | git apply', { cwd });
  t.is(status, 0);
  t.is(readFileSync(join(cwd, 'a.yaml'), 'utf8'), current);
});

test('--diff prints the changes and makes them', async (t) => {
  const cwd = temporaryTree(t, { 'deploy/a.yaml': outdated, 'deploy/b.yaml': noted, 'deploy/c.yaml': manyBudgets(3) });
  const { status, stdout } = await run(['migrate', '--diff', '--quiet'], { cwd });
  t.is(status, 0);
  matchesGolden(t, 'cli/migrate.diff', stdout);
  t.is(readFileSync(join(cwd, 'deploy/a.yaml'), 'utf8'), current);
});

test('colours are for terminals, and can be forced and forbidden', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated });
  const diffWith = async (env: Readonly<Record<string, string>>, ...flags: string[]): Promise<string> =>
    (await run(['migrate', '--dry-run', '--diff', '--quiet', ...flags], { cwd, env })).stdout;
  const plain = await diffWith({});
  t.false(plain.includes('\u001b'));
  const coloured = await diffWith({ FORCE_COLOR: '1' });
  t.true(coloured.includes('\u001b[32m+apiVersion: policy/v1\u001b[39m'));
  t.is(await diffWith({ FORCE_COLOR: '0' }), plain);
  t.is(await diffWith({ NO_COLOR: '1' }), plain);
  t.is(await diffWith({ FORCE_COLOR: '1' }, '--no-color'), plain);
});

test('a reader that goes away is no mistake, and the files are written', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': manyBudgets(5000) });
  const { stdout, stderr } = await runShell('{ $PROGRAM migrate --diff --quiet; echo "status $?" >&2; } | head -n 1', { cwd });
  t.is(stdout, '--- a/a.yaml\n');
  t.is(stderr, 'status 0\n');
  t.false(readFileSync(join(cwd, 'a.yaml'), 'utf8').includes('v1beta1'));
});

test('an output that cannot be written to is a mistake', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated });
  const { status, stderr } = await runShell('[ -e /dev/full ] || exit 99; $PROGRAM migrate --dry-run --diff --quiet > /dev/full', { cwd });
  if (status === 99) return t.log('SKIPPED: there is no /dev/full here');
  t.is(status, 2);
  t.regex(stderr, /^Error: The output cannot be written: ENOSPC.*\nHint: Check where it is redirected to\.\n$/);
});

const line = fc.constantFrom('a: 1\n', 'b: 2\n', '\n', 'c: 3\r\n', '  - d\n', '---\n', '+++ b/x\n', '-- a/x\n');
const text = fc.tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('', 'last')).map(([lines, last]) => lines.join('') + last);
const change = fc.record({ at: fc.nat(), length: fc.nat(12), text: fc.constantFrom('', 'x', 'x\n', '\n', 'a: 1\nb: 2\n', '\ny', 'c: 3\r\n') });

test('a diff leads from the text before to the text after, with at most three lines around a change', (t) => {
  const property = fc.property(text, fc.array(change, { maxLength: 6 }), (before, changes) => {
    const edits = editsOf(before, changes);
    const after = applyEdits(before, edits);
    const diff = unifiedDiff('a.yaml', { before, edits, after });
    // Changes that cancel each other out are shown all the same; no patch has them.
    fc.pre(before !== after);
    const [patch] = parsePatch(diff);
    if (patch === undefined) return false;
    const contextIsShort = patch.hunks.every(({ lines }) => {
      const signs = lines.map(([sign]) => sign).filter((sign) => sign !== '\\');
      return signs.findIndex((sign) => sign !== ' ') <= 3 && signs.toReversed().findIndex((sign) => sign !== ' ') <= 3 && !signs.join('').includes(' '.repeat(7));
    });
    return contextIsShort && applyPatch(before, patch, { autoConvertLineEndings: false, fuzzFactor: 0 }) === after;
  });
  t.notThrows(() => fc.assert(property, { numRuns: 3000 }));
});

function editsOf(before: string, changes: readonly { at: number; length: number; text: string }[]): Edit[] {
  const sorted = changes.map(({ at, length, text: written }) => ({ start: at % (before.length + 1), length, text: written })).sort((a, b) => a.start - b.start);
  let free = 0;
  return sorted.flatMap(({ start, length, text: written }) => {
    if (start < free) return [];
    const end = Math.min(before.length, start + length);
    // Edits that touch keep their order only if they do not start at the same place.
    free = end + 1;
    return [{ start, end, text: written }];
  });
}

test('takes time in proportion to the changes', (t) => {
  const before = manyBudgets(20_000);
  const edits = [...before.matchAll(/v1beta1/g)].map(({ index }) => ({ start: index, end: index + 'v1beta1'.length, text: 'v1' }));
  const started = Date.now();
  const diff = unifiedDiff('a.yaml', { before, edits, after: applyEdits(before, edits) });
  t.is(diff.match(/^\+/gm)?.length, edits.length + 1);
  t.true(Date.now() - started < 20_000);
});
