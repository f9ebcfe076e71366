import type { JsonValue } from './json.js';

/** Maps and lists that a template may add to, and what is written in those that watch their readers. */
const open = new WeakSet<object>();
const written = new WeakMap<object, JsonValue>();

/**
 * Whether a template may add keys to a map, or items to a list, beyond those that are written. What
 * is not written there may be there all the same.
 */
export function isOpen(value: unknown): boolean {
  return typeof value === 'object' && value !== null && open.has(value);
}

/**
 * What is written, to be read freely. A change that has looked for a key which a template may fill in
 * is left to a person; what is read here does not count. Ask {@link isOpen} and for holes instead.
 */
export function asWritten<T extends JsonValue | undefined>(value: T): T {
  return typeof value === 'object' && value !== null ? ((written.get(value) as T | undefined) ?? value) : value;
}

/** Notes that a template may add to a map or list. */
export function markOpen(value: object): void {
  open.add(value);
}

/** Notes what is written in a map that watches its readers. */
export function markWatched(watched: object, plain: JsonValue): void {
  written.set(watched, plain);
}
