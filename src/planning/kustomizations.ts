import { dirname, join, resolve } from 'node:path';
import { kustomizationNames, readKustomization } from '../kustomize/kustomization.js';
import { readDocuments } from '../kustomize/objects.js';
import { isFile } from '../workspace/stat.js';
import { textOf } from './text-of.js';

/** The kustomizations of some files, and the patches that they refer to. */
export interface Kustomizations {
  /** Absolute paths, in the order of the files. */
  readonly files: readonly string[];
  /** Files, absolute, that are taken as patches. */
  readonly patches: ReadonlySet<string>;
}

/**
 * Finds the kustomizations in the directories of some files, whether or not they are among the files.
 *
 * @param files absolute paths
 */
export function findKustomizations(files: readonly string[]): Kustomizations {
  const found: string[] = [];
  const patches = new Set<string>();
  for (const directory of new Set(files.map((file) => dirname(file)))) {
    const file = kustomizationNames.map((name) => join(directory, name)).find(isFile);
    if (file === undefined) continue;
    found.push(file);
    const text = textOf(file) ?? '';
    const [document] = text.includes('patches') ? (readDocuments(text) ?? []) : [];
    for (const { source } of readKustomization(document?.data)?.patches ?? []) if ('file' in source) patches.add(resolve(directory, source.file));
  }
  return { files: found, patches };
}
