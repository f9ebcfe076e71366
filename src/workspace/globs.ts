import picomatch from 'picomatch';
import { KnownError } from '../model/known-error.js';

/**
 * Tells whether a path is meant by one of some globs. A path may be given in several spellings, each
 * relative to another directory. Forward slashes.
 */
export type PathMatcher = (...spellings: readonly string[]) => boolean;

/**
 * Compiles globs: `*` and `?` stay within a name, `**` crosses directories, `{a,b}`, `[ab]` and
 * `!(a)` as in Bash, names with a leading dot are matched, and a leading `!` turns a glob around.
 * As in `.gitignore`, a glob without a slash is matched against the name alone, at any depth.
 *
 * @throws {KnownError} for a glob that is empty or too long
 */
export function globMatcher(globs: readonly string[]): PathMatcher {
  const matchers = globs.map(compile);
  return (...spellings) => matchers.some((matches) => matches(...spellings));
}

/**
 * Like {@link globMatcher}, and a glob that matches a directory stands for all that is in it:
 * `vendor` and `vendor/**` mean the same. A glob with a negation in it is matched against the whole
 * path only, for it matches nearly every directory.
 */
export function treeMatcher(globs: readonly string[]): (path: string) => boolean {
  const matchesFile = globMatcher(globs);
  const matchesDirectory = directoryMatcher(globs);
  return (path) => {
    if (matchesFile(path)) return true;
    for (let slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      if (matchesDirectory(path.slice(0, slash))) return true;
    }
    return false;
  };
}

/** Tells whether a directory is meant as a whole; see {@link treeMatcher}. */
export function directoryMatcher(globs: readonly string[]): PathMatcher {
  return globMatcher(globs.filter((glob) => !glob.includes('!')));
}

function compile(glob: string): PathMatcher {
  // Turned around here, for what is asked is whether no spelling matches.
  if (/^!(?!\()/.test(glob)) {
    const matches = compile(glob.slice(1));
    return (...spellings) => !matches(...spellings);
  }
  const pattern = glob.length > 1 && glob.endsWith('/') ? glob.slice(0, -1) : glob;
  try {
    // The flag lets `**` match names that contain a newline.
    const matches = picomatch(pattern, { dot: true, flags: 's', basename: !pattern.includes('/') });
    return (...spellings) => spellings.some((path) => matches(path));
  } catch (error) {
    throw new KnownError(`The glob ${JSON.stringify(glob.slice(0, 80))} cannot be used: ${(error as Error).message}`, {
      hint: 'Write a glob such as vendor or **/*.md.',
      cause: error,
    });
  }
}
