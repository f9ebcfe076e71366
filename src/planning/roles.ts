import { dirname, join, resolve } from 'node:path';
import { isList, isObject, type JsonValue } from '../model/json.js';
import type { FileRole } from '../engine/file-input.js';
import { parsePlainYaml } from '../source/plain-yaml.js';
import { readFile } from '../workspace/read.js';
import { isFile } from '../workspace/stat.js';
import type { Charts } from './charts.js';

/** Names under which Kustomize looks for its file. */
const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * Tells from its surroundings what a file is: the template of a Helm chart, a patch that a
 * kustomization refers to, or a manifest. `files` are absolute paths.
 */
export function fileRoles(files: readonly string[], charts: Charts): (absolute: string) => FileRole {
  const patches = new Set<string>();
  for (const directory of new Set(files.map((file) => dirname(file)))) {
    for (const name of kustomizationNames) {
      const file = join(directory, name);
      if (isFile(file)) for (const patch of patchFiles(file)) patches.add(patch);
    }
  }
  return (absolute) => {
    if (absolute.endsWith('.tpl') || charts.factsOf(absolute)) return 'helm-template';
    return patches.has(absolute) ? 'kustomize-patch' : 'manifest';
  };
}

/** The files that a kustomization takes as patches. */
function patchFiles(kustomization: string): string[] {
  const read = readFile(kustomization);
  if (!read.ok) return [];
  const { data } = parsePlainYaml(new TextDecoder().decode(read.bytes));
  if (!isObject(data)) return [];
  const listed = (key: string): readonly JsonValue[] => {
    const value = data[key];
    return isList(value) ? value : [];
  };
  const named = [
    ...listed('patches'),
    ...listed('patchesJson6902'),
    ...listed('patchesStrategicMerge'),
  ].map((patch) => (isObject(patch) ? patch['path'] : patch));
  return named.filter((path) => typeof path === 'string' && !path.includes('\n')).map((path) => resolve(dirname(kustomization), String(path)));
}

