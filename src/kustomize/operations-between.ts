import { deepEqual, isList, isObject, type JsonValue } from '../model/json.js';
import type { Operation } from '../model/operation.js';
import type { Path } from '../model/path.js';

/**
 * The operations that turn one value into another where it stands, and leave alone what is the same
 * in both. A mapping that keeps none of its keys, and a list of another length, are written anew.
 */
export function operationsBetween(before: JsonValue, after: JsonValue, at: Path): Operation[] {
  if (deepEqual(before, after)) return [];
  if (isList(before) && isList(after) && before.length === after.length) {
    return after.flatMap((item, index) => operationsBetween(before[index] ?? null, item, [...at, index]));
  }
  if (!isObject(before) || !isObject(after) || !Object.keys(before).some((key) => Object.hasOwn(after, key))) return [{ op: 'set', path: at, value: after }];
  const operations: Operation[] = [];
  let previous: string | undefined;
  for (const [key, value] of Object.entries(after)) {
    const path = [...at, key];
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (old === undefined) operations.push({ op: 'set', path, value, place: previous === undefined ? 'first' : { after: previous } });
    else operations.push(...operationsBetween(old, value, path));
    previous = key;
  }
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) operations.push({ op: 'remove', path: [...at, key] });
  return operations;
}
