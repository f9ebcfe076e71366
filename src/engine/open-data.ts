import { Hole, isList, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import { markOpen, markWatched } from '../model/open.js';
import type { Path } from '../model/path.js';

/** Data of which a template may print more than is known, and whether that has been asked for. */
export interface OpenData {
  readonly data: JsonObject;
  /** The first key that was asked for and that the template may fill in; undefined where there was none. */
  asked(): string | undefined;
  /** Forgets what was asked for. */
  reset(): void;
}

/**
 * Watches what is asked of data: a key that is not written may still be there once the template has
 * run, and lines that a template prints may be any mapping. What is written can be read freely.
 *
 * @param open The maps that a template may add keys to; paths from the root of the data.
 */
export function watchOpenData(data: JsonObject, open: readonly Path[]): OpenData {
  const root = openBelow(open);
  let asked: string | undefined;
  const ask = (path: Path, key: string): void => {
    asked ??= [...path, key].join('.');
  };
  // What nothing can be added to is handed out as it is.
  const watch = (value: JsonValue, path: Path, below: OpenBelow | undefined): JsonValue => {
    if (!isList(value) && !isObject(value)) return value;
    const isOpen = below?.isOpen ?? false;
    const watched = isList(value) ? watchList(value, path, below) : watchMap(value, path, below);
    if (watched !== value) markWatched(watched, value);
    if (isOpen) for (const each of [watched, value]) markOpen(each);
    return watched;
  };
  const watchList = (value: readonly JsonValue[], path: Path, below: OpenBelow | undefined): readonly JsonValue[] => {
    const copy = value.map((item, index) => watch(item, [...path, index], below?.keys.get(index)));
    return copy.every((item, index) => item === value[index]) ? value : Object.freeze(copy);
  };
  const watchMap = (value: JsonObject, path: Path, below: OpenBelow | undefined): JsonObject => {
    const isOpen = below?.isOpen ?? false;
    const entries = Object.entries(value);
    const watched = entries.map(([key, child]) => watch(child, [...path, key], below?.keys.get(key)));
    const blocks = new Set(entries.flatMap(([key, child]) => (isBlockHole(child) ? [key] : [])));
    if (!isOpen && blocks.size === 0 && entries.every(([, child], index) => child === watched[index])) return value;
    const copy = Object.fromEntries(entries.map(([key], index) => [key, watched[index] ?? null]));
    if (!isOpen && blocks.size === 0) return Object.freeze(copy);
    const consider = (key: string | symbol): void => {
      if (typeof key === 'string' && (blocks.has(key) || (isOpen && !Object.hasOwn(copy, key)))) ask(path, key);
    };
    return new Proxy(copy, {
      get(target, key) {
        consider(key);
        return Reflect.get(target, key) as JsonValue;
      },
      has(target, key) {
        consider(key);
        return Reflect.has(target, key);
      },
      getOwnPropertyDescriptor(target, key) {
        consider(key);
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
      ownKeys(target) {
        if (isOpen) ask(path, '*');
        return Reflect.ownKeys(target);
      },
      set: () => false,
      defineProperty: () => false,
      deleteProperty: () => false,
    });
  };
  return { data: watch(data, [], root) as JsonObject, asked: () => asked, reset: () => (asked = undefined) };
}

/** Which of the maps and lists in a map or list, itself included, a template may add to. */
interface OpenBelow {
  isOpen: boolean;
  readonly keys: Map<string | number, OpenBelow>;
}

function openBelow(open: readonly Path[]): OpenBelow {
  const root: OpenBelow = { isOpen: false, keys: new Map() };
  for (const path of open) {
    let here = root;
    for (const key of path) {
      let next = here.keys.get(key);
      if (!next) here.keys.set(key, (next = { isOpen: false, keys: new Map() }));
      here = next;
    }
    here.isOpen = true;
  }
  return root;
}

function isBlockHole(value: JsonValue | undefined): boolean {
  return value instanceof Hole && value.isBlock;
}
