import type { JsonValue } from './json.js';

/** An object as it is written at one time. Credentials are hidden in text and data. */
export interface ObjectVersion {
  /** The line of the file at which `text` starts, from 1. */
  readonly line: number;
  /** The object as it is written: a document, or the item of a `List`. */
  readonly text: string;
  /** What it means; absent where the text is a template or cannot be parsed. */
  readonly data?: JsonValue;
}

/** What a plan changes about one object. What names it is what named it before. */
export interface ObjectChange {
  /** The file, as reports call it. */
  readonly path: string;
  /** Absent where the text cannot be parsed. */
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly before: ObjectVersion;
  readonly after: ObjectVersion;
}
