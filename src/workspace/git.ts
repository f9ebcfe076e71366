import { execFile } from 'node:child_process';
import { dirname, relative, sep } from 'node:path';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { errorCode } from './failure-reason.js';
import { realPath } from './stat.js';
import { workTreeOf } from './work-tree.js';
import { WorkspaceError } from './workspace-error.js';

/**
 * The files whose content Git could not give back: modified, staged, untracked or ignored in the
 * work tree they lie in, or kept out of Git's sight (`--assume-unchanged`, `--skip-worktree`). A
 * symbolic link stands for its target. Files outside of any work tree are not in the set, and
 * without a `git` program none is.
 *
 * @param absolutePaths absolute paths; the set holds them as they are given
 * @throws {WorkspaceError} where Git refuses to answer, for instance about a repository of another user
 */
export async function uncommittedFiles(absolutePaths: readonly string[]): Promise<Set<string>> {
  const uncommitted = new Set<string>();
  for (const [workTree, files] of byWorkTree(absolutePaths)) {
    const isCommitted = await committedIn(workTree, [...files.keys()]);
    for (const [file, given] of files) {
      if (!isCommitted(file)) given.forEach((path) => uncommitted.add(path));
    }
  }
  return uncommitted;
}

/** By work tree, the files in it (relative, with forward slashes), each with the paths given for it. */
function byWorkTree(absolutePaths: readonly string[]): Map<string, Map<string, string[]>> {
  const workTrees = new Map<string, string | undefined>();
  const groups = new Map<string, Map<string, string[]>>();
  for (const given of absolutePaths) {
    const real = realPath(given);
    const directory = dirname(real);
    if (!workTrees.has(directory)) workTrees.set(directory, workTreeOf(directory));
    const workTree = workTrees.get(directory);
    if (workTree === undefined) continue;
    const files = groups.get(workTree) ?? new Map<string, string[]>();
    const file = relative(workTree, real).split(sep).join('/');
    files.set(file, [...(files.get(file) ?? []), given]);
    groups.set(workTree, files);
  }
  return groups;
}

/** With more files than this, Git is asked about the whole work tree: command lines are limited. */
const pathspecLimit = 50;

/** Lists what differs from the last commit, in the index or in the work tree, each as `XY path`. */
const statusCommand = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=no', '--ignore-submodules=all'];

/** Asks Git, with two calls whatever the number of files, and tells which of the files are safe. */
async function committedIn(workTree: string, files: readonly string[]): Promise<(file: string) => boolean> {
  const pathspecs = files.length > pathspecLimit ? [] : ['--', ...files];
  try {
    const [index, status] = await Promise.all([
      git(workTree, ['ls-files', '-z', '-v', ...pathspecs]),
      git(workTree, [...statusCommand, ...pathspecs]),
    ]);
    // `H ` marks a tracked file that Git compares with the work tree.
    const tracked = new Set(index.filter((line) => line.startsWith('H ')).map((line) => line.slice(2)));
    const changed = new Set(status.map((line) => line.slice(3)));
    return (file) => tracked.has(file) && !changed.has(file);
  } catch (error) {
    const said = String((error as { stderr?: unknown }).stderr ?? '').trim();
    if (errorCode(error) === 'ENOENT' || said.includes('not a git repository')) return () => true;
    const reason = said.split('\n')[0] || String(error);
    throw new WorkspaceError(`Git could not say what is uncommitted in ${workTree}: ${reason}`, {
      hint: `Make "git status" work in ${workTree}, or allow files with uncommitted changes to be written.`,
      cause: error,
    });
  }
}

const run = promisify(execFile);

/** The NUL-separated answer of a Git command that changes nothing. */
async function git(workTree: string, args: readonly string[]): Promise<readonly string[]> {
  // A repository's own file system monitor is a program; do not start it for a look at the files.
  const fixed = ['-C', workTree, '--literal-pathspecs', '-c', 'core.fsmonitor=false'];
  const { stdout } = await run('git', [...fixed, ...args], { env: gitEnvironment(), maxBuffer: Infinity, windowsHide: true });
  return stdout.split('\0').filter((line) => line !== '');
}

/** Without the variables that a Git hook runs with, which would point every call at one repository. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !repositoryVariables.has(name));
  return { ...Object.fromEntries(kept), GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
}

// As `git rev-parse --local-env-vars` lists them, without the ones that carry settings.
const repositoryVariables: ReadonlySet<string> = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NAMESPACE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
]);
