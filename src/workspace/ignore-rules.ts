import { lstatSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { errorCode, failureReason } from './failure-reason.js';
import type { Problem } from './problem.js';
import { excludeFileOf, isWorkTreeRoot, workTreeOf } from './work-tree.js';

/** The rules of one file. */
interface Level {
  /** The directory that its patterns are relative to: empty, or with a slash at its end. */
  readonly base: string;
  readonly rules: Ignore;
}

/**
 * The rules that count in one directory, the weakest first; the last file that speaks about a path
 * decides (gitignore(5), "highest to lowest precedence"). All paths are relative to the same
 * directory, with forward slashes.
 */
export type IgnoreRules = readonly Level[];

// Git compares names as `core.ignoreCase` says, which it sets where the file system ignores case.
const options = { ignorecase: platform() === 'win32' || platform() === 'darwin' };

/**
 * Whether a path is ignored; a directory's has a slash at its end. The directories above it must be
 * known not to be ignored, each of them entered with {@link enterDirectory}.
 */
export function isIgnored(rules: IgnoreRules, path: string): boolean {
  for (let index = rules.length - 1; index >= 0; index -= 1) {
    const level = rules[index] as Level;
    const result = level.rules.test(path.slice(level.base.length));
    if (result.ignored || result.unignored) return result.ignored;
  }
  return false;
}

/**
 * The rules inside a directory: those around it and those of its own `.gitignore`. A directory that
 * is the root of a work tree, such as a submodule, starts anew with its `info/exclude`.
 *
 * @param path the directory as {@link isIgnored} knows it, empty for the topmost
 * @param absolute the same directory in the file system
 * @param problems takes in rules that cannot be read
 */
export function enterDirectory(outer: IgnoreRules, path: string, absolute: string, problems: Problem[]): IgnoreRules {
  const around = isWorkTreeRoot(absolute)
    ? levelOf(excludeFileOf(absolute), path, problems)
    : outer.map((level) => reopened(level, path));
  return [...around, ...levelOf(join(absolute, '.gitignore'), path, problems)];
}

/**
 * The rules around a directory that the user has named, from its work tree's root downwards, and
 * the directory's path as they know it. There are none where the directory is itself ignored.
 *
 * @param directory absolute, without symbolic links
 */
export function rulesAround(directory: string, problems: Problem[]): { readonly rules: IgnoreRules; readonly path: string } {
  const none = { rules: [], path: '' };
  const root = workTreeOf(directory);
  if (root === undefined || root === directory) return none;
  let rules: IgnoreRules = [];
  let path = '';
  let absolute = root;
  for (const name of relative(root, directory).split(sep)) {
    rules = enterDirectory(rules, path, absolute, problems);
    path += `${name}/`;
    if (isIgnored(rules, path)) return none;
    absolute = join(absolute, name);
  }
  return { rules, path };
}

/**
 * `ignore` takes all that is in a directory which a level ignores as ignored too. Where a deeper
 * level has taken the directory back in, this level has to learn of it.
 */
function reopened(level: Level, path: string): Level {
  const inside = path.slice(level.base.length);
  if (inside === '' || !level.rules.test(inside).ignored) return level;
  const pattern = `!/${inside.replace(/[\\*?[\]!# ]/g, '\\$&')}`;
  return { base: level.base, rules: ignore(options).add([level.rules, { pattern }]) };
}

function levelOf(file: string, base: string, problems: Problem[]): readonly Level[] {
  try {
    // Like Git, leave a `.gitignore` alone that is a symbolic link or a directory.
    if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) return [];
    return [{ base, rules: ignore(options).add(readFileSync(file, 'utf8')) }];
  } catch (error) {
    if (errorCode(error) !== 'ENOTDIR') {
      problems.push({ path: file, reason: `its ignore rules could not be read: ${failureReason(error, file)}` });
    }
    return [];
  }
}
