import type { ApiLifecycle, ApiName } from '../model/api.js';
import { atLeast, type Version } from '../model/version.js';
import { apiLifecycles } from './api-lifecycle-data.js';
import { compareApiVersions, compareStages, parseApiVersion } from './api-version.js';

export type { ApiLifecycle, ApiName };

/** Rows from elsewhere, such as the configuration's third-party resources. They win over the catalogue's. */
export type ExtraLifecycles = readonly ApiLifecycle[];

let byKind: ReadonlyMap<string, readonly ApiLifecycle[]> | undefined;

function indexByKind(): ReadonlyMap<string, readonly ApiLifecycle[]> {
  const index = new Map<string, ApiLifecycle[]>();
  for (const row of apiLifecycles) {
    const key = `${row.group}/${row.kind}`;
    const rows = index.get(key);
    if (rows === undefined) index.set(key, [row]);
    else rows.push(row);
  }
  return index;
}

/** Every version of a kind within its group. */
function versionsOf(group: string, kind: string, extra: ExtraLifecycles): readonly ApiLifecycle[] {
  // On first use: most commands never look anything up.
  byKind ??= indexByKind();
  const known = byKind.get(`${group}/${kind}`) ?? [];
  const added = extra.filter((row) => row.group === group && row.kind === kind);
  if (added.length === 0) return known;
  return [...added, ...known.filter((row) => !added.some((other) => other.version === row.version))];
}

/**
 * What is known about an API; undefined for one that is not in the catalogue nor in `extra`. Names
 * are compared exactly, as the API server does.
 */
export function lifecycleOf(
  group: string,
  version: string,
  kind: string,
  extra: ExtraLifecycles = [],
): ApiLifecycle | undefined {
  return versionsOf(group, kind, extra).find((row) => row.version === version);
}

/**
 * Whether a release has the API: introduced ≤ version < removed. An API that is off by default
 * counts as served, because a cluster can turn it on; ask `servedByDefault` as well where it matters.
 */
export function isServed(row: Pick<ApiLifecycle, 'introduced' | 'removed'>, version: Version): boolean {
  return atLeast(version, row.introduced) && (row.removed === undefined || !atLeast(version, row.removed));
}

/**
 * Whether a release serves a group and version at all, or a kind in it, as a template asks with
 * `.Capabilities.APIVersions.Has "policy/v1/PodDisruptionBudget"`. Undefined for a group that is not known.
 */
export function servesApi(groupVersion: string, kind: string | undefined, version: Version, extra: ExtraLifecycles = []): boolean | undefined {
  const slash = groupVersion.indexOf('/');
  const [group, name] = slash < 0 ? ['', groupVersion] : [groupVersion.slice(0, slash), groupVersion.slice(slash + 1)];
  const rows = [...extra, ...apiLifecycles].filter((row) => row.group === group && row.configFile !== true);
  if (rows.length === 0) return undefined;
  const named = rows.filter((row) => row.version === name && (kind === undefined || row.kind === kind));
  return named.some((row) => isServed(row, version) && row.servedByDefault !== false);
}

/** What narrows the choice of {@link preferredVersion}. */
export interface PreferredVersionOptions {
  /** The oldest release that must still accept the result. */
  readonly from?: Version | undefined;
  readonly extra?: ExtraLifecycles;
}

/**
 * The API under which an object is best written for the release `to`: the most stable version that
 * `to` (and `from`, if given) serves, reached by going forward within the kind or along
 * `replacement`, also into another group or to a renamed kind.
 *
 * - It never goes back to a less stable or an older version, and never to one that is off by
 *   default. Staying is always possible while the API is served, even where it is off by default.
 * - A replacement draws a line: only the versions that lead to it count. So a HorizontalPodAutoscaler
 *   of `v2beta1` goes to `v2beta2` before 1.23 and to `v2` from then on, never to `v1`, which cannot
 *   hold its metrics; and one of `v1`, which nothing replaces, stays.
 *
 * Gives the row of the object's own API where nothing better is served. Undefined for an unknown API,
 * and where neither it nor a successor is served by both `to` and `from`.
 *
 * Source: Kubernetes deprecation policy; deprecated API migration guide.
 */
export function preferredVersion(
  group: string,
  version: string,
  kind: string,
  to: Version,
  { from = to, extra = [] }: PreferredVersionOptions = {},
): ApiLifecycle | undefined {
  const current = lifecycleOf(group, version, kind, extra);
  if (current === undefined) return undefined;
  const served = (row: ApiLifecycle): boolean => isServed(row, from) && isServed(row, to);

  let best: ApiLifecycle | undefined;
  for (const row of successorsOf(current, extra)) {
    if (!row.servedByDefault || !served(row)) continue;
    if (best === undefined || compareSuccessors(row, best) > 0) best = row;
  }
  if (!served(current)) return best;
  return best !== undefined && compareStages(best.stage, current.stage) >= 0 ? best : current;
}

/** By stage as the row states it, since a third party's version name need not tell. */
function compareSuccessors(a: ApiLifecycle, b: ApiLifecycle): number {
  return compareStages(a.stage, b.stage) || compareApiVersions(a.version, b.version);
}

/** Every API that an object may go forward to, whether or not some release serves it. */
function successorsOf(current: ApiLifecycle, extra: ExtraLifecycles): readonly ApiLifecycle[] {
  const successors = new Set<ApiLifecycle>();
  let row: ApiLifecycle | undefined = current;
  const seen = new Set<ApiLifecycle>();
  while (row !== undefined && !seen.has(row)) {
    seen.add(row);
    const goal: ApiName = row.replacement ?? row;
    const major = parseApiVersion(goal.version)?.major;
    for (const candidate of versionsOf(goal.group, goal.kind, extra)) {
      const sameKind = candidate.group === current.group && candidate.kind === current.kind;
      if (parseApiVersion(candidate.version)?.major !== major) continue;
      if (sameKind && compareApiVersions(candidate.version, current.version) <= 0) continue;
      successors.add(candidate);
    }
    row = row.replacement && lifecycleOf(goal.group, goal.version, goal.kind, extra);
  }
  return [...successors];
}
