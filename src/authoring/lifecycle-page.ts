import { isMovedByHand } from '../../transforms/api-lifecycle/by-hand.js';
import { apiLifecycles } from '../catalogue/api-lifecycle-data.js';
import { lifecycleOf, preferredVersion, type ApiLifecycle, type ApiName } from '../catalogue/api-lifecycle.js';
import { oldestTarget, targetVersions } from '../catalogue/releases.js';
import type { Transform, TransformMeta } from '../model/transform.js';
import { compareVersions } from '../model/version.js';

/** The transform that speaks of whatever no other one moves. */
const reporter = 'api-lifecycle';

/** What the tool does about one row of the catalogue. */
export interface LifecycleAnswer {
  readonly row: ApiLifecycle;
  /** Markdown; undefined where nothing looks after the row. */
  readonly answer: string | undefined;
}

/**
 * Every row of the API lifecycle catalogue with what the tool does about it, read from the
 * transforms' metadata.
 */
export function lifecycleAnswers(transforms: readonly Transform[]): LifecycleAnswer[] {
  const reports = transforms.some(({ meta }) => meta.id === reporter);
  return apiLifecycles.map((row) => {
    const mover = moverOf(transforms, row);
    if (mover) return { row, answer: `moved by [${mover.id}](../../transforms/${mover.id}/README.md)` };
    if (row.virtual) return { row, answer: 'nothing: a request that is never stored' };
    if (hasBetterForm(row) && !row.configFile && !isMovedByHand(row)) return { row, answer: undefined };
    const reported = reportsOf(row);
    if (reported.length > 0) return { row, answer: reports ? `reported: ${reported.join('; ')}` : undefined };
    const superseded = row.deprecated !== undefined || row.replacement !== undefined;
    return { row, answer: superseded ? `nothing: superseded, and still ${row.configFile ? 'read' : 'served'}` : 'nothing: current' };
  });
}

/** The catalogue of API lifecycles as a page for readers, in Markdown. */
export function lifecyclePage(transforms: readonly Transform[]): string {
  const rows = lifecycleAnswers(transforms).map(({ row, answer }) => {
    const cells = [
      `\`${nameOf(row)}\``,
      row.introduced,
      row.deprecated ?? '',
      row.removed === undefined ? '' : `${row.removed}${row.removalPlannedOnly ? ' (planned)' : ''}`,
      row.replacement === undefined ? '' : `\`${nameOf(row.replacement)}\``,
      answer ?? '**nothing yet**',
      row.note === undefined ? row.source : `${row.source}; ${row.note}`,
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return [
    '# API lifecycle',
    '',
    'Every version of every API that the catalogue knows, and what k8s-upgrade does about an object of it.',
    'Made from `api-lifecycle-data.ts` and the transforms by `npm run docs`; edit those.',
    '',
    '- *Removed* is the first release without the API.',
    '- *moved*: rewritten where the target serves a better version; held back or left to a person as the',
    "  transform's page says. Where a release no longer serves what is left, that is reported too.",
    `- *reported*: never edited; [${reporter}](../../transforms/${reporter}/README.md) tells.`,
    '',
    '| API | Introduced | Deprecated | Removed | Replacement | k8s-upgrade | Source |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** The transform that moves objects of a row to another version; undefined where none does. */
export function moverOf(transforms: readonly Transform[], row: ApiLifecycle): TransformMeta | undefined {
  return transforms.find(({ meta }) => meta.safety !== 'report' && moves(meta, row))?.meta;
}

/** A transform moves a version where it looks at that very version, and looks for its name. */
function moves(meta: TransformMeta, row: ApiLifecycle): boolean {
  return (
    row.replacement !== undefined &&
    meta.kinds.some(({ group, kind, versions }) => group === row.group && kind === row.kind && versions?.includes(row.version)) &&
    meta.triggers.some((trigger) => `${row.group}/${row.version}`.startsWith(trigger))
  );
}

/** Whether some target that serves the row serves something better as well. */
function hasBetterForm(row: ApiLifecycle): boolean {
  return targetVersions().some((to) => {
    const preferred = preferredVersion(row.group, row.version, row.kind, to);
    return preferred !== undefined && preferred !== lifecycleOf(row.group, row.version, row.kind);
  });
}

function reportsOf(row: ApiLifecycle): string[] {
  const { removed, introduced, servedByDefault, configFile } = row;
  const parts: string[] = [];
  if (!configFile && compareVersions(introduced, oldestTarget()) > 0) parts.push(`a target before ${introduced} does not serve it`);
  if (!servedByDefault) parts.push('off by default');
  if (removed !== undefined) parts.push(`${removed} no longer ${configFile ? 'reads' : 'serves'} it, foreseen before`);
  return parts;
}

function nameOf({ group, version, kind }: ApiName): string {
  return `${group === '' ? '' : `${group}/`}${version} ${kind}`;
}
