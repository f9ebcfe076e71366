import * as fs from 'node:fs';
import { join } from 'node:path';
import { fdir } from 'fdir';
import { failureReason } from './failure-reason.js';
import { enterDirectory, isIgnored, rulesAround, type IgnoreRules } from './ignore-rules.js';
import type { Problem } from './problem.js';
import { isDirectory, realPath } from './stat.js';

/** What a walk takes. Paths are relative to the walked directory, with forward slashes. */
export interface Selection {
  takesFile(path: string): boolean;
  entersDirectory(path: string): boolean;
}

export interface Walk {
  /** Relative to the walked directory, with forward slashes, in no order. */
  readonly files: readonly string[];
  /** Symbolic links that were not followed: to directories, or with the name of a file to take. */
  readonly symlinks: readonly string[];
  /** With absolute paths. */
  readonly problems: readonly Problem[];
}

/** Directories that hold no manifests of the user's own. */
const neverEntered: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * Lists the regular files in and below a directory, as far as they are selected and not ignored by
 * Git. Symbolic links are not followed, so there are no circles. What cannot be read is a problem.
 *
 * @param root absolute; it is walked even where it is a symbolic link or ignored itself
 */
export function walk(root: string, selection: Selection): Walk {
  const walker = new Walker(root, selection);
  // fdir walks from `.` so that its paths are relative; the walker knows where that is.
  const list = (directory: string): fs.Dirent[] => walker.list(directory === '.' ? '' : directory);
  const readdirSync = list as unknown as typeof fs.readdirSync;
  const files = new fdir({ fs: { ...fs, readdirSync }, includeBasePath: true, pathSeparator: '/' }).crawl('.').sync();
  return { files, symlinks: walker.symlinks, problems: walker.problems };
}

class Walker {
  readonly symlinks: string[] = [];
  readonly problems: Problem[] = [];
  /** By directory: empty for the root, else with a slash at its end. */
  readonly #rules = new Map<string, IgnoreRules>();
  /** The root's path as the ignore rules know it. */
  readonly #base: string;

  constructor(
    readonly root: string,
    readonly selection: Selection,
  ) {
    const around = rulesAround(realPath(root), this.problems);
    this.#base = around.path;
    this.#rules.set('..', around.rules);
  }

  /** The entries of a directory that the walk is to take or to enter. Never throws. */
  list(directory: string): fs.Dirent[] {
    const absolute = join(this.root, directory.slice(0, -1));
    let entries: fs.Dirent[];
    try {
      entries = fs.readdirSync(absolute, { withFileTypes: true });
    } catch (error) {
      this.problems.push({ path: absolute, reason: `the directory could not be read: ${failureReason(error, absolute)}` });
      return [];
    }
    const outer = this.#rules.get(parentOf(directory)) ?? [];
    const rules = enterDirectory(outer, this.#base + directory, absolute, this.problems);
    this.#rules.set(directory, rules);
    return entries.filter((entry) => this.#wants(entry, directory + entry.name, rules));
  }

  #wants(entry: fs.Dirent, path: string, rules: IgnoreRules): boolean {
    if (entry.isDirectory()) {
      return (
        !neverEntered.has(entry.name) &&
        this.selection.entersDirectory(path) &&
        !isIgnored(rules, `${this.#base}${path}/`)
      );
    }
    // Git, too, sees a symbolic link as a file whatever it leads to.
    if (entry.isFile()) return this.selection.takesFile(path) && !isIgnored(rules, this.#base + path);
    if (entry.isSymbolicLink() && this.#leadsToMore(entry, path) && !isIgnored(rules, this.#base + path)) {
      this.symlinks.push(path);
    }
    return false;
  }

  #leadsToMore(link: fs.Dirent, path: string): boolean {
    if (!isDirectory(join(this.root, path))) return this.selection.takesFile(path);
    return !neverEntered.has(link.name) && this.selection.entersDirectory(path);
  }
}

/** `a/` of `a/b/`, the empty string of `a/`, and `..` of the root. */
function parentOf(directory: string): string {
  if (directory === '') return '..';
  return directory.slice(0, directory.lastIndexOf('/', directory.length - 2) + 1);
}
