import type { StaleSuppression } from '../model/finding.js';
import type { Bucket } from '../model/plan.js';
import type { Report, RolloutStep } from '../model/report.js';
import { bucketCounts, bucketName, findingCounts } from './counts.js';
import { abridge, count } from '../model/phrases.js';
import { objectName, positionOf, releaseWord, rolloutOf } from './group.js';
import { groupBy } from '../model/group-by.js';
import { painter, type Paint } from './paint.js';
import { printable } from './printable.js';
import type { ReporterOptions } from './reporter.js';
import { sectionsOf, type Group, type Located, type Section } from './sections.js';
import { unreadEmbeddings } from './unread-embeddings.js';
import { wrap, wrapIndented } from './wrap.js';

/** Buckets whose files are left alone for the same few reasons, and so are summed up. */
const leftAlone: readonly Bucket[] = ['unreadable', 'refused', 'template', 'patch', 'encrypted'];

/** More than these are counted only; the JSON report has all. */
const shownPlaces = 10;
const shownFiles = 5;
/** Findings that differ in a name or a number: their own words are shown where they are few. */
const shownMessages = 3;
const shownNotes = 5;
const shownCommands = 5;

/**
 * The report for a terminal: sums, what to do in which order, findings by what is to be done about
 * them and by what they say, and what was left alone. A thousand findings stay readable.
 */
