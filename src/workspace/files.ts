import { statSync, type Stats } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { errorCode, failureReason } from './failure-reason.js';
import { directoryMatcher, globMatcher, type PathMatcher } from './globs.js';
import type { Problem } from './problem.js';
import { realPath } from './stat.js';
import { walk, type Selection } from './walk.js';
import { WorkspaceError } from './workspace-error.js';

/** A file to look at. */
export interface FoundFile {
  /** For people: relative to the working directory, with forward slashes; absolute outside of it. */
  readonly path: string;
  readonly absolute: string;
  /** Named by the user, rather than met in a directory. */
  readonly explicit: boolean;
}

export interface FindOptions {
  /** The working directory, absolute. */
  readonly cwd: string;
  /** Globs of further files to take from directories. */
  readonly include?: readonly string[];
  /** Globs of files and directories to leave out of directories; stronger than `include`. */
  readonly exclude?: readonly string[];
  /** A further directory, absolute, that globs may be relative to: that of the configuration. */
  readonly globBase?: string;
}

export interface FoundFiles {
  /** Sorted by path. A file that can be reached by several paths occurs once. */
  readonly files: readonly FoundFile[];
  /** Packed Helm charts met in directories: `charts/NAME-VERSION.tgz`. Sorted by path, and not among the files. */
  readonly archives: readonly FoundFile[];
  /** Directories and ignore rules that could not be read, sorted by path. */
  readonly problems: readonly Problem[];
  /** Symbolic links met in directories: they are not followed. */
  readonly symlinksSkipped: number;
}

/**
 * Finds the files to look at. A file that is named is taken whatever it is called; a directory is
 * walked for `*.yaml`, `*.yml`, `*.json`, `*.tpl` and `Kustomization`, without `.git`,
 * `node_modules` and what Git ignores. A named path that Git ignores is entered all the same, and
 * then the `.gitignore` files in it count.
 *
 * Globs (see {@link globMatcher}) are matched against the path relative to the working directory,
 * to the walked directory and to `globBase`, and against the absolute path.
 *
 * @param paths relative to the working directory, or absolute
 * @throws {WorkspaceError} where a path does not exist or cannot be reached
 */
export function findFiles(paths: readonly string[], options: FindOptions): FoundFiles {
  const cwd = resolve(options.cwd);
  const shown = (absolute: string): string => displayPath(cwd, absolute);
  const files = new Map<string, FoundFile>();
  const problems = new Map<string, Problem>();
  const symlinks = new Set<string>();
  const add = (real: string, absolute: string, explicit: boolean): void => {
    const known = files.get(real);
    if (known === undefined || (explicit && !known.explicit)) {
      files.set(real, { path: shown(absolute), absolute, explicit });
    }
  };

  for (const given of paths) {
    const absolute = resolve(cwd, given);
    const real = realPath(absolute);
    if (!statNamed(given, absolute).isDirectory()) {
      add(real, absolute, true);
      continue;
    }
    const walked = walk(absolute, selectionOf(absolute, { ...options, cwd }));
    for (const file of walked.files) add(join(real, file), join(absolute, file), false);
    for (const link of walked.symlinks) symlinks.add(join(real, link));
    for (const { path, reason } of walked.problems) problems.set(path, { path: shown(path), reason });
  }
  const all = [...files.values()].sort(byPath);
  const isArchive = ({ absolute, explicit }: FoundFile): boolean => !explicit && chartArchive.test(slashed(absolute));
  return {
    files: all.filter((file) => !isArchive(file)),
    archives: all.filter(isArchive),
    problems: [...problems.values()].sort(byPath),
    symlinksSkipped: symlinks.size,
  };
}

/** A path as reports show it; see {@link FoundFile.path}. */
export function displayPath(cwd: string, absolute: string): string {
  const inside = cwd.endsWith(sep) ? cwd : cwd + sep;
  const path = absolute === cwd ? '.' : absolute.startsWith(inside) ? absolute.slice(inside.length) : absolute;
  return slashed(path);
}

// The endings that `kubectl apply --filename` takes from a directory, Helm's `.tpl`, and the name
// that Kustomize knows besides `kustomization.yaml` and `kustomization.yml`; all of them to the letter.
const takenByDefault = /\.(?:ya?ml|json|tpl)$/;
const kustomization = 'Kustomization';

// What `helm dependency update` puts there, and what Helm loads from there (helm.sh/helm/v3/pkg/chart/loader).
const chartArchive = /\/charts\/[^/]+\.(?:tgz|tar\.gz)$/;

function selectionOf(root: string, options: FindOptions): Selection {
  const { include = [], exclude = [] } = options;
  const bases = [...new Set([root, options.cwd, options.globBase ?? root])];
  const matcher = (globs: readonly string[], compile: (globs: readonly string[]) => PathMatcher) => {
    const matches = compile(globs);
    return (path: string): boolean => {
      if (globs.length === 0) return false;
      const absolute = join(root, path);
      return matches(slashed(absolute), ...bases.map((base) => slashed(relative(base, absolute))));
    };
  };
  const included = matcher(include, globMatcher);
  const excluded = matcher(exclude, globMatcher);
  const isArchive = (path: string): boolean => path.endsWith('gz') && chartArchive.test(slashed(join(root, path)));
  const excludedDirectory = matcher(exclude, directoryMatcher);
  return {
    takesFile: (path) =>
      (takenByDefault.test(path) || basename(path) === kustomization || isArchive(path) || included(path)) && !excluded(path),
    entersDirectory: (path) => !excludedDirectory(path),
  };
}

function slashed(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

function statNamed(given: string, absolute: string): Stats {
  // An empty path would mean the whole working directory; it comes from an unset shell variable.
  if (given === '') throw new WorkspaceError('A path is empty.', { hint: 'Name a file or a directory; . is the current one.' });
  try {
    return statSync(absolute);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new WorkspaceError(`${given} does not exist.`, {
        hint: 'Check the spelling; paths are relative to the current directory. A symbolic link must lead somewhere.',
        cause: error,
      });
    }
    throw new WorkspaceError(`${given} cannot be looked at: ${failureReason(error, absolute)}.`, {
      hint: 'Check the permissions of the path and of the directories above it.',
      cause: error,
    });
  }
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
