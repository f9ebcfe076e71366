/** Plain data as JSON knows it: what a manifest means to the API server, without any text. */
export type JsonPrimitive = string | number | boolean | null;
export type JsonValue = JsonPrimitive | readonly JsonValue[] | JsonObject | Hole;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** What is known of what is printed, though not what it is. */
export interface HoleFacts {
  /** The value of the chart that it is, from `.Values`: `service.port`. */
  readonly valuesPath?: string;
  /** It is a mapping of at least one key, whatever the values are. */
  readonly printsKeys?: true;
}

/**
 * A value that a template fills in later: neither a string nor a mapping, and never guessed. It is
 * taken along, copied, and written again as the text it stands for.
 */
export class Hole {
  /**
   * @param text As it is written: `{{ .Values.port }}`, `"{{ .Release.Name }}-web"`.
   * @param isBlock Whether it may be a mapping or a list: `{{ toYaml .Values.labels | nindent 4 }}`.
   */
  constructor(
    readonly text: string,
    readonly isBlock = false,
    readonly facts: HoleFacts = {},
  ) {}

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

/** True for a mapping: not null, not a list, and not a hole, of which nothing is known. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Hole);
}

/**
 * True for a string, and for a hole in the place of one, of which no more is known than that it is
 * no mapping and no list. Ask it wherever a string is wanted whose content does not matter.
 */
export function isText(value: unknown): value is string | Hole {
  return typeof value === 'string' || (value instanceof Hole && !value.isBlock);
}

/** True for a list. Unlike `Array.isArray` it keeps the element type of a `JsonValue`. */
export function isList(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Sets an own property, whatever its name: `__proto__` is a key like any other. */
export function defineKey(object: Record<string, JsonValue>, key: string, value: JsonValue): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Null is the same as not written. */
export function isSet<T extends JsonValue>(value: T | undefined): value is Exclude<T, null> {
  return value !== undefined && value !== null;
}

/** Structural equality; the order of keys does not matter, the order of list items does. */
export function deepEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (a instanceof Hole) return b instanceof Hole && a.text === b.text;
  if (isList(a)) {
    return isList(b) && a.length === b.length && a.every((item, index) => deepEqual(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return typeof a === 'number' && Number.isNaN(a) && Number.isNaN(b);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key], b[key]))
  );
}

/** Freezes a value and all it holds, and returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze(child);
  }
  return value;
}
