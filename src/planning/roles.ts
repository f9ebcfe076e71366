import { basename } from 'node:path';
import type { FileRole } from '../engine/file-input.js';
import { kustomizationNames } from '../kustomize/kustomization.js';
import type { Charts } from './charts.js';

/**
 * Tells from its surroundings what a file is: the template or the values of a Helm chart, a kustomization, a patch
 * that a kustomization refers to, or a manifest.
 *
 * @param patches the files, absolute, that kustomizations refer to as patches
 */
export function fileRoles(charts: Charts, patches: ReadonlySet<string>): (absolute: string) => FileRole {
  const names: readonly string[] = kustomizationNames;
  return (absolute) => {
    if (absolute.endsWith('.tpl') || charts.factsOf(absolute)) return 'helm-template';
    if (charts.chartOfValues(absolute)) return 'helm-values';
    if (names.includes(basename(absolute))) return 'kustomization';
    return patches.has(absolute) ? 'kustomize-patch' : 'manifest';
  };
}
