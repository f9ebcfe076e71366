import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { getuid } from 'node:process';
import type { ExecutionContext } from 'ava';

/** A new directory with the given files (by relative path), removed after the test. */
export function temporaryTree(t: ExecutionContext, files: Readonly<Record<string, string>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'k8s-upgrade-')));
  t.teardown(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  chmodSync(root, 0o755);
  addFiles(root, files);
  return root;
}

export function addFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Runs Git without the settings of the machine and returns what it prints. */
export function git(directory: string, ...args: string[]): string {
  const settings = ['user.name=Somebody', 'user.email=somebody@example.org', 'protocol.file.allow=always', 'init.defaultBranch=main'];
  return execFileSync('git', ['-C', directory, ...settings.flatMap((setting) => ['-c', setting]), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: directory, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
}

/** A new Git repository in which the given files are committed. */
export function temporaryRepository(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const root = temporaryTree(t, files);
  git(root, 'init', '--quiet');
  git(root, 'add', '--all', '--force');
  git(root, 'commit', '--quiet', '--allow-empty', '--message=first');
  return root;
}

const nobody = 65534;

/**
 * Runs statements in a new process to which permissions apply, as they do not to the superuser, and
 * returns the value of `result`. Undefined, with a line in the log, where that cannot be done.
 */
export function runUnprivileged(t: ExecutionContext, module: URL, body: string): unknown {
  const program = `
    const module = await import(${JSON.stringify(module.href)});
    let result;
    ${body}
    console.log(JSON.stringify(result));`;
  const identity = getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  try {
    const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      ...identity,
    });
    return JSON.parse(printed);
  } catch (error) {
    t.log(`SKIPPED: permissions cannot be tried out here: ${String((error as { stderr?: unknown }).stderr || error)}`);
    return undefined;
  }
}
