import { defineKey, isList, isObject, type JsonValue } from '../model/json.js';
import type { Operation } from '../model/operation.js';
import { formatPath, type Path } from '../model/path.js';

/**
 * The data lane: applies operations to plain data and returns the new data; the input is not
 * touched. An operation whose path leads nowhere throws an `Error`: it is a mistake in a transform.
 */
export function replay(data: JsonValue, operations: readonly Operation[]): JsonValue {
  const replayed = new ReplayedData(data);
  for (const operation of operations) replayed.apply(operation);
  return replayed.data;
}

type MutableMap = Record<string, JsonValue>;

/** Data that operations are applied to one after another. What was handed in or out stays as it is. */
export class ReplayedData {
  /** Containers made here; those may be changed in place, so that a long list is copied once only. */
  private owned = new WeakSet<object>();

  constructor(private current: JsonValue) {}

  /** The data as it is now. Later operations leave what is returned alone where it has been frozen. */
  get data(): JsonValue {
    return this.current;
  }

  apply(operation: Operation): void {
    const { path } = operation;
    switch (operation.op) {
      case 'set':
        this.set(path, operation.value, operation);
        return;
      case 'rename': {
        const { parent, key } = this.parentOf(path, operation);
        if (!isObject(parent) || !Object.hasOwn(parent, key) || Object.hasOwn(parent, operation.key)) return fail(operation);
        const entries = Object.entries(parent);
        for (const [name] of entries) delete (parent as MutableMap)[name];
        for (const [name, value] of entries) defineKey(parent as MutableMap, name === key ? operation.key : name, value);
        return;
      }
      case 'move': {
        const value = this.remove(path, operation);
        const { parent, key } = this.parentOf(operation.to, operation);
        if (!isObject(parent) || typeof key !== 'string' || Object.hasOwn(parent, key)) return fail(operation);
        defineKey(parent as MutableMap, key, value);
        return;
      }
      case 'insert': {
        const list = this.open(path, operation);
        if (!isList(list) || operation.index < 0 || operation.index > list.length) return fail(operation);
        (list as JsonValue[]).splice(operation.index, 0, operation.value);
        return;
      }
      case 'remove':
        this.remove(path, operation);
    }
  }

  private set(path: Path, value: JsonValue, operation: Operation): void {
    const { parent, key } = this.parentOf(path, operation);
    if (isList(parent) && typeof key === 'number' && key < parent.length) (parent as JsonValue[])[key] = value;
    else if (isObject(parent) && typeof key === 'string') defineKey(parent as MutableMap, key, value);
    else fail(operation);
  }

  private remove(path: Path, operation: Operation): JsonValue {
    const { parent, key } = this.parentOf(path, operation);
    if (isList(parent) && typeof key === 'number' && key < parent.length) return (parent as JsonValue[]).splice(key, 1)[0] ?? null;
    if (!isObject(parent) || !Object.hasOwn(parent, key)) return fail(operation);
    const value = parent[key] ?? null;
    delete (parent as MutableMap)[key];
    return value;
  }

  private parentOf(path: Path, operation: Operation): { readonly parent: JsonValue; readonly key: string | number } {
    const key = path.at(-1);
    return key === undefined ? fail(operation) : { parent: this.open(path.slice(0, -1), operation), key };
  }

  /** The container at a path, safe to change in place. */
  private open(path: Path, operation: Operation): JsonValue {
    let container = (this.current = this.own(this.current, operation));
    for (const key of path) {
      const child = (container as MutableMap)[key];
      if (child === undefined || !(typeof key === 'number' ? isList(container) : isObject(container) && Object.hasOwn(container, key))) return fail(operation);
      const owned = this.own(child, operation);
      if (owned !== child) defineKey(container as MutableMap, String(key), owned);
      container = owned;
    }
    return container;
  }

  private own(value: JsonValue, operation: Operation): JsonValue {
    if (!isList(value) && !isObject(value)) return fail(operation);
    if (this.owned.has(value) && !Object.isFrozen(value)) return value;
    const copy: JsonValue = isList(value) ? [...value] : Object.fromEntries(Object.entries(value));
    this.owned.add(copy);
    return copy;
  }
}

function fail(operation: Operation): never {
  throw new Error(`Cannot ${operation.op} ${formatPath(operation.path)}`);
}
