import type { Paint } from '../reporters/paint.js';

/** A table as lines: the headings in bold, columns as wide as their longest cell. */
export function tableLines(headings: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string[] {
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd();
  return [paint('bold', line(headings)), ...rows.map(line)];
}
