import type { JsonValue } from './json.js';
import type { Path } from './path.js';

/** Where a new key goes among its siblings. A sibling that is not there means the end. */
export type Place = { readonly before: string } | { readonly after: string } | 'first' | 'last';

/**
 * One step of a change to a manifest, in the spirit of JSON Patch (RFC 6902): operations apply one
 * after another, and each path is read against the data as the operations before it left them.
 * Remove list items from the last to the first.
 *
 * - `set` gives a key or list item a value; a key that is not there yet is added at `place`
 *   (default: the end).
 * - `rename` gives a key another name and leaves its place and value alone.
 * - `move` takes a key with its value, comments and layout to another mapping.
 * - `insert` puts a new item into a list before `index` (the list's length appends).
 * - `remove` takes out a key or a list item. Comments on it stay where they were, on lines of their
 *   own, unless `commentsTo` names the value above which they are to stand afterwards.
 */
export type Operation =
  | { readonly op: 'set'; readonly path: Path; readonly value: JsonValue; readonly place?: Place }
  | { readonly op: 'rename'; readonly path: Path; readonly key: string }
  | { readonly op: 'move'; readonly path: Path; readonly to: Path; readonly place?: Place }
  | { readonly op: 'insert'; readonly path: Path; readonly index: number; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: Path; readonly commentsTo?: Path };

/** What a transform records a change with; each call is one {@link Operation}. */
export interface Recorder {
  set(path: Path, value: JsonValue, place?: Place): void;
  rename(path: Path, key: string): void;
  move(path: Path, to: Path, place?: Place): void;
  insert(path: Path, index: number, value: JsonValue): void;
  remove(path: Path, commentsTo?: Path): void;
}
