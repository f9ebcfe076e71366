import { isList, isObject, type JsonValue, type Path } from '../../src/transform.js';

/** A value somewhere in the values of a chart. */
export interface Entry {
  readonly path: Path;
  readonly value: JsonValue;
  /** What holds it: a mapping or a list. */
  readonly holder: JsonValue;
}

/** All values below a value, in the order in which they are written. */
export function* entriesOf(holder: JsonValue, path: Path = []): Generator<Entry> {
  const inner: Iterable<readonly [string | number, JsonValue]> = isList(holder) ? holder.entries() : isObject(holder) ? Object.entries(holder) : [];
  for (const [key, value] of inner) {
    const entry = { path: [...path, key], value, holder };
    yield entry;
    yield* entriesOf(value, entry.path);
  }
}

/** The names on the way to a value, small and without anything between letters and digits: `ingress`, `apiversion`. */
export function namesOn(path: Path): string[] {
  return path.flatMap((key) => (typeof key === 'string' ? [key.toLowerCase().replace(/[^a-z0-9]/g, '')] : []));
}
