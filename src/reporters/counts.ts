import type { FindingStatus } from '../model/finding.js';
import { findingStatuses } from '../model/finding.js';
import type { Bucket } from '../model/plan.js';
import { buckets } from '../model/plan.js';
import { count } from '../model/phrases.js';
import type { Report } from '../model/report.js';

/** How the files of a bucket are called, one of them and several. */
const bucketNames: Readonly<Record<Bucket, readonly [string, string]>> = {
  changed: ['changed', 'changed'],
  unchanged: ['unchanged', 'unchanged'],
  'not-kubernetes': ['not Kubernetes', 'not Kubernetes'],
  template: ['template', 'templates'],
  patch: ['Kustomize patch', 'Kustomize patches'],
  encrypted: ['encrypted', 'encrypted'],
  unreadable: ['unreadable', 'unreadable'],
  refused: ['refused', 'refused'],
};

/** How the files of a bucket are called: `unchanged`, `templates`. */
export function bucketName(bucket: Bucket, number = 1): string {
  return bucketNames[bucket][number === 1 ? 0 : 1];
}

/** The files of a report by bucket, empty buckets left out: `310 unchanged, 2 refused`. */
export function bucketCounts(report: Report, without: readonly Bucket[] = []): string {
  return buckets
    .filter((bucket) => report.totals.buckets[bucket] > 0 && !without.includes(bucket))
    .map((bucket) => `${report.totals.buckets[bucket]} ${bucketName(bucket, report.totals.buckets[bucket])}`)
    .join(', ');
}

/** The findings of a report by status: `14 fixes, 3 held, 1 needs a decision; 2 suppressed`. */
export function findingCounts({ totals }: Report): string {
  const parts = findingStatuses.filter((status) => totals.findings[status] > 0).map((status) => statusCount(status, totals.findings[status]));
  const found = parts.length === 0 ? 'no findings' : parts.join(', ');
  return totals.suppressed > 0 ? `${found}; ${totals.suppressed} suppressed` : found;
}

function statusCount(status: FindingStatus, number: number): string {
  switch (status) {
    case 'fixed':
      return count(number, 'fix', 'fixes');
    case 'manual':
      return `${number} ${number === 1 ? 'needs' : 'need'} a decision`;
    case 'info':
      return count(number, 'note');
    default:
      return `${number} ${status}`;
  }
}
