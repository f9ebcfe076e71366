import type { JsonValue } from '../model/json.js';
import { FlowReader } from './flow-yaml.js';
import type { ParsedDocument } from './parse.js';
import { foldBlock, foldLines, isCertain, readDoubleQuoted, readPlain, type Read } from './scalars.js';
import type { CommentSyntax, EntrySyntax, ItemSyntax, ScalarSyntax } from './syntax.js';

/**
 * Reads the YAML that most manifests are made of: block maps and lists of scalars, comments, and flow
 * collections on one line. Undefined for anything else, and for anything that is not right: the parser
 * then decides. It gives exactly what the parser gives, many times faster, so it is good enough to
 * plan with; what is written is proven with the parser.
 */
export function readBlockYaml(source: string): ParsedDocument | undefined {
  if (source.includes('\r')) return undefined;
  const reader = new BlockReader(source);
  try {
    return reader.document();
  } catch (error) {
    if (error === unusual) return undefined;
    throw error;
  }
}

/** Thrown where the parser has to decide. */
const unusual = new Error('unusual YAML');

/** Deeper than any manifest; the parser has a bound of its own. */
const maximumDepth = 100;

/** Longer keys are the parser's business, which knows a limit. */
const longestKey = 500;

const space = 0x20;
const newline = 0x0a;
const hash = 0x23;
const colon = 0x3a;
const dash = 0x2d;
const singleQuote = 0x27;
const doubleQuote = 0x22;

/** A key and the place of its colon. */
interface Key extends Pick<EntrySyntax, 'key' | 'keySpan' | 'keyStyle'> {
  readonly colon: number;
}

class BlockReader {
  private readonly comments: CommentSyntax[] = [];
  private ambiguous = false;
  /** Where the content of the current line starts; the text's length behind the last line. */
  private at = 0;
  /** The column of that place. */
  private column = 0;
  private depth = 0;

  constructor(private readonly source: string) {}

  document(): ParsedDocument {
    const { source, comments } = this;
    this.toContent(0);
    if (this.column === 0 && source.startsWith('---', this.at)) this.endLine(this.at + 3);
    if (this.isAtEnd) throw unusual;
    const { node, data } = '[{'.includes(source.charAt(this.at)) ? this.inline(this.at, -1) : this.block();
    if (!this.isAtEnd) throw unusual;
    return { source, root: node, data, comments, ambiguous: this.ambiguous, templated: false, aliased: false };
  }

  private get isAtEnd(): boolean {
    return this.at >= this.source.length;
  }

  /** Goes to the next line with content, from the start of a line. */
  private toContent(from: number): void {
    const { source } = this;
    for (let lineStart = from; lineStart < source.length; ) {
      let at = lineStart;
      while (source.charCodeAt(at) === space) at++;
      const char = source.charCodeAt(at);
      if (char === hash) lineStart = this.comment(at);
      else if (char === newline) lineStart = at + 1;
      else if (at < source.length) {
        if (at === lineStart && (source.startsWith('...', at) || (from > 0 && source.startsWith('---', at)))) throw unusual;
        this.at = at;
        this.column = at - lineStart;
        return;
      } else break;
    }
    this.at = source.length;
    this.column = 0;
  }

  /** Takes the comment at a place; returns where the next line starts. */
  private comment(start: number): number {
    const end = this.lineEnd(start);
    this.comments.push({ start, end, text: this.source.slice(start, end) });
    return end + 1;
  }

  private lineEnd(from: number): number {
    const end = this.source.indexOf('\n', from);
    return end < 0 ? this.source.length : end;
  }

  /** Goes on to the next line; only spaces and a comment may stand in front of it. */
  private endLine(from: number): void {
    let at = from;
    while (this.source.charCodeAt(at) === space) at++;
    const char = this.source.charCodeAt(at);
    if (char === newline || at >= this.source.length) this.toContent(at + 1);
    else if (char === hash && at > from) this.toContent(this.comment(at));
    else throw unusual;
  }

  /** Whether nothing but a comment stands between a place and the end of its line. */
  private isLineDone(at: number): boolean {
    const char = this.source.charCodeAt(at);
    return char === newline || at >= this.source.length || (char === hash && this.source.charCodeAt(at - 1) === space);
  }

