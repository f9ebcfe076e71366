/**
 * The programming interface of k8s-upgrade: plan a migration, look at it, apply it.
 *
 * ```ts
 * import { apply, plan, reportOf } from 'k8s-upgrade';
 * const { plan: migration } = await plan({ paths: ['deploy'], target: { to: '1.21' } });
 * const outcomes = await apply(migration);
 * ```
 */
export { plan, planText, type Planned, type PlanOptions } from './planning/plan.js';
export { apply, type ApplyOptions } from './planning/apply.js';
export type { StatedSettings } from './planning/settings.js';
export { transforms } from '../transforms/index.js';
export { KnownError } from './model/known-error.js';
export { buckets, type Bucket, type Edit, type Encoding, type FilePlan, type Patch, type Plan } from './model/plan.js';
export { reportOf, type FileReport, type Outcomes, type Place, type Report, type ReportContext, type RolloutStep, type Rule } from './model/report.js';
export type { Finding, FindingStatus, Impact, Position, RefusalReason, Safety, StaleSuppression, SuppressedFinding, Wave } from './model/finding.js';
export type { HelmSettings } from './model/settings.js';
export type { NetworkPlugin, Target } from './model/target.js';
export type { Version } from './model/version.js';
