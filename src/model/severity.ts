import type { Finding } from './finding.js';

/** How much a finding matters, most severe first; the levels that SARIF and code-scanning services know. */
export const severities = ['error', 'warning', 'note'] as const;
export type Severity = (typeof severities)[number];

/**
 * How much a finding matters to the cluster where nothing is done.
 *
 * - `error`: the target refuses the object, or something stops working.
 * - `warning`: it works differently or silently not at all, or a change is wanted and was not made.
 * - `note`: it works on the target, or there is nothing to do.
 */
export function severityOf({ status, impact }: Pick<Finding, 'status' | 'impact'>): Severity {
  if (status === 'info') return 'note';
  if (impact === 'breaks') return 'error';
  if (impact === 'ignored' || impact === 'behaves') return 'warning';
  return status === 'held' || status === 'refused' ? 'warning' : 'note';
}

/** Negative where `a` is more severe than `b`, zero where they are equal. */
export function compareSeverities(a: Severity, b: Severity): number {
  return severities.indexOf(a) - severities.indexOf(b);
}