  private isDash(at: number): boolean {
    if (this.source.charCodeAt(at) !== dash) return false;
    const next = this.source.charCodeAt(at + 1);
    return next === space || next === newline || at + 1 >= this.source.length;
  }

  /** The map or list that starts at the current place. */
  private block(): Read {
    if (++this.depth > maximumDepth) throw unusual;
    const read = this.isDash(this.at) ? this.sequence() : this.map();
    this.depth--;
    return read;
  }

  private sequence(): Read {
    const { at: start, column } = this;
    const items: ItemSyntax[] = [];
    const data: JsonValue[] = [];
    while (!this.isAtEnd && this.column === column && this.isDash(this.at)) {
      const from = this.at;
      const value = this.itemValue(from, column);
      items.push(value ? { start: from, valueFrom: from + 1, value: value.node, end: value.node.end } : { start: from, valueFrom: from + 1, end: from + 1 });
      data.push(value ? value.data : null);
    }
    if (!this.isAtEnd && this.column > column) throw unusual;
    return { node: { type: 'sequence', flow: false, items, start, contentStart: start, end: items.at(-1)?.end ?? start }, data };
  }

  private itemValue(from: number, column: number): Read | undefined {
    let at = from + 1;
    while (this.source.charCodeAt(at) === space) at++;
    if (this.isLineDone(at)) {
      this.endLine(from + 1);
      return !this.isAtEnd && this.column > column ? this.block() : undefined;
    }
    if (!this.isDash(at) && !this.key(at)) return this.inline(at, column);
    this.at = at;
    this.column = column + at - from;
    return this.block();
  }

  private map(): Read {
    const { at: start, column } = this;
    const entries: EntrySyntax[] = [];
    const data: Record<string, JsonValue> = {};
    while (!this.isAtEnd && this.column === column && !this.isDash(this.at)) {
      const key = this.key(this.at);
      if (!key) throw unusual;
      const value = this.entryValue(key.colon + 1, column);
      const valueFrom = key.colon + 1;
      const { key: name, keySpan, keyStyle } = key;
      const { start: from } = keySpan;
      entries.push(
        value
          ? { key: name, keySpan, keyStyle, valueFrom, value: value.node, merge: false, unusual: false, start: from, end: value.node.end }
          : { key: name, keySpan, keyStyle, valueFrom, merge: false, unusual: false, start: from, end: valueFrom },
      );
      data[name] = value ? value.data : null;
    }
    // A list stands in the column of its key, but not beside other keys.
    if (entries.length === 0 || (!this.isAtEnd && this.column >= column)) throw unusual;
    return { node: { type: 'map', flow: false, entries, start, contentStart: start, end: entries.at(-1)?.end ?? start }, data };
  }

  private entryValue(from: number, column: number): Read | undefined {
    let at = from;
    while (this.source.charCodeAt(at) === space) at++;
    if (!this.isLineDone(at)) return this.inline(at, column);
    this.endLine(from);
    if (this.isAtEnd || this.column < column) return undefined;
    if (this.column > column) return this.block();
    return this.isDash(this.at) ? this.sequence() : undefined;
  }

  /** The key at a place; undefined where there is none. */
  private key(start: number): Key | undefined {
    const { source } = this;
    const quote = source.charCodeAt(start);
    if (quote === doubleQuote || quote === singleQuote) {
      const close = source.indexOf(source.charAt(start), start + 1);
      if (close < 0 || close > this.lineEnd(start)) return undefined;
      const end = close + 1;
      let at = end;
      while (source.charCodeAt(at) === space) at++;
      if (source.charCodeAt(at) !== colon || !this.isBehindKey(at + 1)) return undefined;
      const key = source.slice(start + 1, close);
      if (key.includes('\\') || key === '__proto__' || key.length > longestKey) throw unusual;
      return { key, keySpan: { start, end }, keyStyle: quote === doubleQuote ? 'double' : 'single', colon: at };
    }
    if (!startsPlain(source.charCodeAt(start)) || quote === dash) return undefined;
    for (let at = start; at < source.length; at++) {
      const char = source.charCodeAt(at);
      if (char === newline || (char === hash && source.charCodeAt(at - 1) === space)) return undefined;
      if (char !== colon || !this.isBehindKey(at + 1)) continue;
      const key = trimmedEnd(source.slice(start, at));
      if (key.includes('\t') || key === '<<' || key === '__proto__' || key.length > longestKey || typeof this.plain(key) !== 'string') throw unusual;
      return { key, keySpan: { start, end: start + key.length }, keyStyle: 'plain', colon: at };
    }
    return undefined;
  }

