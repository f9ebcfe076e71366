import type { Position } from '../model/finding.js';

/** Turns an offset into a line and a column, both from 1, columns in UTF-16 code units. */
export type LineIndex = (offset: number) => Position;

/** A byte order mark takes no column. */
export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] ?? 0;
    return { line: low + 1, column: Math.max(1, offset - start + (low === 0 && text.startsWith('\uFEFF') ? 0 : 1)) };
  };
}
