import test from 'ava';
import { isContinuousIntegration, usesColour, widthOf } from '../../src/cli/terminal.js';
import { temporaryTree } from '../workspace/temporary-tree.js';
import { outdated } from './manifests.js';
import { runShell, type Run } from './run.js';

const terminal = { isTTY: true, columns: 120, hasColors: () => true };
const monochrome = { isTTY: true, columns: 80, hasColors: () => false };

test('colours are used where the terminal has them', (t) => {
  t.true(usesColour(terminal, false, {}));
  t.false(usesColour(monochrome, false, {}));
  t.false(usesColour({}, false, {}));
});

test('--no-color wins over FORCE_COLOR, that over NO_COLOR, that over the terminal', (t) => {
  t.false(usesColour(terminal, true, { FORCE_COLOR: '1' }));
  t.true(usesColour({}, false, { FORCE_COLOR: '1', NO_COLOR: '1' }));
  t.true(usesColour({}, false, { FORCE_COLOR: '' }));
  t.false(usesColour(terminal, false, { FORCE_COLOR: '0' }));
  t.false(usesColour(terminal, false, { NO_COLOR: '1' }));
  t.true(usesColour(terminal, false, { NO_COLOR: '' }));
});

test('texts are wrapped at the width of a terminal only', (t) => {
  t.is(widthOf(terminal), 120);
  t.is(widthOf({ columns: 120 }), undefined);
});

test('CI counts as set unless it says no', (t) => {
  t.true(isContinuousIntegration({ CI: 'true' }));
  t.true(isContinuousIntegration({ CI: 'woodpecker' }));
  t.false(isContinuousIntegration({ CI: 'false' }));
  t.false(isContinuousIntegration({ CI: '' }));
  t.false(isContinuousIntegration({}));
});

/** The text that `migrate` shows at a terminal, as script(1) makes one; undefined where there is none. */
async function atTerminal(cwd: string, flags: string, env: Readonly<Record<string, string>> = {}): Promise<Run | undefined> {
  const run = await runShell(`command -v script > /dev/null || exit 99; script -qec "stty cols 60; $PROGRAM migrate --dry-run ${flags}" /dev/null`, { cwd, env: { TERM: 'xterm-256color', ...env } });
  return run.status === 99 ? undefined : run;
}

test('progress is shown at a terminal, not with --quiet and not in CI', async (t) => {
  const files = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`${index}.yaml`, outdated]));
  const cwd = temporaryTree(t, files);
  const shown = await atTerminal(cwd, '');
  if (shown === undefined) return t.log('SKIPPED: there is no script(1) here');
  t.regex(shown.stdout, /of 200 files/);
  t.notRegex((await atTerminal(cwd, '--quiet'))?.stdout ?? '', /of 200 files/);
  t.notRegex((await atTerminal(cwd, '', { CI: 'true' }))?.stdout ?? '', /of 200 files/);
  t.notRegex((await atTerminal(cwd, '2> summary.txt'))?.stdout ?? '', /of 200 files/);
});

test('at a terminal there are colours, and lines no longer than it', async (t) => {
  const cwd = temporaryTree(t, { 'a.yaml': outdated });
  const coloured = await atTerminal(cwd, '--report text --quiet');
  if (coloured === undefined) return t.log('SKIPPED: there is no script(1) here');
  t.true(coloured.stdout.includes('\u001b[32mCan be rewritten'));
  const plain = await atTerminal(cwd, '--report text --quiet --no-color');
  t.false(plain?.stdout.includes('\u001b['));
  t.true(plain?.stdout.split(/\r?\n/).every((line) => line.length <= 60));
});