  private isBehindKey(at: number): boolean {
    const char = this.source.charCodeAt(at);
    return char === space || char === newline || at >= this.source.length;
  }

  private plain(text: string): JsonValue {
    this.ambiguous ||= !isCertain(text);
    return readPlain(text);
  }

  /**
   * The value that starts on the line of its key or dash.
   *
   * @param column that of the key or dash: lines of the value stand deeper
   */
  private inline(at: number, column: number): Read {
    switch (this.source.charAt(at)) {
      case '"':
      case "'":
        return this.quoted(at, column);
      case '|':
      case '>':
        return this.blockScalar(at, column);
      case '[':
      case '{': {
        const flow = new FlowReader(this.source, (text) => this.plain(text)).read(at, column);
        if (!flow) throw unusual;
        this.endLine(flow.node.end);
        if (!this.isAtEnd && this.column > column) throw unusual;
        return flow;
      }
      default:
        return this.plainLines(at, column);
    }
  }

  private plainLines(start: number, column: number): Read {
    const { source } = this;
    if (!startsPlain(source.charCodeAt(start)) || this.isDash(start)) throw unusual;
    const lineEnd = this.lineEnd(start);
    let end = this.plainEnd(start, lineEnd);
    const lines = [source.slice(start, end)];
    if (end < lineEnd && /[^ ]/.test(source.slice(end, lineEnd))) {
      this.endLine(end);
    } else {
      for (;;) {
        const next = this.continuation(end);
        if (!next || next.column <= column || source.charCodeAt(next.at) === hash) break;
        if (source.charCodeAt(next.at) === dash && this.isDash(next.at)) throw unusual;
        const until = this.lineEnd(next.at);
        const to = this.plainEnd(next.at, until);
        if (to < until && /[^ ]/.test(source.slice(to, until))) throw unusual;
        for (let blank = 0; blank < next.blankLines; blank++) lines.push('');
        lines.push(source.slice(next.at, to));
        end = to;
      }
      this.endLine(end);
    }
    if (!this.isAtEnd && this.column > column) throw unusual;
    const data = lines.length === 1 ? this.plain(lines[0] ?? '') : foldLines(lines);
    if (lines.length > 1) this.longPlain(source.slice(start, end), data);
    return scalar('plain', start, end, data);
  }

  /** Of a scalar of several lines only its words count, unless they could be a number in one line. */
  private longPlain(written: string, data: JsonValue): void {
    this.ambiguous ||= !isCertain(written);
    if (typeof data !== 'string' || typeof readPlain(data) !== 'string') throw unusual;
  }

  /** Where a plain scalar ends on its line: before a comment, without the spaces behind it. */
  private plainEnd(start: number, lineEnd: number): number {
    const { source } = this;
    let end = start;
    for (let at = start; at < lineEnd; at++) {
      const char = source.charCodeAt(at);
      if (char === space) continue;
      if (char === 0x09) throw unusual;
      if (char === hash && source.charCodeAt(at - 1) === space && at > start) break;
      if (char === colon && this.isBehindKey(at + 1)) throw unusual;
      end = at + 1;
    }
    return end;
  }

  /** The next line that is not blank, for what may go on there. */
  private continuation(from: number): { readonly at: number; readonly column: number; readonly blankLines: number } | undefined {
    const { source } = this;
    let lineStart = this.lineEnd(from) + 1;
    for (let blankLines = 0; lineStart < source.length; blankLines++) {
      let at = lineStart;
      while (source.charCodeAt(at) === space) at++;
      if (at >= source.length) return undefined;
      if (source.charCodeAt(at) !== newline) return { at, column: at - lineStart, blankLines };
      lineStart = at + 1;
    }
    return undefined;
  }

