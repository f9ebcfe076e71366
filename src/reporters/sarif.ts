import type { ArtifactLocation, Invocation, Location, Log, LogicalLocation, Notification, Region, Result } from 'sarif';
import type { Finding, Position, SuppressedFinding } from '../model/finding.js';
import type { Bucket } from '../model/plan.js';
import type { FileReport, Report } from '../model/report.js';
import { compareSeverities, severityOf, type Severity } from '../model/severity.js';
import { bucketName } from './counts.js';
import { count } from '../model/phrases.js';
import { fingerprintsOf } from './fingerprint.js';
import { objectName } from './group.js';
import { groupBy } from '../model/group-by.js';
import { hostedPath, isStandardInput, uriOf } from './location.js';
import { isLeftOpen } from './open-findings.js';
import { printable } from './printable.js';
import type { ReporterOptions } from './reporter.js';
import { pascalCase, ruleDescriptor, rulesOf } from './sarif-rules.js';
import { sentencesOf } from './sentences.js';
import { describeStale } from './text.js';
import { notUnderstood } from './unread-embeddings.js';

/**
 * GitHub refuses a file with more results, and stores the first 5,000 of them.
 * Source: https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
 */
export const mostResults = 25_000;

/** What relative addresses are relative to: the root of the work tree. */
const sourceRoot = '%SRCROOT%';

/** Source: https://semver.org */
const semanticVersion = /^\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?$/;

/** Buckets of files that are not looked into. */
const leftAlone: readonly Bucket[] = ['template', 'patch', 'encrypted'];

/** What a notification can be about. */
const notifications = {
  'not-read': 'A file or a directory could not be read.',
  'left-alone': 'Files of a kind that is not looked into.',
  'not-written': 'A change that was not written.',
  'stale-suppression': 'A suppression without effect.',
  'results-left-out': 'More results than a code-scanning service takes.',
} as const;

type Suppression = Omit<SuppressedFinding, 'finding'>;

/** What becomes a result. */
interface Entry {
  readonly file: FileReport;
  readonly finding: Finding;
  readonly severity: Severity;
  readonly fingerprint: string;
  readonly suppression?: Suppression;
}

/**
 * The report as SARIF 2.1.0, for code-scanning services. Its results are what is in the files as they
 * are now: changes that were written leave none. The most severe come first and suppressed ones last,
 * since services look at the first few thousand only.
 *
 * There is no `automationDetails`: who uploads the file states the category of the upload there. GitHub's
 * upload-sarif does so only where nothing stands yet, and uploads of the same category replace each other.
 * Source: https://github.com/github/codeql-action/blob/main/src/upload-lib.ts, populateRunAutomationDetails
 */
export function sarif(report: Report, options: ReporterOptions = {}): string {
  const entries = report.files
    .flatMap((file) => entriesOf(file, options))
    .toSorted((a, b) => Number(a.suppression !== undefined) - Number(b.suppression !== undefined) || compareSeverities(a.severity, b.severity));
  const byRule = groupBy(entries, ({ finding }) => finding.transform);
  const rules = rulesOf(report);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const { name, version } = report.tool;
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name,
            fullName: `${name} ${version}`,
            version,
            ...(semanticVersion.test(version) ? { semanticVersion: version } : {}),
            rules: rules.map((rule) => ruleDescriptor(rule, (byRule.get(rule.id) ?? []).map(({ severity }) => severity))),
            notifications: Object.entries(notifications).map(([id, text]) => ({ id, name: pascalCase(id), shortDescription: { text }, fullDescription: { text }, help: { text } })),
          },
        },
        invocations: [invocationOf(report, entries.length, options)],
        originalUriBaseIds: { [sourceRoot]: { description: { text: 'The root of the repository.' } } },
        columnKind: 'utf16CodeUnits',
        results: entries.slice(0, mostResults).map((entry) => resultOf(entry, indexes.get(entry.finding.transform) ?? 0, options)),
        properties: { target: report.target },
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** What there is to say of a file. Fingerprints count all findings, so that a suppression changes no other's. */
function entriesOf(file: FileReport, options: ReporterOptions): Entry[] {
  const all: { readonly finding: Finding; readonly suppression?: Suppression }[] = [
    ...file.findings.map((finding) => ({ finding })),
    ...file.suppressed.map(({ finding, ...suppression }) => ({ finding, suppression })),
  ].toSorted((a, b) => a.finding.line - b.finding.line || a.finding.column - b.finding.column);
  const fingerprints = fingerprintsOf(hostedPath(file.path, options) ?? file.path, all.map(({ finding }) => finding));
  return all
    .map((entry, index) => ({ ...entry, file, severity: severityOf(entry.finding), fingerprint: fingerprints[index] ?? '' }))
    .filter(({ finding }) => isLeftOpen(finding, file));
}

