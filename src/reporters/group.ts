import { describeEmbedding } from '../model/embedding.js';
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

/** Items by a key of theirs; groups and items keep their order, and no group is empty. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
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

/** The first few items, and how many more there are: `a, b, c and 9 more`. */
export function abridge(items: readonly string[], limit: number): string {
  // "and 1 more" is no shorter than the item.
  if (items.length <= limit + 1) return items.join(', ');
  return `${items.slice(0, limit).join(', ')} and ${items.length - limit} more`;
}

/** What stands before a finding's flag: it releases a change, or answers a question. */
export function releaseWord({ status }: Finding): string {
  return status === 'held' ? 'To release it' : 'To settle it';
}
