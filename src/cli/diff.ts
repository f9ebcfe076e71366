import { diffLines, FILE_HEADERS_ONLY, formatPatch, type StructuredPatchHunk } from 'diff';
import type { Edit, Patch } from '../model/plan.js';
import { painter, type Style } from '../reporters/paint.js';

/** Unchanged lines shown around a change. */
const context = 3;

/**
 * A file's change as a unified diff, for `git apply` and `patch -p1`.
 *
 * @param path of the file, with forward slashes; as it is relative to the working directory, there is
 * no `diff --git` line, after which Git takes paths as relative to the repository
 */
export function unifiedDiff(path: string, patch: Pick<Patch, 'before' | 'edits' | 'after'>): string {
  const hunks = hunksOf(linesOf(patch.before), changesOf(patch));
  const named = path.replace(/^\/+/, '');
  const file = { oldFileName: `a/${named}`, newFileName: `b/${named}`, oldHeader: undefined, newHeader: undefined };
  return formatPatch({ ...file, hunks }, FILE_HEADERS_ONLY);
}

/** Styles a unified diff for a terminal. */
export function paintDiff(diff: string, colour: boolean): string {
  const paint = painter(colour);
  return diff
    .split('\n')
    .map((line, index, lines) => {
      const style = styleOf(line, lines[index - 1] ?? '');
      return style === undefined ? line : paint(style, line);
    })
    .join('\n');
}

function styleOf(line: string, previous: string): Style | undefined {
  if (/^--- "?a\//.test(line) || (/^\+\+\+ "?b\//.test(line) && /^--- "?a\//.test(previous))) return 'bold';
  if (line.startsWith('@@')) return 'cyan';
  if (line.startsWith('+')) return 'green';
  return line.startsWith('-') ? 'red' : undefined;
}

/** Lines that take the place of others; either may be none. */
interface LineChange {
  /** The index of the first line that is replaced. */
  readonly at: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/**
 * The changed lines of a patch. Lines are compared around each edit only: comparing whole texts
 * takes time in the square of the number of changes.
 */
function changesOf({ before, edits, after }: Pick<Patch, 'before' | 'edits' | 'after'>): LineChange[] {
  const changes: LineChange[] = [];
  let line = 0;
  let counted = 0;
  for (const region of regionsOf(before, edits)) {
    line += newlinesIn(before, counted, region.start);
    counted = region.start;
    let at = line;
    let removed: string[] = [];
    let added: string[] = [];
    const flush = (): void => {
      if (removed.length + added.length > 0) changes.push({ at: at - removed.length, removed, added });
      removed = [];
      added = [];
    };
    for (const part of diffLines(before.slice(region.start, region.end), after.slice(region.newStart, region.newEnd))) {
      const lines = linesOf(part.value);
      if (part.removed) {
        removed = removed.concat(lines);
        at += lines.length;
      } else if (part.added) {
        added = added.concat(lines);
      } else {
        flush();
        at += lines.length;
      }
    }
    flush();
  }
  return changes;
}

/** Whole lines of the text before, and what they are in the text after. Offsets. */
interface Region {
  readonly start: number;
  readonly end: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** The lines that edits touch; edits that share a line or follow each other share a region. */
function regionsOf(before: string, edits: readonly Edit[]): Region[] {
  const regions: { start: number; end: number; growth: number }[] = [];
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    const start = edit.start === 0 ? 0 : before.lastIndexOf('\n', edit.start - 1) + 1;
    const newline = before.indexOf('\n', edit.end);
    const end = newline < 0 ? before.length : newline + 1;
    const growth = edit.text.length - (edit.end - edit.start);
    const last = regions.at(-1);
    if (last && start <= last.end) {
      last.end = Math.max(last.end, end);
      last.growth += growth;
    } else {
      regions.push({ start, end, growth });
    }
  }
  let shift = 0;
  return regions.map(({ start, end, growth }) => {
    const newStart = start + shift;
    shift += growth;
    return { start, end, newStart, newEnd: end + shift };
  });
}

/** Joins changes that are near each other, and puts unchanged lines around them. */
function hunksOf(before: readonly string[], changes: readonly LineChange[]): StructuredPatchHunk[] {
  const hunks: StructuredPatchHunk[] = [];
  let grown = 0;
  for (let index = 0; index < changes.length; ) {
    const first = changes[index] as LineChange;
    const oldStart = Math.max(0, first.at - context);
    let lines: string[] = [];
    let next = oldStart;
    let growth = 0;
    for (let change: LineChange | undefined = first; change; change = changes[++index]) {
      if (change !== first && change.at - next > 2 * context) break;
      lines = lines.concat(prefixed(' ', before.slice(next, change.at)), prefixed('-', change.removed), prefixed('+', change.added));
      next = change.at + change.removed.length;
      growth += change.added.length - change.removed.length;
    }
    const end = Math.min(before.length, next + context);
    const oldLines = end - oldStart;
    hunks.push({
      oldStart: oldStart + 1,
      oldLines,
      newStart: oldStart + grown + 1,
      newLines: oldLines + growth,
      lines: lines.concat(prefixed(' ', before.slice(next, end))),
    });
    grown += growth;
  }
  return hunks;
}

/** Lines of a hunk: without their newline, and with a mark where there is none. */
function prefixed(sign: ' ' | '-' | '+', lines: readonly string[]): string[] {
  return lines.flatMap((line) => (line.endsWith('\n') ? [sign + line.slice(0, -1)] : [sign + line, '\\ No newline at end of file']));
}

/** Each with its newline; only the last line can be without. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function newlinesIn(text: string, start: number, end: number): number {
  let number = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) number += 1;
  return number;
}
