import type { Finding } from '../model/finding.js';
import type { Report, UnreadPath } from '../model/report.js';
import { bucketCounts, findingCounts } from '../reporters/counts.js';
import { abridge, count } from '../model/phrases.js';
import { rolloutOf } from '../reporters/group.js';
import { groupBy } from '../model/group-by.js';
import { painter, type Paint } from '../reporters/paint.js';
import { printable } from '../reporters/printable.js';
import { sectionsOf, type Group, type Located, type Section } from '../reporters/sections.js';
import { describeStale } from '../reporters/text.js';
import { notUnderstood } from '../reporters/unread-embeddings.js';
import { wrapIndented } from '../reporters/wrap.js';

export interface SummaryInput {
  readonly report: Report;
  /** The paths that were given. */
  readonly paths: readonly string[];
  /** Whether the changes were to be made, rather than only shown. */
  readonly writing: boolean;
  /** Whether the findings are on the screen already. */
  readonly findingsShown: boolean;
  /** Only warnings. */
  readonly quiet: boolean;
  readonly colour: boolean;
  readonly width: number | undefined;
}

/** More than these are counted only. */
const shownPlaces = 3;
const shownFiles = 5;
const shownNotes = 3;
const shownKinds = 8;
const shownReleases = 5;

/** What was done, what was not and why, and what to do next. Empty where there is nothing to say. */
export function summarise(input: SummaryInput): string {
  const summary = new Summary(input);
  if (input.report.totals.files === 0) {
    summary.nothingFound();
  } else if (!input.quiet) {
    if (!input.findingsShown) summary.findings();
    summary.totals();
  }
  summary.warnings();
  if (!input.quiet) summary.nextSteps();
  return summary.toString();
}

class Summary {
  private readonly blocks: string[][] = [];
  private readonly paint: Paint;
  private readonly located: readonly Located[];

  constructor(private readonly input: SummaryInput) {
    this.paint = painter(input.colour);
    this.located = input.report.files.flatMap((file) => file.findings.map((finding) => ({ ...finding, file: file.path })));
  }

  nothingFound(): void {
    const where = this.input.paths.map(printable).join(', ');
    this.blocks.push(this.wrapped(`No files found in ${where}. Looked for *.yaml, *.yml, *.json, *.tpl and Kustomization that Git does not ignore; --include adds others.`));
  }

  /** What the findings say, once for all objects that they say it of. */
  findings(): void {
    for (const section of sectionsOf(this.input.report, this.input.writing)) this.section(section);
  }

  private section({ title, style, groups }: Section): void {
    const lines = groups.slice(0, shownKinds).flatMap((group) => this.group(group));
    if (groups.length > shownKinds) lines.push(`  … and ${groups.length - shownKinds} other kinds; --report text shows all.`);
    this.blocks.push([this.paint('bold', this.paint(style, title)), ...lines]);
  }

  private group({ findings, message, notes }: Group): string[] {
    const [first] = findings;
    const files = new Set(findings.map(({ file }) => file));
    const messages = new Set(findings.map((finding) => finding.message));
    const similar = message === undefined ? ` (And the like, ${count(messages.size - 1, 'more time')}.)` : '';
    const places = findings.map(({ file, line, column }) => `${printable(file)}:${line}:${column}`);
    const rollout = rolloutOf(first);
    return [
      ...this.wrapped(`${first.transform}: ${count(findings.length, 'finding')} in ${count(files.size, 'file')}`, '  '),
      ...this.wrapped(printable(first.message) + similar, '    '),
      ...notes.slice(0, shownNotes).flatMap((note) => this.wrapped(`Note: ${printable(note)}`, '    ')),
      ...(rollout === undefined ? [] : this.wrapped(rollout, '    ')),
      ...(first.status === 'fixed' ? [] : this.wrapped(`At ${abridge(places, shownPlaces)}`, '    ')),
    ];
  }

