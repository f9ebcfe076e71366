import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import type { ExecutionContext } from 'ava';
import { root } from './root.js';

/**
 * Compares a text with the approved one in `snapshots/`. With UPDATE_SNAPSHOTS=1 it becomes the
 * approved one, to be read in review; never in CI.
 *
 * @param name of the file, relative to `snapshots/`
 */
export function matchesGolden(t: ExecutionContext, name: string, text: string): void {
  const file = join(root, 'snapshots', name);
  if (env['UPDATE_SNAPSHOTS'] === '1' && !env['CI']) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  if (!existsSync(file)) {
    t.fail(`snapshots/${name} does not exist; UPDATE_SNAPSHOTS=1 writes it`);
    return;
  }
  t.is(text, readFileSync(file, 'utf8'), `snapshots/${name} differs; UPDATE_SNAPSHOTS=1 approves the new text`);
}
