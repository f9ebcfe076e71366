import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { env, execPath, getuid } from 'node:process';
import { root } from '../root.js';

/** The program's file, as it is installed. */
export const program = join(root, 'bin', 'k8s-upgrade.js');

export interface RunOptions {
  readonly cwd: string;
  /** Standard input; empty by default. */
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** As a user to whom permissions apply, as they do not to the superuser. */
  readonly unprivileged?: boolean;
}

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as it is. */
  readonly bytes: Uint8Array;
}

/** Runs the program in a process of its own, without the settings of the machine. */
export async function run(args: readonly string[], options: RunOptions): Promise<Run> {
  return finish(execPath, [program, ...args], options);
}

/** Runs a shell command in which `$PROGRAM` stands for the program. */
export async function runShell(command: string, options: RunOptions): Promise<Run> {
  return finish('/bin/sh', ['-c', command], { ...options, env: { PROGRAM: `${execPath} ${program}`, ...options.env } });
}

const nobody = 65534;

/** Processes that may still start; more at a time than there are processors only wait for each other. */
let free = availableParallelism();
const waiting: (() => void)[] = [];

async function finish(file: string, args: readonly string[], options: RunOptions): Promise<Run> {
  if (free === 0) await new Promise<void>((start) => waiting.push(start));
  else free -= 1;
  try {
    return await start(file, args, options);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
}

async function start(file: string, args: readonly string[], { cwd, input = '', env: extra, unprivileged = false }: RunOptions): Promise<Run> {
  const child = spawn(file, args, {
    cwd,
    env: { PATH: env['PATH'], HOME: cwd, LC_ALL: 'C.UTF-8', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', ...extra },
    ...(unprivileged && getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}),
  });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A program that ends before it has read everything is no mistake of the test.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const bytes = Buffer.concat(stdout);
  return { status, stdout: bytes.toString(), stderr: Buffer.concat(stderr).toString(), bytes };
}
