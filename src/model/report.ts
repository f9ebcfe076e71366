import type { UnreadEmbedding } from './embedding.js';
import type { Finding, FindingStatus, Safety, StaleSuppression, SuppressedFinding } from './finding.js';
import { findingStatuses } from './finding.js';
import type { Bucket, Plan } from './plan.js';
import { buckets } from './plan.js';
import { rolloutOf } from './rollout.js';
import type { Target } from './target.js';
import type { TransformMeta } from './transform.js';

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
  /** Embedded texts that seem to hold manifests and were left alone. */
  readonly unreadEmbedded?: readonly UnreadEmbedding[];
}

/** What is known of a transform that speaks in a report. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  readonly safety: Safety;
  /** The address of the rule's source. */
  readonly help: string;
  readonly keps: readonly number[];
  readonly featureGates: readonly string[];
  readonly references: readonly string[];
}

/** A place in a file, and the object that stands there. */
export interface Place {
  readonly path: string;
  readonly line: number;
  /** `Deployment shop/web`. */
  readonly object: string;
}

/** One step of the roll-out, in the order in which they are taken. */
export interface RolloutStep {
  /** Relative to the cluster's upgrade; `upgrade` is the upgrade itself. */
  readonly when: 'before' | 'upgrade' | 'after' | 'either';
  readonly title: string;
  /** What to do and why, a sentence or two each. */
  readonly details: readonly string[];
  /** What to type, a command each. */
  readonly commands: readonly string[];
  readonly places: readonly Place[];
}

/** Something that was not looked at. */
export interface UnreadPath {
  readonly path: string;
  readonly reason: string;
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
  /** Of the transforms that speak in this report, by id. */
  readonly rules: readonly Rule[];
  readonly rollout: readonly RolloutStep[];
  readonly files: readonly FileReport[];
  readonly staleSuppressions: readonly StaleSuppression[];
  /** Directories and files that could not be looked at. */
  readonly unread: readonly UnreadPath[];
  readonly symlinksSkipped: number;
}

/** What a report says beyond its plan. */
export interface ReportContext {
  /** What became of changed files, by path. */
  readonly outcomes?: Outcomes;
  /** What the transforms say of themselves. */
  readonly transforms?: readonly TransformMeta[];
  readonly unread?: readonly UnreadPath[];
  readonly symlinksSkipped?: number;
}

/** What a sink did with the changed files, by path. */
export type Outcomes = ReadonlyMap<string, { readonly outcome: 'written' | 'not-written'; readonly reason?: string }>;

/** Sums a plan up. Files and findings keep the plan's order. */
export function reportOf(plan: Plan, tool: Report['tool'], { outcomes = new Map(), transforms = [], unread = [], symlinksSkipped = 0 }: ReportContext = {}): Report {
  const speaking = new Set(plan.files.flatMap(({ findings, suppressed }) => [...findings, ...suppressed.map(({ finding }) => finding)]).map(({ transform }) => transform));
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
        ...(file.unreadEmbedded === undefined ? {} : { unreadEmbedded: file.unreadEmbedded }),
      };
    }),
    rules: transforms.filter(({ id }) => speaking.has(id)).map(ruleOf).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    rollout: rolloutOf(plan),
    unread,
    symlinksSkipped,
    staleSuppressions: [...plan.staleSuppressions, ...plan.files.flatMap((file) => file.staleSuppressions)],
  };
}

function ruleOf({ id, title, description, safety, keps = [], featureGates = [], references }: TransformMeta): Rule {
  return { id, title, description, safety, help: references[0] ?? '', keps, featureGates, references };
}
