import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isList, isObject, type JsonObject, type JsonValue } from '../../src/model/json.js';
import { parsePlainYaml } from '../../src/source/plain-yaml.js';
import { kubectl, type ProgramRun } from './programs.js';

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The directories with a kustomization in and below a directory, sorted by path. */
export function findKustomizations(directory: string): string[] {
  const entries = readdirSync(directory, { withFileTypes: true });
  const own = entries.some((entry) => entry.isFile() && names.includes(entry.name)) ? [directory] : [];
  const below = entries.filter((entry) => entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules').map((entry) => entry.name);
  return [...own, ...below.sort().flatMap((name) => findKustomizations(join(directory, name)))];
}

/** Runs `kubectl kustomize` for a directory. */
export async function build(directory: string): Promise<ProgramRun> {
  return kubectl(['kustomize', directory, '--load-restrictor', 'LoadRestrictionsNone']);
}

/** The files, absolute, that a kustomization is made of: resources and patches, its own and those of its bases. */
export function filesOf(directory: string, seen = new Set<string>()): string[] {
  if (seen.has(directory)) return [];
  seen.add(directory);
  const file = names.map((name) => join(directory, name)).find(existsSync);
  if (file === undefined) return [];
  const referred = referredPaths(readKustomization(directory))
    .map((path) => resolve(dirname(file), path))
    .filter(existsSync);
  return [...new Set([file, ...referred.flatMap((path) => (statSync(path).isDirectory() ? filesOf(path, seen) : [path]))])];
}

const pathLists = ['resources', 'bases', 'components', 'crds', 'patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements', 'generators', 'transformers'];

function referredPaths(kustomization: JsonObject): string[] {
  const listed = pathLists.flatMap((key): readonly JsonValue[] => {
    const value = kustomization[key];
    return isList(value) ? value : [];
  });
  return listed
    .map((item) => (isObject(item) ? item['path'] : item))
    .filter((path): path is string => typeof path === 'string' && path !== '' && !/[\n:]/.test(path));
}

/**
 * Copies a repository to a directory that does not exist yet, and writes the files that generators
 * of config maps and secrets ask for and that are not there: a collection of manifests leaves out
 * what is none. An env file gets a key for each field of a config map that some variable is read from.
 */
export function prepareRepository(repository: string, copy: string): void {
  cpSync(repository, copy, { recursive: true });
  const kustomizations = findKustomizations(copy).map((directory) => ({ directory, data: readKustomization(directory) }));
  const keys = kustomizations
    .flatMap(({ data }) => objects(data['vars']))
    .map(({ fieldref }) => /^data\.(.+)$/.exec(String(isObject(fieldref) ? fieldref['fieldpath'] : ''))?.[1])
    .filter((key) => key !== undefined);
  const settings = [...new Set(keys)].sort().map((key) => `${key}=value-of-${key}\n`).join('');
  for (const { directory, data } of kustomizations) {
    for (const generator of [...objects(data['configMapGenerator']), ...objects(data['secretGenerator'])]) {
      for (const path of strings(generator['envs'], generator['env'])) writeMissing(join(directory, path), settings);
      for (const entry of strings(generator['files'])) writeMissing(join(directory, entry.slice(entry.indexOf('=') + 1)), 'left out\n');
    }
  }
}

function writeMissing(file: string, text: string): void {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function strings(...values: readonly (JsonValue | undefined)[]): string[] {
  return values.flatMap((value): readonly (JsonValue | undefined)[] => (isList(value) ? value : [value])).filter((value) => typeof value === 'string');
}

function objects(value: JsonValue | undefined): JsonObject[] {
  return isList(value) ? value.filter(isObject) : [];
}

function readKustomization(directory: string): JsonObject {
  const file = names.map((name) => join(directory, name)).find(existsSync);
  const { data } = file === undefined ? { data: undefined } : parsePlainYaml(readFileSync(file, 'utf8'));
  return isObject(data) ? data : {};
}

/** Why Kustomize does not build, in a few words, for a count. */
export function reasonOfBuild(stderr: string): string {
  const known: readonly (readonly [RegExp, string])[] = [
    [/no 'git' program|git fetch|hit .*timeout|URL is a git repository|proxyconnect|evalsymlink failure on '.*https?:/, 'refers to something remote'],
    [/no such file or directory|doesn't exist|must resolve to a file|not a valid directory|evalsymlink failure/, 'a file is missing'],
    [/kustomization.yaml is empty/, 'the kustomization is empty'],
    [/unable to find one of 'kustomization/, 'a directory without a kustomization'],
    [/no matches for|no resource matches|failed to find unique target|unable to find target/, 'a patch finds no target'],
    [/unknown field|json: cannot unmarshal|invalid Kustomization/, 'the kustomization has a field that Kustomize 5 does not know'],
    [/may not add resource with an already registered id|already registered/, 'an object occurs twice'],
    [/unable to load|plugin|exec /, 'needs a plugin'],
  ];
  return known.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'another reason';
}
