import type { Finding } from '../model/finding.js';
import { buckets, type Bucket } from '../model/plan.js';
import type { FileReport, Report, RolloutStep } from '../model/report.js';
import { bucketName, findingCounts } from './counts.js';
import { count } from '../model/phrases.js';
import { objectName, positionOf, releaseWord, rolloutOf } from './group.js';
import { codeSpan, escapeMarkdown, relativeLink } from './markdown-syntax.js';
import type { ReporterOptions } from './reporter.js';
import { sectionsOf, type Group, type Located, type SectionName } from './sections.js';
import { describeStale } from './text.js';
import { unreadEmbeddings } from './unread-embeddings.js';

/** What GitHub takes as the body of a pull request or as a comment; other platforms take more. */
const platformLimit = 65_536;

/** Buckets of files that are left alone. */
const leftAlone: readonly Bucket[] = ['unreadable', 'refused', 'template', 'patch', 'encrypted'];

/** Sections that a reader should not have to open. */
const opened: readonly SectionName[] = ['breaks', 'ignored'];

/** More objects of one message than this are counted only. */
const shownObjects = 10;
/** Findings that differ in a name or a number: their own words are shown where they are few. */
const shownMessages = 3;

/**
 * The report as GitHub-flavoured Markdown, for pull requests and job summaries. Files are linked
 * relative to the working directory. Nothing in it mentions people or refers to issues. It is cut at
 * whole entries where it would be longer than `limit` (default: what GitHub takes), and says so.
 */
export function markdown(report: Report, options: ReporterOptions = {}): string {
  const page = new Page(options.limit ?? platformLimit);
  page.paragraph(`# Manifests for Kubernetes ${report.target.to}`);
  page.paragraph(bucketTable(report));
  page.paragraph(`Findings: ${findingCounts(report)}.`);
  if (report.rollout.length > 0) {
    page.paragraph('## What to do, in this order');
    report.rollout.forEach((step, index) => page.paragraph(stepItem(step, index + 1)));
  }
  for (const { name, title, size, lead, groups } of sectionsOf(report, options.writing ?? report.files.some(({ outcome }) => outcome === 'written'))) {
    page.section(`${title} (${size})`, [...(lead === '' ? [] : [lead]), ...groups.map(groupItem)], opened.includes(name));
  }
  page.section(`Suppressed (${report.totals.suppressed})`, suppressedItems(report));
  page.section('Not written', fileItems(report.files.filter(({ outcome }) => outcome === 'not-written'), ({ outcomeReason }) => outcomeReason));
  page.section(
    'Left alone',
    fileItems(
      report.files.filter(({ bucket }) => leftAlone.includes(bucket)),
      ({ reason, bucket }) => reason ?? (bucket === 'refused' ? 'see the refused findings' : bucketName(bucket)),
    ),
  );
  page.section('Embedded texts left alone', unreadEmbeddings(report).map(({ path, at, reason }) => `- ${codeSpan(`${path}:${at}`)}: ${escapeMarkdown(reason)}`));
  page.section(`Suppressions without effect (${report.staleSuppressions.length})`, report.staleSuppressions.map((stale) => `- ${escapeMarkdown(describeStale(stale))}`));
  page.section('Not looked at', report.unread.map(({ path, reason }) => `- ${codeSpan(path)}: ${escapeMarkdown(reason)}`));
  return page.toString();
}

/** Puts blocks together as long as there is room for them and for what has to close them. */
class Page {
  private readonly blocks: string[] = [];
  private length = 0;
  private left = 0;

  constructor(private readonly limit: number) {}

  paragraph(block: string): void {
    if (!this.add([block], 0)) this.left += 1;
  }

