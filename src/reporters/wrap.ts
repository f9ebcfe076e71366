import { stripVTControlCharacters } from 'node:util';

/** Narrower than this, wrapping makes a text harder to read. */
const leastWidth = 24;

/**
 * Breaks a text at blanks into lines of at most `width` columns; styles take none. A word that is
 * longer stands on a line of its own, so that a path or a flag can be copied. Without a width there
 * is one line.
 */
export function wrap(text: string, width: number | undefined): string[] {
  if (width === undefined) return [text];
  const limit = Math.max(width, leastWidth);
  const lines: string[] = [];
  let line = '';
  let length = 0;
  for (const word of text.split(' ')) {
    const columns = stripVTControlCharacters(word).length;
    if (line !== '' && length + 1 + columns > limit) {
      lines.push(line);
      [line, length] = [word, columns];
    } else {
      [line, length] = line === '' ? [word, columns] : [`${line} ${word}`, length + 1 + columns];
    }
  }
  return [...lines, line];
}

/** Wraps a text and puts `indent` before each of its lines; the width includes it. */
export function wrapIndented(text: string, indent: string, width: number | undefined): string[] {
  const available = width === undefined ? undefined : width - indent.length;
  return wrap(text, available).map((line) => indent + line);
}