function resultOf({ file, finding, severity, fingerprint, suppression }: Entry, ruleIndex: number, options: ReporterOptions): Result {
  const { status, impact, safety, wave, path, release, gate } = finding;
  return {
    ruleId: finding.transform,
    ruleIndex,
    level: severity,
    message: { text: plain(sentencesOf(finding, file).join('\n')) },
    locations: [{ ...locationOf(file.path, options, finding), logicalLocations: [logicalLocationOf(finding)] }],
    partialFingerprints: { 'k8sUpgradeFinding/v1': fingerprint },
    ...(suppression === undefined
      ? {}
      : {
          suppressions: [
            { kind: suppression.by === 'comment' ? ('inSource' as const) : ('external' as const), status: 'accepted' as const, justification: printable(suppression.reason) },
          ],
        }),
    properties: { status, impact, safety, wave, ...(path === '' ? {} : { path }), ...(release === undefined ? {} : { release }), ...(gate === undefined ? {} : { gate }) },
  };
}

function locationOf(path: string, options: ReporterOptions, place?: Position & { readonly excerpt?: string }): Location {
  return { physicalLocation: { artifactLocation: artifactLocationOf(path, options), ...(place === undefined ? {} : regionsOf(place)) } };
}

/** The character that the finding is at; as its context the line, as far as it is known. */
function regionsOf({ line, column, excerpt }: Position & { readonly excerpt?: string }): { region: Region; contextRegion?: Region } {
  return {
    region: { startLine: line, startColumn: column, endLine: line, endColumn: column + 1 },
    ...(excerpt === undefined || excerpt === '' ? {} : { contextRegion: { startLine: line, endLine: line, snippet: { text: printable(excerpt) } } }),
  };
}

function artifactLocationOf(path: string, options: ReporterOptions): ArtifactLocation {
  if (isStandardInput(path)) return { uri: 'stdin', description: { text: 'Standard input.' } };
  const hosted = hostedPath(path, options);
  return hosted === undefined ? { uri: uriOf(path) } : { uri: uriOf(hosted), uriBaseId: sourceRoot };
}

function logicalLocationOf(finding: Finding): LogicalLocation {
  const { apiVersion, kind, name } = finding;
  return { name: printable(name ?? kind), fullyQualifiedName: printable(`${apiVersion} ${objectName(finding)}`), kind: 'resource' };
}

/** How the run went: what it could not look at, and what of it is not in the results. */
function invocationOf(report: Report, results: number, options: ReporterOptions): Invocation {
  const { files, unread, staleSuppressions } = report;
  return {
    executionSuccessful: true,
    toolExecutionNotifications: [
      ...unread.map(({ path, reason }) => notification('not-read', 'error', `${path}: ${reason}`, locationOf(path, options))),
      ...files
        .filter(({ bucket }) => bucket === 'unreadable')
        .map(({ path, reason }) => notification('not-read', 'error', `${path}: ${reason ?? bucketName('unreadable')}`, locationOf(path, options))),
      ...notUnderstood(report).map(({ path, at, reason }) => notification('not-read', 'error', `${path}:${at}: ${reason}`, locationOf(path, options))),
      ...files
        .filter(({ outcome }) => outcome === 'not-written')
        .map(({ path, outcomeReason }) => notification('not-written', 'warning', `${path}: ${outcomeReason ?? 'not written'}`, locationOf(path, options))),
      ...leftAlone.flatMap((bucket) => {
        const number = report.totals.buckets[bucket];
        return number === 0 ? [] : [notification('left-alone', 'note', `${count(number, 'file')} left alone: ${bucketName(bucket, number)}.`)];
      }),
      ...(results > mostResults
        ? [notification('results-left-out', 'error', `The ${results - mostResults} least severe of ${results} results are left out: code-scanning services take no more than ${mostResults}.`)]
        : []),
    ],
    toolConfigurationNotifications: staleSuppressions.map((stale) => {
      const { path, line, column = 1 } = stale;
      const location = path === undefined ? undefined : locationOf(path, options, line === undefined ? undefined : { line, column });
      return notification('stale-suppression', 'warning', describeStale(stale), location);
    }),
  };
}

function notification(id: keyof typeof notifications, level: Severity, text: string, location?: Location): Notification {
  const index = Object.keys(notifications).indexOf(id);
  return { descriptor: { id, index }, level, message: { text: plain(printable(text)) }, ...(location === undefined ? {} : { locations: [location] }) };
}

/** A text in which no link is seen: in SARIF, `[text](address)` is one in plain text too (3.11.6). */
function plain(text: string): string {
  return text.replaceAll('](', '] (');
}
