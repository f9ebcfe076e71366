import { resolve, sep } from 'node:path';
import { cwd, stderr, stdout } from 'node:process';
import { apply, plan, planText, reportOf, transforms, type FilePlan, type Outcomes, type Planned, type PlanOptions, type Report, type ReportContext } from '../index.js';
import { isMarkdownName, type EmbeddingKind } from '../model/embedding.js';
import { KnownError } from '../model/known-error.js';
import { objectChanges } from '../planning/object-changes.js';
import { reporters, type ReporterOptions } from '../reporters/index.js';
import { encode } from '../source/decode.js';
import { workTreeOf } from '../workspace/work-tree.js';
import { checkReportPath, writeReport } from '../workspace/write-report.js';
import type { CommandArguments } from './command.js';
import { paintDiff, unifiedDiff } from './diff.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { helmOf, isSet, itemsOf, oddities, optionsOf, reportRequest, reportsOf, targetOf, valueOf, valuesOf, type FlagValues, type ReportRequest } from './flags.js';
import { print } from './output.js';
import { tool } from './package.js';
import { startProgress } from './progress.js';
import { readStandardInput, standardInputName } from './standard-input.js';
import { summarise } from './summary.js';
import { usesColour, widthOf } from './terminal.js';

/** How a migration is to be run. */
interface Settings {
  readonly paths: readonly string[];
  readonly filter: boolean;
  readonly check: boolean;
  /** Whether changes are made: to files, or to what is read from standard input. */
  readonly writing: boolean;
  readonly diff: boolean;
  readonly allowDirty: boolean;
  readonly quiet: boolean;
  readonly noColor: boolean;
  readonly warnings: readonly string[];
  readonly options: Omit<PlanOptions, 'paths'>;
}

/** A migration that has been planned and, where that was asked for, carried out. */
interface Migration {
  readonly settings: Settings;
  readonly planned: Planned;
  readonly report: Report;
  /** The bytes that were read from standard input. */
  readonly input: Uint8Array | undefined;
}

/**
 * `k8s-upgrade migrate`: plans, writes, and prints what is asked for.
 *
 * @throws {KnownError} for what the user can settle; nothing is written then, but for a failure to
 * write a report
 */
export async function migrate({ operands, values }: CommandArguments): Promise<ExitStatus> {
  const settings = settingsOf(operands, values);
  const stated = reportsOf(values, cwd());
  checkOutputs(settings, stated);
  for (const warning of settings.warnings) await print(stderr, `Warning: ${warning}\n`);

  const input = settings.filter ? await readStandardInput() : undefined;
  const planned = input === undefined ? await planFiles(settings) : await planText(input, standardInputName, settings.options);
  if (settings.options.embedded?.includes('markdown') && !planned.plan.files.some(({ path }) => isMarkdownName(path))) {
    await print(stderr, "Warning: No Markdown file is among the files; add --include '**/*.md', or name one.\n");
  }
  const reports = stated.length > 0 ? stated : configuredReports(planned);
  checkOutputs(settings, reports);
  checkOverwriting(planned, reports);

  const outcomes = settings.writing && !settings.filter ? await applyPlan(planned, settings) : undefined;
  const migration = { settings, planned, input, report: reportOf(planned.plan, tool(), contextOf(planned, outcomes)) };
  await printChanges(migration);
  for (const request of reports) await emit(migration, request);
  await print(stderr, summaryOf(migration, reports));
  return statusOf(migration);
}

function settingsOf(operands: readonly string[], values: FlagValues): Settings {
  const filter = operands.includes('-');
  if (filter && operands.length > 1) {
    throw new KnownError('- stands for standard input and cannot be mixed with paths.', { hint: 'Run twice, or leave - out.' });
  }
  const [check, diff] = [isSet(values, 'check'), isSet(values, 'diff')];
  const target = targetOf(values);
  const configuration = valueOf(values, 'config');
  return {
    paths: operands.length === 0 ? ['.'] : operands,
    filter,
    check,
    diff,
    writing: !check && !isSet(values, 'dry-run'),
    allowDirty: isSet(values, 'allow-dirty'),
    quiet: isSet(values, 'quiet'),
    noColor: isSet(values, 'no-color'),
    warnings: oddities(target),
    options: {
      cwd: cwd(),
      target,
      accept: itemsOf(values, 'accept'),
      only: itemsOf(values, 'only'),
      skip: itemsOf(values, 'skip'),
      options: optionsOf(values, transforms),
      embedded: itemsOf(values, 'embedded') as readonly EmbeddingKind[],
      helm: helmOf(values),
      include: valuesOf(values, 'include'),
      exclude: valuesOf(values, 'exclude'),
      ...(configuration === undefined ? {} : { configuration }),
    },
  };
}

async function planFiles({ paths, quiet, options }: Settings): Promise<Planned> {
  const progress = await startProgress(quiet);
  try {
    return await plan({ ...options, paths, onProgress: progress.update });
  } finally {
    progress.stop();
  }
}

