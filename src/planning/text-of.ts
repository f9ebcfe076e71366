import { decode } from '../source/decode.js';
import { readFile } from '../workspace/read.js';

/** The text of a file; undefined where it cannot be read. */
export function textOf(file: string): string | undefined {
  const read = readFile(file);
  const decoded = read.ok ? decode(read.bytes) : undefined;
  return decoded?.ok ? decoded.text : undefined;
}
