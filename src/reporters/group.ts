import { describeEmbedding } from '../model/embedding.js';
import { groupBy } from '../model/group-by.js';
import { describeObject } from '../model/manifest.js';
import type { Finding } from '../model/finding.js';

/** Findings that say the same of several objects; in the order of the findings, never empty. */
export type FindingGroup = readonly [Finding, ...Finding[]];

/** Puts findings that say the same together; groups stand where their first finding stood. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const keyOf = ({ transform, status, message, notes, release, wave }: Finding): string =>
    JSON.stringify([transform, status, message, notes, release, wave]);
  return [...groupBy(findings, keyOf).values()];
}

/** An object as people refer to it: `PodDisruptionBudget shop/checkout`. */
export function objectName(finding: Pick<Finding, 'kind' | 'namespace' | 'name' | 'embedded'>): string {
  const { embedded } = finding;
  return `${describeObject(finding)}${embedded === undefined ? '' : ` (in ${describeEmbedding(embedded)})`}`;
}

/** `4:1`, in the finding's file. */
export function positionOf({ line, column }: Finding): string {
  return `${line}:${column}`;
}

/** When a change is to be rolled out, as a sentence; undefined where that does not matter. */
export function rolloutOf({ wave, status }: Finding): string | undefined {
  if (wave === 'either' || status !== 'fixed') return undefined;
  return `Roll it out ${wave} the upgrade of the cluster.`;
}

/** What stands before a finding's flag: it releases a change, or answers a question. */
export function releaseWord({ status }: Finding): string {
  return status === 'held' ? 'To release it' : 'To settle it';
}
