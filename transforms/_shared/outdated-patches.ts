import { getIn, groupOf, isList, isObject, lifecycleOf, preferredVersion, versionOf, type ApiLifecycle, type JsonObject, type Path, type Version } from '../../src/transform.js';
import { movedKind } from './moved-kinds.js';
import { apiVersionOf } from './version-move.js';

/** A version that a kind leaves at a target, and the one that it goes to. */
export interface OutdatedVersion {
  readonly left: ApiLifecycle;
  readonly goal: ApiLifecycle;
}

/** A patch, in the fields of a kustomization, of a kind in a version that it leaves. */
export interface OutdatedPatch extends OutdatedVersion {
  readonly at: Path;
  /** What names the version: the patch's target, or the patch itself. */
  readonly by: 'target' | 'patch';
  /** As it is written; a target may name the group alone. */
  readonly from: string;
}

/** Where objects of a version go at a target; undefined where they stay. */
export function outdatedVersion(group: string, version: string, kind: string, to: Version): OutdatedVersion | undefined {
  const left = lifecycleOf(group, version, kind);
  const goal = preferredVersion(group, version, kind, to);
  return left && goal && goal !== left && goal.kind === kind ? { left, goal } : undefined;
}

/** Patches of Kustomize's fields in an object; those with a target go by that, the others by what they are. */
export function outdatedPatches(data: JsonObject, holder: Path, to: Version): OutdatedPatch[] {
  const targeted = [...itemsOf(data, [...holder, 'patches']), ...itemsOf(data, [...holder, 'patchesJson6902'])].flatMap((path): OutdatedPatch[] => {
    const entry = getIn(data, path);
    if (!isObject(entry)) return [];
    const { target, patch } = entry;
    if (isObject(target)) {
      const move = targetMove(target, to);
      const from = [target['group'], target['version']].filter((part) => typeof part === 'string').join('/');
      return move ? [{ ...move, at: [...path, 'target'], by: 'target', from }] : [];
    }
    const move = typeof patch === 'string' ? writtenMove(patch, to) : undefined;
    return move ? [{ ...move, at: [...path, 'patch'], by: 'patch', from: apiVersionOf(move.left) }] : [];
  });
  const merged = itemsOf(data, [...holder, 'patchesStrategicMerge']).flatMap((path): OutdatedPatch[] => {
    const patch = getIn(data, path);
    const { apiVersion, kind } = isObject(patch) ? patch : {};
    const move = typeof apiVersion === 'string' && typeof kind === 'string' ? outdatedVersion(groupOf(apiVersion), versionOf(apiVersion), kind, to) : undefined;
    return move ? [{ ...move, at: path, by: 'patch', from: apiVersionOf(move.left) }] : [];
  });
  return [...targeted, ...merged];
}

/** The way to each item of a list. */
export function itemsOf(data: JsonObject, path: Path): Path[] {
  const list = getIn(data, path);
  return isList(list) ? list.map((_, index) => [...path, index]) : [];
}

/** A target without a group takes any; one that is a regular expression is no name. */
export function targetMove({ group, version, kind }: JsonObject, to: Version): OutdatedVersion | undefined {
  if (typeof group !== 'string' || typeof kind !== 'string') return undefined;
  return typeof version === 'string' ? outdatedVersion(group, version, kind, to) : movedKind(group, kind, to);
}

/** A strategic merge patch in a text. */
function writtenMove(patch: string, to: Version): OutdatedVersion | undefined {
  const [, apiVersion] = /^\s*["']?apiVersion["']?:\s*["']?([\w./-]+)/m.exec(patch) ?? [];
  const [, kind] = /^\s*["']?kind["']?:\s*["']?(\w+)/m.exec(patch) ?? [];
  return apiVersion === undefined || kind === undefined ? undefined : outdatedVersion(groupOf(apiVersion), versionOf(apiVersion), kind, to);
}
