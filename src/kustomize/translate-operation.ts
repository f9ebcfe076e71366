import { deepEqual, isList, isObject, type JsonValue } from '../model/json.js';
import { getIn, type Path } from '../model/path.js';
import { applyJsonPatch, applyOperation, formatPointer, pointerKeys, resolvePointer, type JsonPatchOperation } from './json-patch.js';

/** More operations than this in the place of one are no longer the same operation. */
const maximumOperations = 4;

/**
 * What an operation that was written for an old form has to be for the new one: the operations that
 * turn `object`, in its new form, into `wanted`. They stay as near to the operation as can be: itself,
 * the same place with another value, the one place where the two differ, or a few places below it.
 * Undefined where only something larger would do, which would cover what the operation leaves alone.
 *
 * @param wantedAfter what the object is to be after another operation in the place of this one
 */
export function translateOperation(
  operation: JsonPatchOperation,
  object: JsonValue,
  wanted: JsonValue,
  wantedAfter: (operation: JsonPatchOperation) => JsonValue | undefined,
): readonly JsonPatchOperation[] | undefined {
  const works = (operations: readonly JsonPatchOperation[]): boolean => {
    const result = applyJsonPatch(object, operations);
    return result !== undefined && deepEqual(result, wanted);
  };
  if (works([operation])) return [operation];
  // What an object is stays with the object: an operation about that has no other place.
  const [top] = pointerKeys(operation.path);
  if (!['add', 'replace', 'remove'].includes(operation.op) || top === 'apiVersion' || top === 'kind') return undefined;
  if (deepEqual(object, wanted)) return translateIdle(operation, object, wanted, wantedAfter);
  const candidates = [samePlace(operation, wanted), byDifference(operation, object, wanted)];
  return candidates.find((candidate) => candidate && works(candidate));
}

/** An operation that changes nothing: another value shows where it would. */
function translateIdle(
  operation: JsonPatchOperation,
  object: JsonValue,
  wanted: JsonValue,
  wantedAfter: (operation: JsonPatchOperation) => JsonValue | undefined,
): readonly JsonPatchOperation[] | undefined {
  if (operation.op === 'remove') return [];
  const probe = probeOf(operation['value']);
  if (probe === undefined) return undefined;
  const trial = { ...operation, value: probe };
  const after = wantedAfter(trial);
  if (after === undefined || deepEqual(after, object)) return undefined;
  const translated = translateOperation(trial, object, after, () => undefined);
  const [only] = translated ?? [];
  const path = only && resolvePointer(wanted, pointerKeys(only.path));
  if (translated?.length !== 1 || !only || !path) return undefined;
  const result = { ...only, value: getIn(wanted, path) ?? null };
  const applied = applyOperation(object, result);
  return applied !== undefined && deepEqual(applied, wanted) ? [result] : undefined;
}

function probeOf(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'string') return `${value}x`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return undefined;
}

/** The operation with the value that its place is to have. */
function samePlace(operation: JsonPatchOperation, wanted: JsonValue): readonly JsonPatchOperation[] | undefined {
  if (operation.op === 'remove') return undefined;
  const keys = pointerKeys(operation.path);
  const appends = keys.at(-1) === '-';
  const parent = appends ? resolvePointer(wanted, keys.slice(0, -1)) : undefined;
  const list = parent && getIn(wanted, parent);
  const path = appends ? (parent && isList(list) && list.length > 0 ? [...parent, list.length - 1] : undefined) : resolvePointer(wanted, keys);
  const value = path && getIn(wanted, path);
  return value === undefined ? undefined : [{ ...operation, value }];
}

function byDifference(operation: JsonPatchOperation, object: JsonValue, wanted: JsonValue): readonly JsonPatchOperation[] | undefined {
  const places = differences(object, wanted);
  const keys = pointerKeys(operation.path);
  const common = commonPath(places);
  const [only] = places;
  if (places.some(([first]) => first === 'apiVersion' || first === 'kind')) return undefined;
  if (places.length === 1 && only) return one(operation, only, object, wanted);
  if (common.length >= keys.length) return one(operation, common, object, wanted);
  if (places.length > maximumOperations || common.length < Math.min(1, keys.length - 1)) return undefined;
  return places.map((place) => one(operation, place, object, wanted)[0]).filter((each) => each !== undefined);
}

/** The operation that makes a place what it is to be. */
function one(operation: JsonPatchOperation, place: Path, object: JsonValue, wanted: JsonValue): readonly JsonPatchOperation[] {
  const [from, to] = [getIn(object, place), getIn(wanted, place)];
  const { value: _value, ...rest } = operation;
  if (isList(from) && isList(to) && Math.abs(from.length - to.length) === 1) {
    const given = pointerKeys(operation.path).at(-1) ?? '';
    if (to.length > from.length) {
      const index = given === '-' ? from.length : indexOfExtra(to, from, Number(given));
      if (index !== undefined) return [{ ...rest, op: 'add', path: formatPointer([...place, given === '-' ? '-' : index]), value: to[index] ?? null }];
    } else {
      const index = indexOfExtra(from, to, Number(given));
      if (index !== undefined) return [{ ...rest, op: 'remove', path: formatPointer([...place, index]) }];
    }
  }
  const path = formatPointer(place);
  if (to === undefined) return [{ ...rest, op: 'remove', path }];
  if (from === undefined) return [{ ...rest, op: 'add', path, value: to }];
  const isItem = typeof place.at(-1) === 'number';
  return [{ ...rest, op: operation.op === 'add' && !isItem ? 'add' : 'replace', path, value: to }];
}

/** Where the longer list has the item that the shorter one has not; the preferred place where several would do. */
function indexOfExtra(longer: readonly JsonValue[], shorter: readonly JsonValue[], preferred: number): number | undefined {
  const fits = (index: number): boolean => shorter.every((item, at) => deepEqual(item, longer[at < index ? at : at + 1]));
  if (Number.isInteger(preferred) && preferred < longer.length && fits(preferred)) return preferred;
  const index = longer.findIndex((_item, at) => fits(at));
  return index < 0 ? undefined : index;
}

/** The deepest places in which two values differ; a list of another length differs as a whole. */
export function differences(a: JsonValue | undefined, b: JsonValue | undefined): Path[] {
  const found: Path[] = [];
  const visit = (left: JsonValue | undefined, right: JsonValue | undefined, path: Path): void => {
    if (isList(left) && isList(right) && left.length === right.length) {
      left.forEach((item, index) => visit(item, right[index], [...path, index]));
    } else if (isObject(left) && isObject(right)) {
      for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) visit(own(left, key), own(right, key), [...path, key]);
    } else if (!deepEqual(left, right)) {
      found.push(path);
    }
  };
  visit(a, b, []);
  return found;
}

function own(data: { readonly [key: string]: JsonValue }, key: string): JsonValue | undefined {
  return Object.hasOwn(data, key) ? data[key] : undefined;
}

function commonPath([first = [], ...rest]: readonly Path[]): Path {
  const length = rest.reduce((shared, path) => {
    let at = 0;
    while (at < shared && path[at] === first[at]) at++;
    return at;
  }, first.length);
  return first.slice(0, length);
}
