import { join } from 'node:path';
import { isList, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import { decode } from '../source/decode.js';
import { parsePlainYaml } from '../source/plain-yaml.js';
import { findFiles } from '../workspace/files.js';
import { readFile } from '../workspace/read.js';
import { isDirectory } from '../workspace/stat.js';
import { unifiedDiff } from './diff.js';
import { packageRoot } from './package.js';

export interface Example {
  /** What the example is about: `empty-selector`. */
  readonly name: string;
  /** The flags of `migrate` with which the change is made; empty for the defaults. */
  readonly flags: readonly string[];
  /** As a unified diff. */
  readonly diff: string;
}

/**
 * A change that a transform makes: the first of its fixtures in which something changes by default,
 * else with other settings. Undefined where there is none.
 */
export function exampleOf(id: string): Example | undefined {
  const directory = join(packageRoot, 'transforms', id, 'fixtures');
  if (!isDirectory(directory)) return undefined;
  let other: Example | undefined;
  for (const { path } of findFiles(['.'], { cwd: directory }).files) {
    const example = exampleFrom(directory, path);
    if (example?.flags.length === 0) return example;
    other ??= example;
  }
  return other;
}

function exampleFrom(directory: string, path: string): Example | undefined {
  const [, name, extension] = /^([^/]+)\/before\.(\w+)$/.exec(path) ?? [];
  if (name === undefined || extension === undefined) return undefined;
  const before = textOf(join(directory, path));
  const after = textOf(join(directory, name, `after.${extension}`));
  if (before === undefined || after === undefined || before === after) return undefined;
  const edits = [{ start: 0, end: before.length, text: after }];
  return { name, flags: flagsOf(join(directory, name, 'findings.yaml')), diff: unifiedDiff(`${name}.${extension}`, { before, edits, after }) };
}

/** The settings of a fixture as they are typed. */
function flagsOf(expectations: string): string[] {
  const { data } = parsePlainYaml(textOf(expectations) ?? '');
  const settings = objectAt(data, 'settings');
  const target = objectAt(settings, 'target');
  const plugin = objectAt(target, 'networkPlugin');
  const flag = (name: string, value: JsonValue | undefined): string[] => (value === undefined || value === '' ? [] : [`--${name} ${String(value)}`]);
  return [
    ...flag('to', target['to']),
    ...flag('from', target['from']),
    ...flag('feature-gates', Object.entries(objectAt(target, 'featureGates')).map(([gate, on]) => `${gate}=${String(on)}`).join(',')),
    ...flag('network-plugin', [plugin['name'], plugin['version']].filter((part) => part !== undefined).join('@')),
    ...flag('allowed-unsafe-sysctls', listAt(target, 'allowedUnsafeSysctls').join(',')),
    ...flag('wave', target['wave']),
    ...flag('accept', listAt(settings, 'accept').join(',')),
    ...Object.entries(objectAt(settings, 'options')).flatMap(([id, options]) =>
      Object.entries(isObject(options) ? options : {}).flatMap(([name, value]) => flag('option', `${id}.${name}=${String(value)}`)),
    ),
  ];
}

function objectAt(data: JsonValue | undefined, key: string): JsonObject {
  const value = isObject(data) ? data[key] : undefined;
  return isObject(value) ? value : {};
}

function listAt(data: JsonObject, key: string): readonly JsonValue[] {
  const value = data[key];
  return isList(value) ? value : [];
}

function textOf(file: string): string | undefined {
  const read = readFile(file);
  const decoded = read.ok ? decode(read.bytes) : undefined;
  return decoded?.ok ? decoded.text : undefined;
}
