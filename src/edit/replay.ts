import { isList, isObject, type JsonValue } from '../model/json.js';
import type { Operation } from '../model/operation.js';
import { formatPath, getIn, type Path } from '../model/path.js';

/**
 * The data lane: applies operations to plain data and returns the new data; the input is not
 * touched. An operation whose path leads nowhere throws an `Error`: it is a mistake in a transform.
 */
export function replay(data: JsonValue, operations: readonly Operation[]): JsonValue {
  return operations.reduce(replayOne, data);
}

function replayOne(data: JsonValue, operation: Operation): JsonValue {
  const { path } = operation;
  switch (operation.op) {
    case 'set':
      return updateParent(data, path, (parent, key) => {
        if (isList(parent) && typeof key === 'number' && key < parent.length) return parent.with(key, operation.value);
        if (isObject(parent) && typeof key === 'string') return withKey(parent, key, operation.value);
        return fail(operation);
      });
    case 'rename':
      return updateParent(data, path, (parent, key) => {
        if (!isObject(parent) || !Object.hasOwn(parent, key) || Object.hasOwn(parent, operation.key)) return fail(operation);
        return fromEntries(Object.entries(parent).map(([name, value]) => [name === key ? operation.key : name, value]));
      });
    case 'move': {
      const value = getIn(data, path);
      if (value === undefined) return fail(operation);
      const removed = replayOne(data, { op: 'remove', path });
      return getIn(removed, operation.to) === undefined ? replayOne(removed, { op: 'set', path: operation.to, value }) : fail(operation);
    }
    case 'insert':
      return update(data, path, (list) => {
        if (!isList(list) || operation.index < 0 || operation.index > list.length) return fail(operation);
        return list.toSpliced(operation.index, 0, operation.value);
      });
    case 'remove':
      return updateParent(data, path, (parent, key) => {
        if (isList(parent) && typeof key === 'number' && key < parent.length) return parent.toSpliced(key, 1);
        if (!isObject(parent) || !Object.hasOwn(parent, key)) return fail(operation);
        return fromEntries(Object.entries(parent).filter(([name]) => name !== key));
      });
  }
}

function updateParent(data: JsonValue, path: Path, change: (parent: JsonValue, key: string | number) => JsonValue): JsonValue {
  const key = path.at(-1);
  if (key === undefined) throw new Error('An operation cannot replace the whole object');
  return update(data, path.slice(0, -1), (parent) => change(parent, key));
}

function update(data: JsonValue, path: Path, change: (value: JsonValue) => JsonValue): JsonValue {
  const [key, ...rest] = path;
  if (key === undefined) return change(data);
  const child = getIn(data, [key]);
  if (child === undefined) throw new Error(`There is nothing at ${formatPath(path)}`);
  const changed = update(child, rest, change);
  return isList(data) ? data.with(key as number, changed) : withKey(data as Record<string, JsonValue>, key as string, changed);
}

function withKey(object: Readonly<Record<string, JsonValue>>, key: string, value: JsonValue): JsonValue {
  // Entries of an existing key keep their place: `Object.fromEntries` lets the later value win there.
  return fromEntries([...Object.entries(object), [key, value]]);
}

/** Like `Object.fromEntries`, which also gives a key named `__proto__` its own property. */
function fromEntries(entries: readonly (readonly [string, JsonValue])[]): JsonValue {
  return Object.fromEntries(entries);
}

function fail(operation: Operation): never {
  throw new Error(`Cannot ${operation.op} ${formatPath(operation.path)}`);
}
