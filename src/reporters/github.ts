import type { Report } from '../model/report.js';
import { severities, type Severity } from '../model/severity.js';
import { abridge, count } from '../model/phrases.js';
import { objectName, positionOf } from './group.js';
import { groupBy } from '../model/group-by.js';
import { hostedPath } from './location.js';
import { openFindings, type OpenFinding } from './open-findings.js';
import { printable } from './printable.js';
import type { ReporterOptions } from './reporter.js';
import { sentencesOf } from './sentences.js';
import { describeStale } from './text.js';
import { notUnderstood } from './unread-embeddings.js';

type Command = 'error' | 'warning' | 'notice';

const commandOf: Readonly<Record<Severity, Command>> = { error: 'error', warning: 'warning', note: 'notice' };

/**
 * GitHub shows that many annotations of each kind for a step, and leaves out the others without a word.
 * Source: https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
 */
export const shownPerCommand = 10;

/** More objects of one annotation than this are counted only. */
const shownObjects = 5;

interface Annotation {
  readonly command: Command;
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
  readonly title: string;
  readonly lines: readonly string[];
}

/**
 * The report as workflow commands, which GitHub shows as annotations beside the lines of a pull
 * request: what could not be read first, then findings, the most severe first. Findings of a file that
 * say the same share an annotation, since few are shown; a last one counts those that would not be.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function github(report: Report, options: ReporterOptions = {}): string {
  const annotations = [...unreadAnnotations(report), ...findingAnnotations(report), ...staleAnnotations(report)];
  const byCommand = severities.map((severity) => annotations.filter(({ command }) => command === commandOf[severity]));
  const left = byCommand.map((all) => Math.max(0, all.length - shownPerCommand));
  const isCut = left.some((number) => number > 0);
  const shown = byCommand.flatMap((all, index) => {
    // The last notice is one that tells of the others.
    const room = isCut && severities[index] === 'note' ? shownPerCommand - 1 : shownPerCommand;
    return all.slice(0, room);
  });
  return [...shown, ...(isCut ? [restAnnotation(byCommand, shown)] : [])].map((annotation) => `${workflowCommand(annotation, options)}\n`).join('');
}

function unreadAnnotations({ files, unread }: Report): Annotation[] {
  return [
    ...unread.map(({ path, reason }) => ({ path, reason })),
    ...files.filter(({ bucket }) => bucket === 'unreadable').map(({ path, reason }) => ({ path, reason: reason ?? 'unreadable' })),
    ...notUnderstood({ files }).map(({ path, at, reason }) => ({ path, reason: `${at}: ${reason}` })),
  ].map(({ path, reason }) => ({ command: 'error', path, title: 'Could not be read', lines: [`${printable(path)} could not be read: ${printable(reason)}`] }));
}

function findingAnnotations(report: Report): Annotation[] {
  const keyOf = ({ file, finding: { transform, status, message, notes, release, wave }, severity }: OpenFinding): string =>
    JSON.stringify([severity, file.path, transform, status, message, notes, release, wave]);
  return [...groupBy(openFindings(report), keyOf).values()].map((group) => {
    const [{ file, finding, severity }, ...others] = group;
    const also = others.map((other) => `${printable(objectName(other.finding))} (${positionOf(other.finding)})`);
    return {
      command: commandOf[severity],
      path: file.path,
      line: finding.line,
      column: finding.column,
      title: `${printable(objectName(finding))} (${printable(finding.transform)})`,
      lines: [...sentencesOf(finding, file), ...(also.length === 0 ? [] : [`The same holds for ${abridge(also, shownObjects)}.`])],
    };
  });
}

function staleAnnotations({ staleSuppressions }: Report): Annotation[] {
  return staleSuppressions.map((stale) => ({
    command: 'warning',
    ...(stale.path === undefined ? {} : { path: stale.path }),
    ...(stale.line === undefined ? {} : { line: stale.line }),
    ...(stale.column === undefined ? {} : { column: stale.column }),
    title: 'Suppression without effect',
    lines: [describeStale(stale)],
  }));
}

function restAnnotation(byCommand: readonly (readonly Annotation[])[], shown: readonly Annotation[]): Annotation {
  const counts = byCommand.flatMap((all) => {
    const [first] = all;
    const number = all.filter((annotation) => !shown.includes(annotation)).length;
    return first === undefined || number === 0 ? [] : [count(number, first.command)];
  });
  return {
    command: 'notice',
    title: 'k8s-upgrade found more',
    lines: [`Not shown here: ${counts.join(', ')}. GitHub shows ${shownPerCommand} annotations of a kind; --report markdown=FILE has all of them.`],
  };
}

function workflowCommand({ command, path, line, column, title, lines }: Annotation, options: ReporterOptions): string {
  const file = path === undefined ? undefined : hostedPath(path, options);
  const properties = [
    ...(file === undefined ? [] : [`file=${escapeProperty(file)}`]),
    ...(file === undefined || line === undefined ? [] : [`line=${line}`]),
    ...(file === undefined || column === undefined ? [] : [`col=${column}`]),
    `title=${escapeProperty(title)}`,
  ];
  // Without a file of the repository beside it, the text has to say where.
  const where = path === undefined || file !== undefined ? [] : [[printable(path), line, column].filter((part) => part !== undefined).join(':')];
  return `::${command} ${properties.join(',')}::${escapeData([...where, ...lines].join('\n'))}`;
}

/** Source: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