  totals(): void {
    const { report, writing } = this.input;
    const notWritten = report.files.filter((file) => file.outcome === 'not-written').length;
    const changed = report.totals.buckets.changed - notWritten;
    const parts = [
      changed === 0 ? `no file ${writing ? 'changed' : 'would change'}` : `${count(changed, 'file')} ${writing ? 'changed' : 'would change'}`,
      ...(notWritten === 0 ? [] : [`${notWritten} not written`]),
      bucketCounts(report, ['changed']),
    ].filter((part) => part !== '');
    this.blocks.push([
      ...this.wrapped(this.paint('bold', `Kubernetes ${report.target.to}: ${parts.join(', ')}.`)),
      ...this.wrapped(`Findings: ${findingCounts(report)}.`),
    ]);
  }

  warnings(): void {
    const { report, quiet } = this.input;
    const { unread, symlinksSkipped } = report;
    const notWritten = report.files.filter((file) => file.outcome === 'not-written');
    this.byReason('Not written', notWritten.map(({ path, outcomeReason }) => ({ path, reason: outcomeReason ?? '' })));
    const unreadable = report.files.filter(({ bucket, reason }) => bucket === 'unreadable' || (bucket === 'refused' && reason !== undefined));
    this.byReason('Not understood', unreadable.map(({ path, reason }) => ({ path, reason: reason ?? '' })));
    this.byReason('Not understood', notUnderstood(report).map(({ path, at, reason }) => ({ path: `${path}:${at}`, reason })));
    this.byReason('Not looked at', unread);
    const stale = report.staleSuppressions.map(describeStale);
    const more = stale.length - shownFiles;
    for (const line of stale.slice(0, shownFiles)) this.warning(line);
    if (more > 0) this.warning(`${count(more, 'more suppression')} without effect; --report text shows all.`);
    if (symlinksSkipped > 0 && !quiet) {
      this.blocks.push(this.wrapped(`${count(symlinksSkipped, 'symbolic link')} in directories ${symlinksSkipped === 1 ? 'was' : 'were'} not followed.`));
    }
  }

  private byReason(what: string, problems: readonly UnreadPath[]): void {
    for (const [reason, places] of groupBy(problems, (problem) => problem.reason)) {
      this.warning(`${what}: ${abridge(places.map(({ path }) => printable(path)), shownFiles)}: ${printable(reason)}.`);
    }
  }

  private warning(text: string): void {
    const [first = '', ...rest] = this.wrapped(`Warning: ${text}`);
    this.blocks.push([first.replace('Warning:', this.paint('yellow', 'Warning:')), ...rest]);
  }

  /** The flags that release the most findings, and where to read more. */
  nextSteps(): void {
    const { report, findingsShown, writing } = this.input;
    const releases = groupBy(
      this.located.filter(({ status, release }) => status !== 'fixed' && release !== undefined),
      ({ release }) => release ?? '',
    );
    const sorted = [...releases].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
    const lines = sorted.slice(0, shownReleases).flatMap(([release, findings]) => this.wrapped(`${printable(release)}: ${purpose(findings)}`, '  '));
    if (sorted.length > shownReleases) lines.push(`  … and ${sorted.length - shownReleases} other flags; --report text shows all.`);
    if (!writing && report.totals.buckets.changed > 0) lines.push(...this.wrapped('without --dry-run and --check: make the changes', '  '));
    if (!findingsShown && this.located.length > 0) lines.push(...this.wrapped('--report text: every finding with its place', '  '));
    if (lines.length > 0) this.blocks.push([this.paint('bold', 'What to do next'), ...lines]);
  }

  toString(): string {
    return this.blocks.length === 0 ? '' : `${this.blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
  }

  private wrapped(text: string, indent = ''): string[] {
    return wrapIndented(text, indent, this.input.width);
  }
}

/** What a flag does for the findings that name it. */
function purpose(findings: readonly Finding[]): string {
  const held = findings.filter(({ status }) => status === 'held').length;
  const others = findings.length - held;
  const parts = [...(held > 0 ? [`releases ${count(held, 'change')}`] : []), ...(others > 0 ? [`settles ${count(others, 'finding')}`] : [])];
  return parts.join(' and ');
}