  /** A section that opens on a click; its items are lists or paragraphs. */
  section(title: string, items: readonly string[], isOpen = false): void {
    if (items.length === 0) return;
    const head = [isOpen ? '<details open>' : '<details>', `<summary>${title}</summary>`].join('\n');
    const tail = '</details>';
    const taken: string[] = [];
    let length = head.length + tail.length + 4;
    for (const item of items) {
      if (this.length + length + item.length + 2 > this.room) break;
      taken.push(item);
      length += item.length + 2;
    }
    this.left += items.length - taken.length;
    if (taken.length > 0) this.add([head, ...taken, tail], 0);
  }

  toString(): string {
    const cut = this.left === 0 ? [] : [`**Cut here: ${count(this.left, 'more entry', 'more entries')}.** The JSON report and the HTML page have all of them.`];
    return `${[...this.blocks, ...cut].join('\n\n')}\n`;
  }

  /** Room for what is said where the page is cut. */
  private get room(): number {
    return this.limit - 150;
  }

  private add(blocks: readonly string[], reserved: number): boolean {
    const length = blocks.reduce((sum, block) => sum + block.length + 2, 0);
    if (this.length + length + reserved > this.room) return false;
    this.blocks.push(...blocks);
    this.length += length;
    return true;
  }
}

function bucketTable({ totals }: Report): string {
  const rows = buckets.filter((bucket) => totals.buckets[bucket] > 0).map((bucket) => `| ${bucketName(bucket, 2)} | ${totals.buckets[bucket]} |`);
  return ['| Files | |', '| --- | ---: |', ...rows, `| **total** | **${totals.files}** |`].join('\n');
}

function stepItem({ title, details, commands, places }: RolloutStep, number: number): string {
  const objects = places.length === 1 ? `: ${codeSpan(places[0]?.object ?? '')}` : places.length > 1 ? ` (${count(places.length, 'object')})` : '';
  const lines = [...details.map(escapeMarkdown), ...commands.slice(0, shownObjects).map(codeSpan)];
  return [`${number}. **${escapeMarkdown(title)}**${objects}`, ...lines.map((line) => `   - ${line}`)].join('\n');
}

function groupItem({ findings, message, notes }: Group): string {
  const [first] = findings;
  const rollout = rolloutOf(first);
  const lines = [
    `${escapeMarkdown(message ?? `${count(findings.length, 'time')}, such as: ${first.message}`)} (${codeSpan(first.transform)})`,
    ...notes.map(escapeMarkdown),
    ...(rollout === undefined ? [] : [rollout]),
    ...(first.release === undefined ? [] : [`${releaseWord(first)}: ${codeSpan(first.release)}`]),
    ...findings.slice(0, shownObjects).map((finding) => place(finding, message === undefined && finding !== first && findings.length <= shownMessages)),
    ...(findings.length > shownObjects ? [`and ${findings.length - shownObjects} more`] : []),
  ];
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `  - ${line}`)).join('\n');
}

function place(finding: Located, withMessage: boolean): string {
  const address = relativeLink(codeSpan(`${finding.file}:${positionOf(finding)}`), finding.file, finding.line);
  const excerpt = finding.excerpt === undefined ? '' : `: ${codeSpan(finding.excerpt)}`;
  return `${address} ${codeSpan(objectName(finding))}${withMessage ? ` – ${escapeMarkdown(finding.message)}` : ''}${excerpt}`;
}

function suppressedItems({ files }: Report): string[] {
  return files.flatMap(({ path, suppressed }) =>
    suppressed.map(({ finding, reason }: { readonly finding: Finding; readonly reason: string }) =>
      [`- ${escapeMarkdown(finding.message)} (${codeSpan(finding.transform)})`, `  - ${place({ ...finding, file: path }, false)}`, `  - Reason: ${escapeMarkdown(reason)}`].join('\n'),
    ),
  );
}

function fileItems(files: readonly FileReport[], reasonOf: (file: FileReport) => string | undefined): string[] {
  return files.map((file) => `- ${relativeLink(codeSpan(file.path), file.path)}: ${escapeMarkdown(reasonOf(file) ?? '')}`);
}