function contextOf({ transforms, problems, symlinksSkipped }: Planned, outcomes: Outcomes | undefined): ReportContext {
  return { transforms, unread: problems, symlinksSkipped, ...(outcomes ? { outcomes } : {}) };
}

async function applyPlan({ plan: migration, configuration }: Planned, { allowDirty }: Settings): Promise<Outcomes> {
  return apply(migration, { cwd: cwd(), allowDirty: allowDirty || configuration?.configuration.allowDirty === true });
}

/** The reports that the configuration asks for; those of the command line take their place. */
function configuredReports({ configuration }: Planned): readonly ReportRequest[] {
  if (configuration === undefined) return [];
  const { file: named, directory, configuration: settings } = configuration;
  return (settings.report ?? []).map(({ format, file }) => reportRequest(format, file, directory, named));
}

/**
 * Checks what goes to standard output, where one thing only has room, and where reports go.
 *
 * @throws {KnownError}
 */
function checkOutputs(settings: Settings, reports: readonly ReportRequest[]): void {
  const printed = [
    ...(printsResult(settings) ? ['the result of -'] : []),
    ...(settings.diff ? ['--diff'] : []),
    ...reports.filter(({ file }) => file === undefined).map(({ format }) => `the ${format} report`),
  ];
  if (printed.length > 1) {
    throw new KnownError(`Only one thing can be printed, not ${printed.join(' and ')}.`, {
      hint: reports.length === 0 ? 'Leave one of them out.' : 'Name a file for the report, such as --report markdown=report.md, or leave the other out.',
    });
  }
  for (const { file } of reports) {
    if (file) checkReportPath(file.absolute, file.shown);
  }
}

/**
 * Checks that no report takes the place of a manifest.
 *
 * @throws {KnownError}
 */
function checkOverwriting({ plan: { files } }: Planned, reports: readonly ReportRequest[]): void {
  const manifests = new Set(files.filter(({ bucket }) => bucket !== 'not-kubernetes').map(({ path }) => resolve(path)));
  for (const { file } of reports) {
    if (file && manifests.has(file.absolute)) {
      throw new KnownError(`The report would overwrite ${file.shown}, which is one of the files looked at.`, { hint: 'Name another file for the report.' });
    }
  }
}

function printsResult({ filter, writing, diff }: Settings): boolean {
  return filter && writing && !diff;
}

/** Prints the diff, or the result of standard input. */
async function printChanges({ settings, planned, input }: Migration): Promise<void> {
  const { files } = planned.plan;
  if (printsResult(settings) && input !== undefined) {
    await print(stdout, resultOf(files[0], input));
  }
  if (!settings.diff) return;
  const colour = usesColour(stdout, settings.noColor);
  for (const { path, patch } of files) {
    if (patch) await print(stdout, paintDiff(unifiedDiff(path === standardInputName ? 'stdin' : path, patch), colour));
  }
}

/** What standard input becomes; the very bytes that were read where nothing changes. */
function resultOf(file: FilePlan | undefined, input: Uint8Array): Uint8Array {
  return file?.patch === undefined ? input : encode(file.patch.after, file.patch.encoding);
}

async function emit({ settings, planned, report }: Migration, { format, file }: ReportRequest): Promise<void> {
  // Changed objects are read again for this, which only one format shows.
  const options = { ...workTreeHere(), writing: settings.writing, ...(format === 'html' ? { changes: objectChanges(planned.plan) } : {}) };
  if (file) {
    await writeReport(file.absolute, reporters[format](report, options), file.shown);
    return;
  }
  const width = widthOf(stdout);
  await print(stdout, reporters[format](report, { ...options, colour: usesColour(stdout, settings.noColor), ...(width === undefined ? {} : { width }) }));
}

/** Where the reports are made. */
function workTreeHere(): Pick<ReporterOptions, 'workTree'> {
  const root = workTreeOf(cwd());
  if (root === undefined) return {};
  return { workTree: { root: root.split(sep).join('/'), directory: cwd().split(sep).join('/') } };
}

function summaryOf({ settings, report }: Migration, reports: readonly ReportRequest[]): string {
  return summarise({
    report,
    paths: settings.paths,
    writing: settings.writing && !(settings.filter && settings.diff),
    findingsShown: reports.some(({ format, file }) => format === 'text' && file === undefined),
    quiet: settings.quiet,
    colour: usesColour(stderr, settings.noColor),
    width: widthOf(stderr),
  });
}

function statusOf({ settings, report }: Migration): ExitStatus {
  if (report.files.some((file) => file.outcome === 'not-written')) return exitStatus.failed;
  return settings.check && isOutdated(report) ? exitStatus.outdated : exitStatus.done;
}

/** Whether something would change, needs a person, or could not be understood. */
function isOutdated({ totals: { buckets, findings }, files, unread }: Report): boolean {
  const numbers = [buckets.changed, buckets.refused, buckets.unreadable, findings.held, findings.manual, findings.refused, unread.length];
  return numbers.some((number) => number > 0) || files.some(({ unreadEmbedded = [] }) => unreadEmbedded.some(({ bucket }) => bucket === 'unreadable'));
}
