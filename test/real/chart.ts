import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isList, isObject, type JsonObject, type JsonValue } from '../../src/model/json.js';
import type { Version } from '../../src/model/version.js';
import { parsePlainYaml } from '../../src/source/plain-yaml.js';
import { servedApiVersions } from './api-versions.js';
import { helm, type ProgramRun } from './programs.js';
import { sketchedValues, switchedOn } from './values.js';

/** The directories of the charts in and below a directory, sorted; charts inside a chart belong to it. */
export function findCharts(directory: string): string[] {
  if (existsSync(join(directory, 'Chart.yaml')) && existsSync(join(directory, 'templates'))) return [directory];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules')
    .map((entry) => entry.name)
    .sort()
    .flatMap((name) => findCharts(join(directory, name)));
}

/** A set of values that a chart is rendered with, on top of its defaults. */
export interface ValuesSet {
  readonly name: string;
  /** Relative to the chart. */
  readonly file?: string;
  readonly values?: JsonObject;
}

/** A chart's defaults, its defaults with all that is off switched on, and its files of values for CI. */
export function valuesOf(chart: string): ValuesSet[] {
  const directory = join(chart, 'ci');
  const files = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.yaml')) : [];
  const on = existsSync(join(chart, 'values.yaml')) ? switchedOn(readYaml(join(chart, 'values.yaml'))) : undefined;
  return [{ name: 'default values' }, ...(on ? [{ name: 'everything switched on', values: on }] : []), ...files.sort().map((name) => ({ name: `ci/${name}`, file: `ci/${name}` }))];
}

/** What was done to a copy of a chart so that Helm 3 renders it without the network. */
export interface Preparation {
  /** Dependencies that were copied into `charts/` from the same tree, in the version found there. */
  readonly linked: readonly string[];
  /** Dependencies that are nowhere, and were taken off the chart's list: `name of repository`. */
  readonly absent: readonly string[];
  /** Charts of Helm 2 that do not state the `apiVersion` that Helm 3 asks for. */
  readonly versioned: readonly string[];
  /** Charts without `values.yaml`, which were given one; see {@link sketchedValues}. */
  readonly sketched: readonly string[];
}

/**
 * Copies a chart, and what it depends on, to a directory that does not exist yet.
 *
 * @param charts every chart of the tree that the chart comes from
 */
export function prepareChart(chart: string, copy: string, charts: readonly string[]): Preparation {
  const done = { linked: [] as string[], absent: [] as string[], versioned: [] as string[], sketched: [] as string[] };
  const prepare = (from: string, to: string, above: readonly string[]): void => {
    // A chart of the tree may hold symbolic links to files beside it.
    cpSync(from, to, { recursive: true, dereference: true });
    const metadata = readYaml(join(to, 'Chart.yaml'));
    const changed: Record<string, JsonValue> = { ...metadata };
    if (metadata['apiVersion'] === undefined) {
      changed['apiVersion'] = 'v1';
      done.versioned.push(String(metadata['name']));
    }
    if (!existsSync(join(to, 'values.yaml')) && existsSync(join(to, 'templates'))) {
      const values = sketchedValues(to);
      if (Object.keys(values).length > 0) {
        writeFileSync(join(to, 'values.yaml'), JSON.stringify(values));
        done.sketched.push(String(metadata['name']));
      }
    }
    const requirements = join(to, 'requirements.yaml');
    const list = existsSync(requirements) ? readYaml(requirements)['dependencies'] : metadata['dependencies'];
    const dependencies = isList(list) ? list.filter(isObject) : [];
    const kept = dependencies.filter((dependency) => {
      const name = String(dependency['name']);
      if (vendored(to).some((directory) => nameOf(directory) === name)) return true;
      const found = findDependency(dependency, from, charts);
      if (found === undefined || above.includes(found)) {
        done.absent.push(`${name} of ${String(dependency['repository'] ?? 'no repository')}`);
        return false;
      }
      done.linked.push(name);
      prepare(found, join(to, 'charts', name), [...above, found]);
      return true;
    });
    // Of a dependency, the tree has one version, whichever the chart was written for.
    const relaxed = kept.map((dependency) => ({ ...dependency, version: '>=0.0.0-0', repository: '' }));
    if (existsSync(requirements)) writeFileSync(requirements, JSON.stringify({ dependencies: relaxed }));
    else if (dependencies.length > 0) changed['dependencies'] = relaxed;
    if (Object.keys(changed).some((key) => changed[key] !== metadata[key])) writeFileSync(join(to, 'Chart.yaml'), JSON.stringify(changed));
    for (const directory of vendored(to)) {
      if (done.linked.includes(basename(directory))) continue;
      const inner = readYaml(join(directory, 'Chart.yaml'));
      if (inner['apiVersion'] !== undefined) continue;
      done.versioned.push(String(inner['name']));
      writeFileSync(join(directory, 'Chart.yaml'), JSON.stringify({ ...inner, apiVersion: 'v1' }));
    }
  };
  mkdirSync(dirname(copy), { recursive: true });
  prepare(chart, copy, [chart]);
  return done;
}

