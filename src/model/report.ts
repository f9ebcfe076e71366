import type { Finding, FindingStatus, StaleSuppression, SuppressedFinding } from './finding.js';
import { findingStatuses } from './finding.js';
import type { Bucket, Plan } from './plan.js';
import { buckets } from './plan.js';
import type { Target } from './target.js';

/** The version of the report's shape. Fields are only ever added within a version. */
export const reportVersion = 1;

export interface FileReport {
  readonly path: string;
  readonly bucket: Bucket;
  readonly reason?: string;
  /** What became of the file's change: absent when nothing was to be written. */
  readonly outcome?: 'written' | 'not-written';
  /** Why a change was not written. */
  readonly outcomeReason?: string;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
}

/** All that a reporter sees; JSON-serialisable. */
export interface Report {
  readonly version: typeof reportVersion;
  readonly tool: { readonly name: string; readonly version: string };
  readonly target: Target;
  readonly totals: {
    readonly files: number;
    readonly objects: number;
    readonly buckets: Readonly<Record<Bucket, number>>;
    readonly findings: Readonly<Record<FindingStatus, number>>;
    readonly suppressed: number;
  };
  readonly files: readonly FileReport[];
  readonly staleSuppressions: readonly StaleSuppression[];
}

/** What a sink did with the changed files, by path. */
export type Outcomes = ReadonlyMap<string, { readonly outcome: 'written' | 'not-written'; readonly reason?: string }>;

/** Sums a plan up. Files and findings keep the plan's order. */
export function reportOf(plan: Plan, tool: Report['tool'], outcomes: Outcomes = new Map()): Report {
  const bucketTotals = Object.fromEntries(buckets.map((bucket) => [bucket, 0])) as Record<Bucket, number>;
  const findingTotals = Object.fromEntries(findingStatuses.map((status) => [status, 0])) as Record<FindingStatus, number>;
  let objects = 0;
  let suppressed = 0;
  for (const file of plan.files) {
    bucketTotals[file.bucket] += 1;
    objects += file.objects;
    suppressed += file.suppressed.length;
    for (const finding of file.findings) findingTotals[finding.status] += 1;
  }
  return {
    version: reportVersion,
    tool,
    target: plan.target,
    totals: { files: plan.files.length, objects, buckets: bucketTotals, findings: findingTotals, suppressed },
    files: plan.files.map((file) => {
      const outcome = outcomes.get(file.path);
      return {
        path: file.path,
        bucket: file.bucket,
        ...(file.reason === undefined ? {} : { reason: file.reason }),
        ...(outcome === undefined ? {} : { outcome: outcome.outcome }),
        ...(outcome?.reason === undefined ? {} : { outcomeReason: outcome.reason }),
        findings: file.findings,
        suppressed: file.suppressed,
      };
    }),
    staleSuppressions: [...plan.staleSuppressions, ...plan.files.flatMap((file) => file.staleSuppressions)],
  };
}
