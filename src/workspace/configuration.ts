import { dirname, join, resolve } from 'node:path';
import type { ApiLifecycle } from '../model/api.js';
import type { EmbeddingKind } from '../model/embedding.js';
import { isObject, type JsonObject, type JsonValue } from '../model/json.js';
import type { Path } from '../model/path.js';
import type { HelmSettings, IgnoreEntry } from '../model/settings.js';
import type { Target } from '../model/target.js';
import type { OptionValue } from '../model/transform.js';
import { parseVersion, type Version } from '../model/version.js';
import { parsePlainYaml, type PlainYaml } from '../source/plain-yaml.js';
import { ConfigurationError, type ConfigurationProblem } from './configuration-error.js';
import { networkPluginOf } from './network-plugin.js';
import { readFile } from './read.js';
import { isDirectory, isFile } from './stat.js';
import { isWorkTreeRoot } from './work-tree.js';

/** The name of the configuration file. */
export const configurationFileName = '.k8s-upgrade.yaml';

/** Settings that may differ from path to path. Ids are as written: nobody has checked them yet. */
export interface PathSettings {
  readonly target?: Partial<Target>;
  /** Ids of transforms; `all` stands for every one. */
  readonly accept?: readonly string[];
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** By transform id and option name. */
  readonly options?: TransformOptions;
  readonly ignore?: readonly IgnoreEntry[];
  /** In which other texts to look for manifests. */
  readonly embedded?: readonly EmbeddingKind[];
  readonly helm?: Partial<HelmSettings>;
}

export type TransformOptions = Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;

/** Settings for the files that one of the globs matches; see {@link treeMatcher}. */
export interface Override extends PathSettings {
  readonly paths: readonly string[];
}

/** What a configuration file says. Globs and files in it are relative to its directory. */
export interface Configuration extends PathSettings {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly allowDirty?: boolean;
  readonly report?: readonly { readonly format: string; readonly file?: string }[];
  /** Third-party APIs: each move is two rows, the old version and the one that replaces it. */
  readonly apis?: readonly ApiLifecycle[];
  /** Modules that export further transforms. */
  readonly transforms?: readonly string[];
  readonly overrides?: readonly Override[];
}

export interface LoadedConfiguration {
  /** The file's absolute path. */
  readonly file: string;
  /** The absolute path of the file's directory. */
  readonly directory: string;
  readonly configuration: Configuration;
}

/**
 * The nearest configuration file at or above a path, not beyond the root of the Git work tree.
 *
 * @param start an absolute path of a file or directory
 * @returns an absolute path, or undefined where there is none
 * @throws {ConfigurationError} for a file with a name that is easily taken for the right one
 */
export function findConfiguration(start: string): string | undefined {
  for (let directory = isDirectory(start) ? start : dirname(start); ; directory = dirname(directory)) {
    const file = join(directory, configurationFileName);
    if (isFile(file)) return file;
    const misspelt = join(directory, '.k8s-upgrade.yml');
    if (isFile(misspelt)) throw problemWith(misspelt, `rename the file to ${configurationFileName}, else it is not read`);
    if (isWorkTreeRoot(directory) || dirname(directory) === directory) return undefined;
  }
}

/**
 * Reads and checks a configuration file.
 *
 * @param file its path; relative to the working directory, or absolute
 * @throws {ConfigurationError} with every problem of the file
 */
export async function loadConfiguration(file: string): Promise<LoadedConfiguration> {
  const absolute = resolve(file);
  const read = readFile(absolute);
  if (!read.ok) throw problemWith(file, `the configuration cannot be read: ${read.reason}`);
  const configuration = await parseConfiguration(decode(read.bytes, file), file);
  return { file: absolute, directory: dirname(absolute), configuration };
}

/**
 * Checks the text of a configuration file.
 *
 * @param file the name to use in errors
 * @throws {ConfigurationError} with every problem of the text
 */
export async function parseConfiguration(text: string, file: string): Promise<Configuration> {
  const yaml = parsePlainYaml(text);
  const fail = (problems: readonly Omit<ConfigurationProblem, 'file'>[]): never => {
    throw new ConfigurationError(problems.map((problem) => ({ file, ...problem })));
  };
  if (yaml.errors.length > 0) fail(yaml.errors);
  const data = withWrittenVersions(yaml.data ?? {}, yaml);
  const { validateConfiguration } = await import('./configuration-validation.js');
  const problems = validateConfiguration(data);
  if (problems.length > 0) fail(problems.map(({ path, message }) => ({ message, ...yaml.position(path) })));
  return configurationOf(data as JsonObject);
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw problemWith(file, 'the file is not UTF-8 text; save it as UTF-8');
  }
}

function problemWith(file: string, message: string): ConfigurationError {
  return new ConfigurationError([{ file, line: 1, column: 1, message }]);
}

