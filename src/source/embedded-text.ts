import type { Edit } from '../model/plan.js';
import type { Span } from './documents.js';
import type { ScalarSyntax } from './syntax.js';

/** A text inside another one: offsets of the inner text lead to places of the outer one. */
export interface EmbeddedText {
  /** With `\n` as its line break. */
  readonly text: string;
  /** Where a character of the inner text stands in the outer one. */
  offsetOf(inner: number): number;
  /** Edits of the outer text that make the inner one read as its own edits do; ordered. */
  edits(inner: readonly Edit[]): Edit[];
}

/** A line of an embedded text in the outer text. */
export interface EmbeddedLine {
  /** Where the outer line starts: in front of its indentation. */
  readonly start: number;
  /** What belongs to the inner text, without the line break. */
  readonly content: Span;
  /** Behind the line break. */
  readonly next: number;
}

interface Frame {
  readonly outer: string;
  readonly lines: readonly EmbeddedLine[];
  /** What stands in front of each line. */
  readonly indent: string;
  /** The outer line break. */
  readonly eol: string;
}

/**
 * A text that takes up whole lines of another one, each indented. Edits replace whole lines, and no
 * more of them than change.
 *
 * @param closed the last line ends with a line break in the inner text
 */
export function linesText({ outer, lines, indent, eol }: Frame, closed: boolean): EmbeddedText {
  const text = lines.map(({ content }) => outer.slice(content.start, content.end)).join('\n') + (closed && lines.length > 0 ? '\n' : '');
  const starts: number[] = [];
  let length = 0;
  for (const { content } of lines) {
    starts.push(length);
    length += content.end - content.start + 1;
  }
  if (closed || lines.length === 0) starts.push(length);
  const lineAt = (inner: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= inner) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const startOf = (index: number): number => lines[index]?.start ?? lines.at(-1)?.next ?? 0;
  const endOf = (index: number): number => {
    const line = lines[index];
    if (!line) return startOf(index);
    return index === lines.length - 1 && !closed ? line.content.end : line.next;
  };
  const write = (line: string): string => {
    const content = line.endsWith('\n') ? line.slice(0, -1) : line;
    return (content === '' ? indent.trimEnd() : indent + content) + (line.endsWith('\n') ? eol : '');
  };

  return {
    text,
    offsetOf(inner) {
      const index = lineAt(inner);
      const line = lines[index];
      return line ? Math.min(line.content.start + inner - (starts[index] ?? 0), line.content.end) : startOf(index);
    },
    edits(inner) {
      return clusters(inner, lineAt).map(({ first, last, edits }) => {
        const [from, to] = [starts[first] ?? 0, starts[last + 1] ?? text.length];
        const before = splitLines(text.slice(from, to));
        const after = splitLines(changed(text, edits, from, to));
        const shorter = Math.min(before.length, after.length);
        let head = 0;
        while (head < shorter && before[head] === after[head]) head++;
        let tail = 0;
        while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
        const start = startOf(first + head);
        const end = head + tail === before.length ? start : endOf(first + before.length - 1 - tail);
        return { start, end, text: after.slice(head, after.length - tail).map(write).join('') };
      });
    },
  };
}

/** The lines of a text, each with its line break; none for an empty text. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Edits by the lines that they touch. */
function clusters(edits: readonly Edit[], lineAt: (offset: number) => number): { first: number; last: number; edits: Edit[] }[] {
  const found: { first: number; last: number; edits: Edit[] }[] = [];
  for (const edit of edits) {
    const [first, last] = [lineAt(edit.start), lineAt(edit.end)];
    const previous = found.at(-1);
    if (previous && first <= previous.last) {
      previous.edits.push(edit);
      previous.last = Math.max(previous.last, last);
    } else {
      found.push({ first, last, edits: [edit] });
    }
  }
  return found;
}

function changed(text: string, edits: readonly Edit[], from: number, to: number): string {
  let result = '';
  let at = from;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at, to);
}

/**
 * The text of a scalar. Literal block scalars are read line by line, quoted ones of one line
 * character by character; undefined for other forms, and wherever the places are in doubt.
 *
 * @param outer the document's text
 * @param value what the scalar says
 */
export function scalarText(outer: string, scalar: ScalarSyntax, value: string): EmbeddedText | undefined {
  const written = scalar.style === 'block' ? literalText(outer, scalar, value) : quotedText(outer, scalar);
  return written?.text === value ? written : undefined;
}

function literalText(outer: string, scalar: ScalarSyntax, value: string): EmbeddedText | undefined {
  const header = /^\|[^\r\n]*(\r?\n)/.exec(outer.slice(scalar.contentStart));
  if (header?.[1] === undefined) return undefined;
  const inner = value.endsWith('\n') ? value.slice(0, -1).split('\n') : value.split('\n');
  const lines: EmbeddedLine[] = [];
  let at = scalar.contentStart + header[0].length;
  let indent: string | undefined;
  const blank: number[] = [];
  for (const line of inner) {
    if (at >= outer.length) return undefined;
    const newline = outer.indexOf('\n', at);
    const next = newline < 0 ? outer.length : newline + 1;
    const end = newline < 0 ? outer.length : outer[newline - 1] === '\r' ? newline - 1 : newline;
    if (line !== '') {
      const start = end - line.length;
      indent ??= outer.slice(at, Math.max(at, start));
      if (!/^ +$/.test(indent) || outer.slice(at, end) !== indent + line) return undefined;
      lines.push({ start: at, content: { start, end }, next });
    } else {
      if (!/^ *$/.test(outer.slice(at, end))) return undefined;
      blank.push(lines.length);
      lines.push({ start: at, content: { start: end, end }, next });
    }
    at = next;
  }
  return indent === undefined ? undefined : linesText({ outer, lines, indent, eol: header[1] }, value.endsWith('\n'));
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\', '/': '/' };
const hexadecimal: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function quotedText(outer: string, { style, contentStart, end }: ScalarSyntax): EmbeddedText | undefined {
  if (style !== 'double' && style !== 'single') return undefined;
  const last = end - 1;
  let text = '';
  const offsets: number[] = [];
  const add = (value: string, at: number): void => {
    text += value;
    for (let index = 0; index < value.length; index++) offsets.push(at);
  };
  for (let at = contentStart + 1; at < last; ) {
    const char = outer[at] ?? '';
    // Line breaks are folded: which of them the text has is not worth finding out.
    if (char === '\n' || char === '\r') return undefined;
    if (style === 'single') {
      add(char, at);
      at += char === "'" ? 2 : 1;
    } else if (char !== '\\') {
      add(char, at++);
    } else {
      const letter = outer[at + 1] ?? '';
      const digits = hexadecimal[letter] ?? 0;
      const escaped = digits === 0 ? escapes[letter] : fromCode(outer.slice(at + 2, at + 2 + digits));
      if (escaped === undefined) return undefined;
      add(escaped, at);
      at += 2 + digits;
    }
  }
  offsets.push(last);
  const offsetOf = (inner: number): number => offsets[Math.min(inner, text.length)] ?? last;
  return {
    text,
    offsetOf,
    edits: (inner) => inner.map((edit) => ({ start: offsetOf(edit.start), end: offsetOf(edit.end), text: style === 'double' ? JSON.stringify(edit.text).slice(1, -1) : edit.text.replaceAll("'", "''") })),
  };
}

function fromCode(digits: string): string | undefined {
  const code = /^[0-9A-Fa-f]+$/.test(digits) ? parseInt(digits, 16) : Infinity;
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