  private quoted(start: number, column: number): Read {
    const { source } = this;
    const end = closingQuote(source, start);
    if (end === undefined) throw unusual;
    const inner = source.slice(start + 1, end - 1);
    const isDouble = source.charCodeAt(start) === doubleQuote;
    const [first = '', ...others] = inner.split('\n');
    const last = others.pop();
    if (last !== undefined) {
      const isShallow = (line: string): boolean => line.length - trimmedStart(line).length <= column;
      // The quote may stand at the start of the last line.
      if (inner.includes('\t') || isShallow(last) || others.some((line) => trimmedStart(line) !== '' && isShallow(line))) throw unusual;
    }
    const data = isDouble ? readDoubleQuoted(inner) : last === undefined ? inner : foldLines([trimmedEnd(first), ...others.map((line) => trimmedStart(trimmedEnd(line))), trimmedStart(last)], true);
    if (data === undefined) throw unusual;
    this.endLine(end);
    if (!this.isAtEnd && this.column > column) throw unusual;
    return isDouble ? scalar('double', start, end, data) : scalar('single', start, end, data.replaceAll("''", "'"));
  }

  private blockScalar(start: number, column: number): Read {
    const { source } = this;
    const header = /[|>]-? *\n/y;
    header.lastIndex = start;
    if (!header.test(source)) throw unusual;
    const folded = source.charAt(start) === '>';
    const strips = source.charAt(start + 1) === '-';
    const lines: string[] = [];
    let indentation = -1;
    let end = start;
    /** As many lines as there are up to the last one with content. */
    let filled = 0;
    let lineStart = header.lastIndex;
    for (; lineStart < source.length; ) {
      const lineEnd = this.lineEnd(lineStart);
      let at = lineStart;
      while (source.charCodeAt(at) === space) at++;
      const width = at - lineStart;
      const isBlank = at >= lineEnd;
      // A line of tabs is content without being seen.
      if (source.charCodeAt(at) === 0x09) throw unusual;
      if (!isBlank) {
        if (indentation < 0) {
          if (width <= column || lines.some((line) => line.length > width)) break;
          indentation = width;
        }
        if (width < indentation) {
          if (width > column) throw unusual;
          break;
        }
      }
      lines.push(indentation < 0 ? source.slice(lineStart, lineEnd) : source.slice(Math.min(lineStart + indentation, lineEnd), lineEnd));
      if (!isBlank) {
        end = lineEnd;
        filled = lines.length;
      }
      lineStart = lineEnd + 1;
    }
    if (indentation < 0 || source.slice(header.lastIndex, end).trim() === '') throw unusual;
    this.toContent(lineStart);
    if (!this.isAtEnd && this.column > column) throw unusual;
    // Blank lines behind the content count where they are deeper than it.
    const content = lines.slice(0, Math.max(filled, lines.findLastIndex((line) => line !== '') + 1));
    const leading = content.findIndex((line) => trimmedStart(line) !== '');
    content.fill('', 0, leading);
    const text = folded ? '\n'.repeat(leading) + foldBlock(content.slice(leading)) : content.join('\n');
    return scalar('block', start, end, strips ? text : `${text}\n`);
  }
}

/** YAML's white space is spaces and tabs; other blanks are text. */
function trimmedStart(text: string): string {
  return text.replace(/^ +/, '');
}

function trimmedEnd(text: string): string {
  return text.replace(/(?<! ) +$/, '');
}

function scalar(style: ScalarSyntax['style'], start: number, end: number, data: JsonValue): Read {
  return { node: { type: 'scalar', style, start, contentStart: start, end }, data };
}

/** Whether a plain scalar or key can start with a character: no indicator, no white space. */
export function startsPlain(char: number): boolean {
  // Above the indicators `{|}` there are letters of all kinds; `~` is null.
  if (char > 0x7d || char === dash) return char !== 0xfeff && char !== 0x85 && char !== 0xa0;
  if (char <= space) return false;
  return !indicators.has(char);
}

const indicators = new Set([...'?:,[]{}#&*!|>\'"%@`'].map((char) => char.charCodeAt(0)));

/** Where a quoted scalar ends, behind its quote. */
export function closingQuote(source: string, start: number): number | undefined {
  const quote = source.charAt(start);
  for (let at = start + 1; ; at++) {
    at = source.indexOf(quote, at);
    if (at < 0) return undefined;
    if (quote === "'") {
      if (source.charCodeAt(at + 1) !== singleQuote) return at + 1;
      at++;
    } else {
      let backslashes = 0;
      while (source.charAt(at - 1 - backslashes) === '\\') backslashes++;
      if (backslashes % 2 === 0) return at + 1;
    }
  }
}
