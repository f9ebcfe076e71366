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
  const paths = new Set(open.map((path) => JSON.stringify(path)));
  let asked: string | undefined;
  const ask = (path: Path, key: string): void => {
    asked ??= [...path, key].join('.');
  };
  const watch = (value: JsonValue, path: Path): JsonValue => {
    if (!isList(value) && !isObject(value)) return value;
    const isOpen = paths.has(JSON.stringify(path));
    const watched = isList(value) ? Object.freeze(value.map((item, index) => watch(item, [...path, index]))) : watchMap(value, path, isOpen);
    markWatched(watched, value);
    if (isOpen) for (const each of [watched, value]) markOpen(each);
    return watched;
  };
  const watchMap = (value: JsonObject, path: Path, isOpen: boolean): JsonObject => {
    const copy = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, watch(child, [...path, key])]));
    const blocks = new Set(Object.keys(copy).filter((key) => isBlockHole(copy[key])));
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
  return { data: watch(data, []) as JsonObject, asked: () => asked, reset: () => (asked = undefined) };
}

function isBlockHole(value: JsonValue | undefined): boolean {
  return value instanceof Hole && value.isBlock;
}