/** The lifecycle rows of a move that the configuration states. */
function lifecyclesOf(move: JsonObject): ApiLifecycle[] {
  const kind = String(move['kind']);
  const goal = { ...nameOf(String(move['to'])), kind: String(move['toKind'] ?? kind) };
  const row = { servedByDefault: true, source: 'configuration' } as const;
  const at = (key: string): Version | undefined => (move[key] === undefined ? undefined : versionOf(move[key]));
  const [introduced, deprecated, removed] = [at('introduced'), at('deprecated'), at('removed')];
  return [
    {
      ...row,
      ...nameOf(String(move['from'])),
      kind,
      introduced: '1.0',
      ...(deprecated === undefined ? {} : { deprecated }),
      ...(removed === undefined ? {} : { removed }),
      replacement: goal,
      stage: stageOf(String(move['from'])),
    },
    { ...row, ...goal, introduced: introduced ?? '1.0', stage: stageOf(String(move['to'])) },
  ];
}

/** One row an API: where one move leads to an API and the next away from it, the latter says more. */
function distinct(rows: readonly ApiLifecycle[]): ApiLifecycle[] {
  const byName = new Map<string, ApiLifecycle>();
  for (const row of rows) {
    const name = `${row.group}/${row.version}/${row.kind}`;
    const known = byName.get(name);
    if (known === undefined || known.replacement === undefined) byName.set(name, row);
  }
  return [...byName.values()];
}

function nameOf(apiVersion: string): { readonly group: string; readonly version: string } {
  const [group = '', version = ''] = apiVersion.split('/');
  return { group, version };
}

function stageOf(apiVersion: string): ApiLifecycle['stage'] {
  return apiVersion.includes('alpha') ? 'alpha' : apiVersion.includes('beta') ? 'beta' : 'stable';
}

/** YAML reads `1.20` as the number 1.2; puts the version back as it is written. */
function withWrittenVersions(data: JsonValue, yaml: PlainYaml): JsonValue {
  const targetAt = (settings: JsonValue | undefined, path: Path): JsonValue | undefined => {
    if (!isObject(settings)) return settings;
    const { target } = settings;
    if (!isObject(target)) return settings;
    const versions = ['to', 'from']
      .filter((key) => typeof target[key] === 'number')
      .map((key) => [key, yaml.written([...path, 'target', key]) ?? String(target[key])]);
    return { ...settings, target: { ...target, ...Object.fromEntries(versions) } };
  };
  const top = withApiVersions(targetAt(data, []), yaml);
  if (!isObject(top) || !Array.isArray(top['overrides'])) return top ?? null;
  const overrides = top['overrides'].map((override, index) => targetAt(override as JsonValue, ['overrides', index]) ?? null);
  return { ...top, overrides };
}

function withApiVersions(data: JsonValue | undefined, yaml: PlainYaml): JsonValue | undefined {
  if (!isObject(data) || !Array.isArray(data['apis'])) return data;
  const keys = ['introduced', 'deprecated', 'removed'];
  const apis = (data['apis'] as readonly JsonValue[]).map((move, index) => {
    if (!isObject(move)) return move;
    const written = keys.filter((key) => typeof move[key] === 'number').map((key) => [key, yaml.written(['apis', index, key]) ?? String(move[key])]);
    return { ...move, ...Object.fromEntries(written) };
  });
  return { ...data, apis };
}

/** What the schema leaves open: versions and the network plugin are read, `all` becomes a list. */
function configurationOf(data: JsonObject): Configuration {
  const { overrides, apis, ...rest } = data;
  return {
    ...settingsOf(rest),
    ...(apis === undefined ? {} : { apis: distinct((apis as readonly JsonObject[]).flatMap(lifecyclesOf)) }),
    ...(overrides === undefined ? {} : { overrides: (overrides as readonly JsonObject[]).map(settingsOf) }),
  } as unknown as Configuration;
}

function settingsOf(data: JsonObject): JsonObject {
  const { target, accept } = data;
  return {
    ...data,
    ...(accept === 'all' ? { accept: ['all'] } : {}),
    ...(isObject(target) ? { target: targetOf(target) as unknown as JsonObject } : {}),
  };
}

function targetOf(data: JsonObject): Partial<Target> {
  const { to, from, networkPlugin, ...rest } = data;
  const plugin = typeof networkPlugin === 'string' ? networkPluginOf(networkPlugin) : undefined;
  return {
    ...rest,
    ...(to === undefined ? {} : { to: versionOf(to) }),
    ...(from === undefined ? {} : { from: versionOf(from) }),
    ...(plugin === undefined ? {} : { networkPlugin: plugin }),
  };
}

function versionOf(text: JsonValue): Version {
  return parseVersion(String(text)) as Version;
}
