import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isFile } from './stat.js';

/**
 * The root of the Git work tree that a directory (absolute) lies in, or undefined outside of any.
 * Submodules and linked work trees, whose `.git` is a file, are work trees of their own.
 */
export function workTreeOf(directory: string): string | undefined {
  for (let current = directory; ; current = dirname(current)) {
    if (isWorkTreeRoot(current)) return current;
    if (dirname(current) === current) return undefined;
  }
}

/** True where a directory is the root of a Git work tree. An empty `.git` does not count, as for Git. */
export function isWorkTreeRoot(directory: string): boolean {
  const git = join(directory, '.git');
  return isFile(git) || isFile(join(git, 'HEAD'));
}

/**
 * The `info/exclude` file that counts for a work tree: in `.git`, in the directory that a `.git` file
 * names (submodules), or in the main repository's (linked work trees).
 * Source: gitrepository-layout(5), `gitdir:` and `commondir`.
 */
export function excludeFileOf(workTree: string): string {
  const git = join(workTree, '.git');
  const named = /^gitdir: (.+)/.exec(firstLine(git) ?? '')?.[1];
  const directory = named === undefined ? git : resolve(workTree, named);
  const common = firstLine(join(directory, 'commondir'));
  return join(common === undefined ? directory : resolve(directory, common), 'info', 'exclude');
}

function firstLine(file: string): string | undefined {
  if (!isFile(file)) return undefined;
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/, 1)[0];
  } catch {
    return undefined;
  }
}