export function text(report: Report, options: ReporterOptions = {}): string {
  const page = new Page(options.width, painter(options.colour ?? false));
  page.totals(report);
  page.rollout(report.rollout);
  for (const section of sectionsOf(report, options.writing ?? report.files.some(({ outcome }) => outcome === 'written'))) page.section(section);
  page.notWritten(report);
  for (const bucket of leftAlone) page.leftAlone(report, bucket);
  page.unreadEmbedded(report);
  page.suppressed(report);
  page.staleSuppressions(report.staleSuppressions);
  page.unread(report);
  return page.toString();
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

  totals(report: Report): void {
    const { files, objects } = report.totals;
    const buckets = bucketCounts(report);
    this.paragraph(this.paint('bold', `Kubernetes ${report.target.to}: ${count(files, 'file')}, ${count(objects, 'object')}${buckets === '' ? '' : `: ${buckets}`}.`), '');
    this.paragraph(`Findings: ${findingCounts(report)}.`, '');
  }

  rollout(steps: readonly RolloutStep[]): void {
    if (steps.length === 0) return;
    this.heading('What to do, in this order');
    steps.forEach(({ title, details, commands, places }, index) => {
      const number = `${index + 1}. `.padStart('10. '.length);
      const indent = ' '.repeat(2 + number.length);
      const concerned = places.length === 1 ? `: ${printable(places[0]?.object ?? '')}` : places.length > 1 ? ` (${count(places.length, 'object')})` : '';
      const [head = '', ...rest] = wrap(this.paint('bold', title) + concerned, this.available(indent));
      this.lines.push(`  ${number}${head}`, ...rest.map((line) => indent + line));
      for (const detail of details) this.paragraph(printable(detail), indent);
      for (const command of commands.slice(0, shownCommands)) this.lines.push(`${indent}${this.paint('cyan', printable(command))}`);
      if (commands.length > shownCommands) this.lines.push(`${indent}… and ${commands.length - shownCommands} other flags`);
    });
  }

  section({ title, style, lead, groups, size }: Section): void {
    this.heading(`${title} (${size})`, style);
    if (lead !== '') this.paragraph(lead, '  ');
    groups.forEach((group, index) => {
      if (index > 0 || lead !== '') this.lines.push('');
      this.group(group);
    });
  }

  private group({ findings, message, notes }: Group): void {
    const [first] = findings;
    const title = message === undefined ? `${count(findings.length, 'time')}, such as: ${first.message}` : message;
    this.paragraph(`${printable(title)} ${this.paint('dim', `[${first.transform}]`)}`, '  ');
    for (const note of notes.slice(0, shownNotes)) this.paragraph(`Note: ${printable(note)}`, '    ');
    if (notes.length > shownNotes) this.paragraph(`… and ${count(notes.length - shownNotes, 'other note')}`, '    ');
    const rollout = rolloutOf(first);
    if (rollout !== undefined) this.paragraph(rollout, '    ');
    if (first.release !== undefined) this.paragraph(`${releaseWord(first)}: ${this.paint('cyan', printable(first.release))}`, '    ');
    const shown = findings.length <= shownPlaces + 1 ? findings : findings.slice(0, shownPlaces);
    for (const finding of shown) this.place(finding, message === undefined && finding !== first && findings.length <= shownMessages);
    const left = findings.slice(shown.length);
    if (left.length > 0) this.paragraph(`… and ${left.length} more in ${count(new Set(left.map(({ file }) => file)).size, 'file')}`, '      ');
  }

  private place(finding: Located, withMessage: boolean): void {
    this.paragraph(`${this.paint('bold', `${printable(finding.file)}:${positionOf(finding)}`)} ${printable(objectName(finding))}`, '      ');
    if (withMessage) this.paragraph(printable(finding.message), '        ');
    if (finding.excerpt !== undefined) this.paragraph(this.paint('dim', `| ${printable(finding.excerpt)}`), '        ');
  }

  notWritten(report: Report): void {
    const files = report.files.filter(({ outcome }) => outcome === 'not-written');
    for (const [reason, group] of groupBy(files, ({ outcomeReason }) => outcomeReason ?? '')) {
      this.filesOf(`${count(group.length, 'file')} not written`, reason, group.map(({ path }) => path));
    }
  }

  leftAlone(report: Report, bucket: Bucket): void {
    const files = report.files.filter((file) => file.bucket === bucket && (bucket !== 'refused' || file.reason !== undefined));
    for (const [reason, group] of groupBy(files, (file) => file.reason ?? bucketName(bucket))) {
      this.filesOf(`${count(group.length, 'file')} left alone (${bucketName(bucket, group.length)})`, reason, group.map(({ path }) => path));
    }
  }

  unreadEmbedded(report: Report): void {
    for (const [reason, group] of groupBy(unreadEmbeddings(report), (unread) => unread.reason)) {
      this.filesOf(`${count(group.length, 'embedded text')} left alone`, reason, group.map(({ path, at }) => `${path}:${at}`));
    }
  }

  suppressed(report: Report): void {
    const found = report.files.flatMap((file) => file.suppressed.map((suppressed) => ({ ...suppressed, file: file.path })));
    if (found.length === 0) return;
    this.heading(`Suppressed (${found.length})`, 'dim');
    for (const { finding, reason, by, file } of found) {
      this.paragraph(`${printable(finding.message)} ${this.paint('dim', `[${finding.transform}]`)}`, '  ');
      this.paragraph(`Suppressed by ${by === 'comment' ? 'a comment' : 'the configuration'}: ${printable(reason)}`, '    ');
      this.place({ ...finding, file }, false);
    }
  }

  staleSuppressions(stale: readonly StaleSuppression[]): void {
    if (stale.length === 0) return;
    this.heading(`${count(stale.length, 'suppression')} without effect`);
    for (const suppression of stale) this.paragraph(describeStale(suppression), '  ');
  }

  unread({ unread, symlinksSkipped }: Report): void {
    for (const [reason, group] of groupBy(unread, (problem) => problem.reason)) this.filesOf('Not looked at', reason, group.map(({ path }) => path));
    if (symlinksSkipped === 0) return;
    this.lines.push('');
    this.paragraph(`${count(symlinksSkipped, 'symbolic link')} in directories ${symlinksSkipped === 1 ? 'was' : 'were'} not followed.`, '');
  }

  toString(): string {
    return `${this.lines.join('\n')}\n`;
  }

  private filesOf(title: string, reason: string, paths: readonly string[]): void {
    this.heading(title);
    this.paragraph(sentence(reason), '  ');
    this.paragraph(abridge(paths.map(printable), shownFiles), '  ');
  }

  private heading(title: string, style?: Parameters<Paint>[0]): void {
    this.lines.push('', this.paint('bold', style === undefined ? title : this.paint(style, title)));
  }

  private paragraph(content: string, indent: string): void {
    this.lines.push(...wrapIndented(content, indent, this.width));
  }

  private available(indent: string): number | undefined {
    return this.width === undefined ? undefined : this.width - indent.length;
  }
}

/** A part of a sentence as a sentence. */
function sentence(part: string): string {
  const shown = printable(part);
  return `${shown.charAt(0).toUpperCase()}${shown.slice(1)}${/[.!?]$/.test(shown) ? '' : '.'}`;
}
