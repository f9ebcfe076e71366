import type { Finding, FindingStatus, StaleSuppression, SuppressedFinding } from '../model/finding.js';
import type { Bucket } from '../model/plan.js';
import type { FileReport, Report } from '../model/report.js';
import { bucketCounts, bucketName, count, findingCounts } from './counts.js';
import { abridge, groupFindings, objectName, positionOf, rolloutOf, type FindingGroup } from './group.js';
import { painter, type Paint, type Style } from './paint.js';
import { printable } from './printable.js';
import type { ReporterOptions } from './reporter.js';
import { wrap, wrapIndented } from './wrap.js';

/** How each status is shown. */
export const statusStyles: Readonly<Record<FindingStatus, Style>> = {
  fixed: 'green',
  held: 'yellow',
  manual: 'magenta',
  refused: 'red',
  info: 'cyan',
};

/** Buckets whose files are left alone for the same few reasons, and so are summed up. */
const summedUp: readonly Bucket[] = ['template', 'patch', 'encrypted'];

const shownObjects = 3;
const shownFiles = 5;

/** The report for a terminal: findings by file and position, then what was left alone, then sums. */
export function text(report: Report, options: ReporterOptions = {}): string {
  const page = new Page(options.width, painter(options.colour ?? false));
  for (const file of report.files) {
    if (isWorthABlock(file)) page.file(file);
  }
  for (const bucket of summedUp) page.leftAlone(report, bucket);
  page.staleSuppressions(report.staleSuppressions);
  page.totals(report);
  return page.toString();
}

function isWorthABlock(file: FileReport): boolean {
  if (file.findings.length > 0 || file.suppressed.length > 0 || file.outcome !== undefined) return true;
  return file.bucket === 'unreadable' || file.bucket === 'refused' || file.bucket === 'changed';
}

/** The suppression as it is written, where it is and what is wrong with it, in one sentence. */
export function describeStale({ path, line, column, text: written, problem }: StaleSuppression): string {
  const where = path === undefined ? 'configuration' : [path, line, column].filter((part) => part !== undefined).join(':');
  const what = problem === 'malformed' ? 'is not of the form "# k8s-upgrade-ignore: ID -- reason"' : 'matches nothing';
  return `${printable(where)}: "${printable(written)}" ${what}.`;
}

class Page {
  private readonly lines: string[] = [];

  constructor(
    private readonly width: number | undefined,
    private readonly paint: Paint,
  ) {}

  file(file: FileReport): void {
    this.blank();
    const state = file.outcome === undefined ? bucketName(file.bucket) : file.outcome === 'written' ? 'changed' : 'not written';
    this.lines.push(`${this.paint('bold', printable(file.path))} (${state})`);
    for (const reason of [file.reason, file.outcomeReason]) {
      if (reason !== undefined) this.paragraph(sentence(reason), '  ');
    }
    const indent = Math.max(0, ...[...file.findings, ...file.suppressed.map(({ finding }) => finding)].map((finding) => positionOf(finding).length));
    for (const group of groupFindings(file.findings)) this.group(group, indent);
    for (const suppressed of file.suppressed) this.suppressed(suppressed, indent);
  }

  private group(group: FindingGroup, positionWidth: number): void {
    const [first] = group;
    const indent = this.entry(first, first.status, statusStyles[first.status], positionWidth);
    this.paragraph(objectsOf(group), indent);
    for (const note of first.notes) this.paragraph(`Note: ${printable(note)}`, indent);
    const rollout = rolloutOf(first);
    if (rollout !== undefined) this.paragraph(rollout, indent);
    if (first.release !== undefined) this.paragraph(`${releaseWord(first)}: ${printable(first.release)}`, indent);
  }

  private suppressed({ finding, reason, by }: SuppressedFinding, positionWidth: number): void {
    const indent = this.entry(finding, 'ignored', 'dim', positionWidth);
    this.paragraph(objectsOf([finding]), indent);
    this.paragraph(`Suppressed by ${by === 'comment' ? 'a comment' : 'the configuration'}: ${printable(reason)}`, indent);
  }

  /** Writes the first lines of an entry and returns the indent of the others. */
  private entry(finding: Finding, word: string, style: Style, positionWidth: number): string {
    const indent = ' '.repeat(2 + positionWidth + 2 + 'refused'.length + 2);
    const prefix = `  ${positionOf(finding).padEnd(positionWidth)}  ${this.paint(style, word.padEnd('refused'.length))}  `;
    const [head = '', ...rest] = wrap(printable(finding.message), this.width === undefined ? undefined : this.width - indent.length);
    this.lines.push(prefix + head, ...rest.map((line) => indent + line));
    return indent;
  }

  leftAlone(report: Report, bucket: Bucket): void {
    const byReason = new Map<string, string[]>();
    for (const file of report.files) {
      if (file.bucket !== bucket || isWorthABlock(file)) continue;
      const reason = file.reason ?? bucketName(bucket);
      byReason.set(reason, [...(byReason.get(reason) ?? []), printable(file.path)]);
    }
    for (const [reason, paths] of byReason) {
      this.blank();
      this.lines.push(this.paint('bold', `${count(paths.length, 'file')} left alone (${bucketName(bucket, paths.length)})`));
      this.paragraph(sentence(reason), '  ');
      this.paragraph(abridge(paths, shownFiles), '  ');
    }
  }

  staleSuppressions(stale: readonly StaleSuppression[]): void {
    if (stale.length === 0) return;
    this.blank();
    this.lines.push(this.paint('bold', `${count(stale.length, 'suppression')} without effect`));
    for (const suppression of stale) this.paragraph(describeStale(suppression), '  ');
  }

  totals(report: Report): void {
    this.blank();
    const { files, objects } = report.totals;
    const buckets = bucketCounts(report);
    this.paragraph(`Kubernetes ${report.target.to}: ${count(files, 'file')}, ${count(objects, 'object')}${buckets === '' ? '' : `: ${buckets}`}.`, '');
    this.paragraph(`Findings: ${findingCounts(report)}.`, '');
  }

  toString(): string {
    return `${this.lines.join('\n')}\n`;
  }

  private blank(): void {
    if (this.lines.length > 0) this.lines.push('');
  }

  private paragraph(content: string, indent: string): void {
    this.lines.push(...wrapIndented(content, indent, this.width));
  }
}

/** What stands before a finding's flag: it releases a change, or answers a question. */
export function releaseWord({ status }: Finding): string {
  return status === 'held' ? 'To release it' : 'To settle it';
}

function objectsOf(group: FindingGroup): string {
  const [first] = group;
  if (group.length === 1) return `${printable(objectName(first))} (${first.transform})`;
  const objects = group.map((finding) => `${printable(objectName(finding))} (${positionOf(finding)})`);
  return `${group.length} times: ${abridge(objects, shownObjects)} (${first.transform})`;
}

/** A part of a sentence as a sentence. */
function sentence(part: string): string {
  const shown = printable(part);
  return `${shown.charAt(0).toUpperCase()}${shown.slice(1)}${/[.!?]$/.test(shown) ? '' : '.'}`;
}
