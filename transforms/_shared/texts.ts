import { Hole, isList, isObject, type JsonValue, type Path } from '../../src/transform.js';

/** A string anywhere in an object. */
export interface Text {
  readonly path: Path;
  readonly text: string;
}

/** The text that a value is or, where a template fills something in, as it is written. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return value instanceof Hole ? value.text : typeof value === 'string' ? value : undefined;
}

/** Every text in a value, in the order in which they are written; keys are none. */
export function textsIn(value: JsonValue | undefined, path: Path = []): Text[] {
  const text = textOf(value);
  if (text !== undefined) return [{ path, text }];
  if (isList(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...path, key]));
}
