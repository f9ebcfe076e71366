import { apiLifecycles, isList, isObject, type JsonValue, type Path, type Version } from '../../src/transform.js';
import { movedKind } from './moved-kinds.js';
import { outdatedVersion, type OutdatedVersion } from './outdated-patches.js';
import { apiVersionOf } from './version-move.js';

/**
 * The versions that an expression names, in quotes or in a path of the API, and that objects leave; groups count
 * where they have been left altogether. What the expression names the new version of, too, is left out.
 *
 * @param around a text that names the kinds which it is about
 */
export function outdatedNames(expression: string, around: string, to: Version): OutdatedVersion[] {
  const names = (name: string): boolean => new RegExp(`(?:^|["'\`/\\s])${name.replaceAll('.', '\\.')}(?:$|["'\`/\\s])`).test(expression);
  const found = new Map<string, OutdatedVersion>();
  for (const row of apiLifecycles) {
    const { group, version, kind } = row;
    if (group === '' || row.virtual || !expression.includes(group) || !new RegExp(`\\b${kind}\\b`).test(around)) continue;
    const move = names(apiVersionOf(row)) ? outdatedVersion(group, version, kind, to) : names(group) ? movedKind(group, kind, to) : undefined;
    if (move && !names(apiVersionOf(move.goal)) && !(move.goal.group !== group && names(move.goal.group))) found.set(apiVersionOf(move.goal) + kind, move);
  }
  return [...found.values()];
}

/** The strings of a value, each with its place; a list of strings is one text. */
export function stringsIn(value: JsonValue | undefined, path: Path): { readonly at: Path; readonly text: string }[] {
  if (typeof value === 'string') return [{ at: path, text: value }];
  if (isList(value) && value.length > 0 && value.every((item) => typeof item === 'string')) return [{ at: path, text: value.map((item) => JSON.stringify(item)).join(' ') }];
  if (isList(value)) return value.flatMap((item, index) => stringsIn(item, [...path, index]));
  return isObject(value) ? Object.entries(value).flatMap(([key, child]) => stringsIn(child, [...path, key])) : [];
}
