import { resolve } from 'node:path';
import { encode } from '../source/decode.js';
import type { Plan } from '../model/plan.js';
import type { Outcomes } from '../model/report.js';
import { uncommittedFiles } from '../workspace/git.js';
import { writeFile } from '../workspace/write.js';

export interface ApplyOptions {
  /** What the plan's paths are relative to. Default: the process's working directory. */
  readonly cwd?: string;
  /** Write files that have uncommitted changes, too. */
  readonly allowDirty?: boolean;
}

/**
 * Writes the changed files of a plan, each atomically. A file that changed since it was read, that
 * has uncommitted changes, or that cannot be written is left alone; the outcome says why.
 *
 * @throws {KnownError} where Git cannot say what is uncommitted
 */
export async function apply(plan: Plan, options: ApplyOptions = {}): Promise<Outcomes> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const changed = plan.files.flatMap(({ path, patch, follows }) => (patch ? [{ path, patch, follows, absolute: resolve(cwd, path) }] : []));
  const dirty = options.allowDirty ? new Set<string>() : await uncommittedFiles(changed.map((file) => file.absolute));
  const outcomes = new Map<string, { outcome: 'written' | 'not-written'; reason?: string }>();
  // What follows others is written after them.
  for (const { path, patch, absolute, follows } of [...changed.filter((file) => !file.follows), ...changed.filter((file) => file.follows)]) {
    if (follows && !follows.some((other) => outcomes.get(other)?.outcome === 'written')) {
      outcomes.set(path, { outcome: 'not-written', reason: 'none of the files was written that it changes with' });
      continue;
    }
    if (dirty.has(absolute)) {
      outcomes.set(path, { outcome: 'not-written', reason: 'it has uncommitted changes; commit them or use --allow-dirty' });
      continue;
    }
    const result = await writeFile(absolute, { sha256: patch.sha256, bytes: encode(patch.after, patch.encoding) });
    outcomes.set(path, result.written ? { outcome: 'written' } : { outcome: 'not-written', reason: result.reason });
  }
  return outcomes;
}
