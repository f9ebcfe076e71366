import type { JsonValue } from '../model/json.js';
import { closingQuote, startsPlain } from './block-yaml.js';
import { readDoubleQuoted, type Read } from './scalars.js';
import type { EntrySyntax, ItemSyntax, ScalarSyntax } from './syntax.js';

/** Reads flow collections of scalars on one line each, without comments, as JSON is; see `block-yaml.ts`. */
export class FlowReader {
  private at = 0;
  private depth = 0;
  private column = 0;

  constructor(
    private readonly source: string,
    private readonly plain: (text: string) => JsonValue,
  ) {}

  /**
   * The collection whose bracket is at a place; undefined for what the parser has to decide.
   *
   * @param column lines that it goes on in are deeper
   */
  read(start: number, column: number): Read | undefined {
    this.at = start;
    this.column = column;
    return this.collection();
  }

  private get char(): string {
    return this.source.charAt(this.at);
  }

  private skipSpaces(): void {
    while (this.char === ' ') this.at++;
  }

  /** Goes over spaces and line breaks; not at a line that is not deep enough. */
  private skipLines(): void {
    let lineStart: number | undefined;
    for (this.skipSpaces(); this.char === '\n'; this.skipSpaces()) lineStart = ++this.at;
    if (lineStart !== undefined && this.at - lineStart <= this.column) this.at = this.source.length;
  }

  private collection(): Read | undefined {
    if (++this.depth > 60) return undefined;
    const read = this.char === '[' ? this.sequence() : this.map();
    this.depth--;
    return read;
  }

  private sequence(): Read | undefined {
    const start = this.at++;
    const items: ItemSyntax[] = [];
    const data: JsonValue[] = [];
    this.skipLines();
    while (this.char !== ']') {
      const value = this.value();
      if (!value || !this.separated(']')) return undefined;
      const { start: from, end } = value.node;
      items.push({ start: from, valueFrom: from, value: value.node, end });
      data.push(value.data);
    }
    const end = ++this.at;
    return { node: { type: 'sequence', flow: true, items, start, contentStart: start, end }, data };
  }

  private map(): Read | undefined {
    const start = this.at++;
    const entries: EntrySyntax[] = [];
    const data: Record<string, JsonValue> = {};
    this.skipLines();
    while (this.char !== '}') {
      const entry = this.entry(data);
      if (!entry || !this.separated('}')) return undefined;
      entries.push(entry);
    }
    const end = ++this.at;
    return { node: { type: 'map', flow: true, entries, start, contentStart: start, end }, data };
  }

  private entry(data: Record<string, JsonValue>): EntrySyntax | undefined {
    const read = this.scalar();
    if (read?.node.type !== 'scalar' || typeof read.data !== 'string' || read.data === '__proto__') return undefined;
    const { node, data: key } = read;
    if (node.style === 'plain' && key === '<<') return undefined;
    this.skipSpaces();
    if (this.char !== ':') return undefined;
    const valueFrom = ++this.at;
    if (node.style === 'plain' && this.source.charAt(valueFrom) !== ' ') return undefined;
    this.skipLines();
    const value = this.value();
    if (!value) return undefined;
    data[key] = value.data;
    const keySpan = { start: node.contentStart, end: node.end };
    return { key, keySpan, keyStyle: node.style, valueFrom, value: value.node, merge: false, unusual: false, start: node.start, end: value.node.end };
  }

  /** Goes over a comma to what follows it, or to the closing bracket. */
  private separated(closing: string): boolean {
    this.skipLines();
    if (this.char === closing) return true;
    if (this.char !== ',') return false;
    this.at++;
    this.skipLines();
    return this.char !== ',';
  }

  private value(): Read | undefined {
    return this.char === '[' || this.char === '{' ? this.collection() : this.scalar();
  }

  private scalar(): Read | undefined {
    const start = this.at;
    if (this.char === '"' || this.char === "'") return this.quoted(start);
    if (!startsPlain(this.source.charCodeAt(start))) return undefined;
    const plain = /[^\s,[\]{}:#](?:[^\s,[\]{}:#]|:(?![\s,[\]{}]|$)| (?=[^\s,[\]{}:#]))*/y;
    plain.lastIndex = start;
    const text = plain.exec(this.source)?.[0];
    if (text === undefined || /^-(?: |$)/.test(text)) return undefined;
    this.at = start + text.length;
    return this.done('plain', start, this.plain(text));
  }

  private quoted(start: number): Read | undefined {
    const end = closingQuote(this.source, start);
    const written = end === undefined ? undefined : this.source.slice(start, end);
    if (end === undefined || written === undefined || written.includes('\n')) return undefined;
    this.at = end;
    const inner = written.slice(1, -1);
    if (this.source.charAt(start) === "'") return this.done('single', start, inner.replaceAll("''", "'"));
    const text = readDoubleQuoted(inner);
    return text === undefined ? undefined : this.done('double', start, text);
  }

  private done(style: ScalarSyntax['style'], start: number, data: JsonValue): Read {
    return { node: { type: 'scalar', style, start, contentStart: start, end: this.at }, data };
  }
}
