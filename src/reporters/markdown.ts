import type { Finding, FindingStatus } from '../model/finding.js';
import { buckets, type Bucket } from '../model/plan.js';
import type { FileReport, Report } from '../model/report.js';
import { bucketName, count, findingCounts } from './counts.js';
import { groupFindings, objectName, positionOf, rolloutOf, type FindingGroup } from './group.js';
import { codeSpan, escapeMarkdown, relativeLink } from './markdown-syntax.js';
import { describeStale, releaseWord } from './text.js';

/** What needs a reader comes first. */
const sections: readonly (readonly [FindingStatus, string])[] = [
  ['manual', 'Needs a decision'],
  ['refused', 'Refused: could not be changed safely'],
  ['held', 'Held back'],
  ['fixed', 'Fixed'],
  ['info', 'Worth knowing'],
];

/** Buckets of files that are left alone. */
const leftAlone: readonly Bucket[] = ['unreadable', 'refused', 'template', 'patch', 'encrypted'];

/** More objects of one message than this are counted only, per file. */
const shownObjects = 10;

/**
 * The report as GitHub-flavoured Markdown, for pull requests and job summaries. Files are linked
 * relative to the working directory. Nothing in it mentions people or refers to issues.
 */
export function markdown(report: Report): string {
  const parts = [
    `# Manifests for Kubernetes ${report.target.to}`,
    bucketTable(report),
    `Findings: ${findingCounts(report)}.`,
    ...sections.map(([status, title]) => findingsSection(report, status, title)),
    suppressedSection(report),
    notWrittenSection(report),
    leftAloneSection(report),
    staleSection(report),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function bucketTable({ totals }: Report): string {
  const rows = buckets.filter((bucket) => totals.buckets[bucket] > 0).map((bucket) => `| ${bucketName(bucket, 2)} | ${totals.buckets[bucket]} |`);
  return ['| Files | |', '| --- | ---: |', ...rows, `| **total** | **${totals.files}** |`].join('\n');
}

function details(summary: string, blocks: readonly string[]): string {
  return ['<details>', `<summary>${summary}</summary>`, '', blocks.join('\n\n'), '', '</details>'].join('\n');
}

function findingsSection(report: Report, status: FindingStatus, title: string): string {
  const number = report.totals.findings[status];
  if (number === 0) return '';
  const files = report.files.flatMap((file) => {
    const findings = file.findings.filter((finding) => finding.status === status);
    return findings.length === 0 ? [] : [fileBlock(file, groupFindings(findings).map((group) => groupItem(file, group)))];
  });
  return details(`${title} (${number})`, files);
}

function fileBlock(file: FileReport, items: readonly string[]): string {
  const state = file.outcome === 'not-written' ? ' (not written)' : '';
  return `**${relativeLink(codeSpan(file.path), file.path)}**${state}\n\n${items.join('\n')}`;
}

function groupItem(file: FileReport, group: FindingGroup): string {
  const [first] = group;
  const rollout = rolloutOf(first);
  const lines = [
    `${escapeMarkdown(first.message)} (${codeSpan(first.transform)})`,
    objectsOf(file, group),
    ...first.notes.map(escapeMarkdown),
    ...(rollout === undefined ? [] : [rollout]),
    ...(first.release === undefined ? [] : [`${releaseWord(first)}: ${codeSpan(first.release)}`]),
  ];
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `  - ${line}`)).join('\n');
}

function objectsOf(file: FileReport, group: FindingGroup): string {
  const objects = group.slice(0, shownObjects).map((finding) => place(file, finding));
  const more = group.length - objects.length;
  return `${objects.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function place(file: FileReport, finding: Finding): string {
  return `${codeSpan(objectName(finding))} at ${relativeLink(positionOf(finding), file.path, finding.line)}`;
}

function suppressedSection(report: Report): string {
  const blocks = report.files
    .filter((file) => file.suppressed.length > 0)
    .map((file) =>
      fileBlock(
        file,
        file.suppressed.map(({ finding, reason }) => `- ${escapeMarkdown(finding.message)} (${codeSpan(finding.transform)})\n  - ${place(file, finding)}\n  - Reason: ${escapeMarkdown(reason)}`),
      ),
    );
  return blocks.length === 0 ? '' : details(`Suppressed (${report.totals.suppressed})`, blocks);
}

function notWrittenSection(report: Report): string {
  const files = report.files.filter((file) => file.outcome === 'not-written');
  return fileList('Not written', files, (file) => file.outcomeReason);
}

function leftAloneSection(report: Report): string {
  const files = report.files.filter((file) => leftAlone.includes(file.bucket));
  return fileList('Left alone', files, (file) => file.reason ?? (file.bucket === 'refused' ? 'see the refused findings' : bucketName(file.bucket)));
}

function fileList(title: string, files: readonly FileReport[], reasonOf: (file: FileReport) => string | undefined): string {
  if (files.length === 0) return '';
  const items = files.map((file) => `- ${relativeLink(codeSpan(file.path), file.path)}: ${escapeMarkdown(reasonOf(file) ?? '')}`);
  return details(`${title} (${count(files.length, 'file')})`, [items.join('\n')]);
}

function staleSection({ staleSuppressions: stale }: Report): string {
  if (stale.length === 0) return '';
  return details(`Suppressions without effect (${stale.length})`, [stale.map((suppression) => `- ${escapeMarkdown(describeStale(suppression))}`).join('\n')]);
}