/** The charts in a chart's `charts/` directory. */
function vendored(chart: string): string[] {
  const directory = join(chart, 'charts');
  if (!existsSync(directory)) return [];
  return readdirSync(directory).sort().map((name) => join(directory, name)).filter((inner) => existsSync(join(inner, 'Chart.yaml')));
}

/** The repositories of the tree's charts, by the folder that holds them. */
const knownRepositories: readonly { readonly folder: string; readonly address: RegExp }[] = [
  { folder: 'incubator', address: /kubernetes-charts-incubator|^(?:alias:|@)incubator$/ },
  { folder: 'stable', address: /kubernetes-charts\.storage|^(?:alias:|@)stable$/ },
];

function findDependency(dependency: JsonObject, chart: string, charts: readonly string[]): string | undefined {
  const repository = String(dependency['repository'] ?? '');
  if (repository.startsWith('file://')) {
    const directory = resolve(chart, repository.slice('file://'.length));
    return existsSync(join(directory, 'Chart.yaml')) ? directory : undefined;
  }
  const folder = knownRepositories.find(({ address }) => address.test(repository))?.folder;
  return charts.find((other) => basename(dirname(other)) === folder && basename(other) === dependency['name']);
}

function nameOf(chart: string): string {
  return String(readYaml(join(chart, 'Chart.yaml'))['name']);
}

function readYaml(file: string): JsonObject {
  const { data } = parsePlainYaml(readFileSync(file, 'utf8'));
  return isObject(data) ? data : {};
}

/** What a chart is rendered for. */
export interface ClusterVersions {
  /** The release whose APIs the cluster serves. */
  readonly to: Version;
  /** What `.Capabilities.KubeVersion` says. */
  readonly kubeVersion: Version;
}

/** Runs `helm template` for a prepared chart. */
export async function renderChart(chart: string, { file, values }: ValuesSet, { to, kubeVersion }: ClusterVersions): Promise<ProgramRun> {
  const stated = file === undefined ? [] : ['--values', join(chart, file)];
  const given = values === undefined ? [] : ['--values', '-'];
  const apiVersions = servedApiVersions(to).join(',');
  const args = ['template', 'release', chart, '--kube-version', `${kubeVersion}.0`, '--api-versions', apiVersions, '--include-crds', ...stated, ...given];
  return helm(args, { input: values === undefined ? '' : JSON.stringify(values) });
}

/**
 * The file that a `# Source:` comment of Helm names, relative to the chart. Helm names charts inside
 * a chart by their name or alias, wherever they lie.
 */
export function templateFile(chart: string, source: string): string {
  const [, ...parts] = source.split('/');
  let directory = chart;
  const path: string[] = [];
  while (parts[0] === 'charts' && parts.length > 2) {
    const name = parts[1];
    const inner = vendored(directory).find((candidate) => nameOf(candidate) === name || basename(candidate) === name) ?? aliased(directory, name);
    if (inner === undefined) break;
    path.push('charts', basename(inner));
    directory = inner;
    parts.splice(0, 2);
  }
  return [...path, ...parts].join('/');
}

function aliased(chart: string, alias: string | undefined): string | undefined {
  const file = ['requirements.yaml', 'Chart.yaml'].map((name) => join(chart, name)).find(existsSync);
  const list = file === undefined ? undefined : readYaml(file)['dependencies'];
  const dependency = isList(list) ? list.filter(isObject).find((item) => item['alias'] === alias) : undefined;
  return dependency && vendored(chart).find((candidate) => nameOf(candidate) === dependency['name']);
}

/** Why Helm does not render a chart, in a few words, for a count. */
export function reasonOf(stderr: string): string {
  const known: readonly (readonly [RegExp, string])[] = [
    [/execution error at/, 'asks for a value (required or fail)'],
    [/specifications of the schema/, 'asks for a value (schema)'],
    [/no template ".*" associated|template: no template/, 'a named template is missing'],
    [/nil pointer evaluating/, 'reads a value that is not there'],
    [/missing in charts\/ directory/, 'a dependency is missing'],
    [/kubeVersion: .* which is incompatible/, 'is not for this version of Kubernetes'],
    [/parse error at/, 'a template does not parse'],
    [/YAML parse error|error converting YAML/, 'prints no valid YAML'],
    [/error calling|executing /, 'a template fails'],
  ];
  return known.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'another reason';
}
