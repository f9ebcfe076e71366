import { moverOf } from '../../authoring/lifecycle-page.js';
import { isServed, preferredVersion, type ApiLifecycle, type ApiName } from '../../catalogue/api-lifecycle.js';
import type { KindMatch, Transform } from '../../model/transform.js';
import { atLeast, type Version } from '../../model/version.js';
import { tableLines } from '../table.js';
import { factLines, heading, section, type Layout, type Page } from './page.js';

/**
 * The rows that a text names: `policy/v1beta1`, `policy/v1beta1 PodDisruptionBudget`, a kind or a
 * group alone. Case does not matter.
 */
export function findApis(text: string, rows: readonly ApiLifecycle[]): readonly ApiLifecycle[] {
  const [first = '', second, ...more] = text.toLowerCase().split(/\s+/);
  if (more.length > 0) return [];
  const isVersion = (row: ApiLifecycle, name: string): boolean => apiVersionOf(row).toLowerCase() === name;
  const isKind = (row: ApiLifecycle, name: string): boolean => row.kind.toLowerCase() === name;
  if (second !== undefined) return rows.filter((row) => (isVersion(row, first) && isKind(row, second)) || (isKind(row, first) && isVersion(row, second)));
  return rows.filter((row) => isVersion(row, first) || isKind(row, first) || (row.group !== '' && row.group.toLowerCase() === first));
}

/** All about one API, or a table of several. */
export function apiPage([row, ...others]: readonly [ApiLifecycle, ...ApiLifecycle[]], transforms: readonly Transform[], to: Version): Page {
  return (layout) => (others.length === 0 ? oneApi(row, transforms, to, layout) : severalApis([row, ...others], transforms, to, layout));
}

function oneApi(row: ApiLifecycle, transforms: readonly Transform[], to: Version, layout: Layout): string[] {
  const [mover, lookers] = transformsOf(row, transforms);
  return [
    heading(nameOf(row), 'API', layout),
    ...section(
      'Facts',
      factLines(
        [
          [`In ${to}`, stateOf(row, to)],
          ['Introduced', row.introduced],
          ['Deprecated', row.deprecated],
          ['Removed', removedOf(row)],
          ['Replacement', row.replacement && nameOf(row.replacement)],
          ['Moved by', mover],
          ['Looked at by', lookers.join(', ')],
        ],
        layout,
      ),
      layout,
    ),
    ...section('Source', [`  ${row.source}`, ...(row.note === undefined ? [] : [`  ${row.note}`])], layout),
  ];
}

/** More transforms than these are counted, so that a table keeps its width. */
const mostNamed = 2;

function severalApis(rows: readonly [ApiLifecycle, ...ApiLifecycle[]], transforms: readonly Transform[], to: Version, layout: Layout): string[] {
  const cells = rows.map((row) => {
    const ids = transformsOf(row, transforms).flat().filter((id) => id !== undefined);
    const named = [...ids.slice(0, mostNamed), ...(ids.length > mostNamed ? [`${ids.length - mostNamed} more`] : [])].join(', ');
    return [nameOf(row), row.introduced, row.deprecated ?? '-', removedOf(row) ?? '-', stateOf(row, to), named === '' ? '-' : named];
  });
  const table = tableLines(['API', 'SINCE', 'DEPRECATED', 'REMOVED', `IN ${to}`, 'TRANSFORMS'], cells, layout.paint);
  return [heading(commonName(rows), 'APIs', layout), '', ...table, '', `To read about one: k8s-upgrade explain ${nameOf(rows[0])}`];
}

/** What the rows have in common: their kind, their version, or else their group. */
function commonName([first, ...others]: readonly [ApiLifecycle, ...ApiLifecycle[]]): string {
  if (others.every(({ kind }) => kind === first.kind)) return first.kind;
  return others.every((row) => apiVersionOf(row) === apiVersionOf(first)) ? apiVersionOf(first) : first.group;
}

/** The transform that moves objects of a row, and the others that look at their very kind. */
function transformsOf(row: ApiLifecycle, transforms: readonly Transform[]): readonly [string | undefined, readonly string[]] {
  const mover = moverOf(transforms, row)?.id;
  return [mover, transforms.filter(({ meta }) => meta.id !== mover && meta.kinds.some((match) => looksAt(match, row))).map(({ meta }) => meta.id)];
}

/** What a release does with an API: `served; best written as policy/v1`. */
export function stateOf(row: ApiLifecycle, to: Version): string {
  const served = row.configFile ? 'read' : 'served';
  if (!atLeast(to, row.introduced)) return `not ${served} yet`;
  const preferred = preferredVersion(row.group, row.version, row.kind, to);
  const better = preferred === undefined || (preferred.group === row.group && preferred.version === row.version && preferred.kind === row.kind) ? undefined : preferred;
  const successor = better && (better.kind === row.kind ? apiVersionOf(better) : nameOf(better));
  if (!isServed(row, to)) return `no longer ${served}${successor === undefined ? '' : `; write ${successor}`}`;
  const condition = row.servedByDefault ? '' : ' where it is turned on';
  return `${served}${condition}${successor === undefined ? '' : `; best written as ${successor}`}`;
}

/** Transforms that look at every kind, or at a kind whatever its group, say nothing about this one. */
function looksAt({ group, kind, versions }: KindMatch, row: ApiLifecycle): boolean {
  return group === row.group && kind === row.kind && (versions === undefined || versions.includes(row.version));
}

export function removedOf({ removed, removalPlannedOnly }: ApiLifecycle): string | undefined {
  return removed === undefined ? undefined : `${removed}${removalPlannedOnly ? ' (planned)' : ''}`;
}

export function apiVersionOf({ group, version }: Pick<ApiName, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

export function nameOf(api: ApiName): string {
  return `${apiVersionOf(api)} ${api.kind}`;
}
