import { isList, isObject, type JsonValue, type Path } from '../../src/transform.js';

/** A string anywhere in an object. */
export interface Text {
  readonly path: Path;
  readonly text: string;
}

/** Every string value in a value, in the order in which they are written; keys are none. */
export function textsIn(value: JsonValue | undefined, path: Path = []): Text[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (isList(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...path, key]));
}
