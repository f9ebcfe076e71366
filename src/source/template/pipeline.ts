import type { Span } from '../documents.js';

/** What an action computes. Spans are offsets into the pipeline's text. */
export type Expression =
  | (Span & { readonly type: 'string'; readonly value: string })
  | (Span & { readonly type: 'number'; readonly value: number })
  | (Span & { readonly type: 'constant'; readonly value: boolean | null })
  /** `.a.b`, `$.a.b`, `$x.a`, `(…).a`, with arguments where it is called: `.Capabilities.APIVersions.Has "v1"`. */
  | (Span & { readonly type: 'field'; readonly on: string | Expression; readonly path: readonly string[]; readonly args: readonly Expression[] })
  /** A function with its arguments; the value piped into it comes last. */
  | (Span & { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[] });

export interface Pipeline {
  /** `$x` of `$x := …`; two of a `range`. */
  readonly declares: readonly string[];
  readonly assigns: boolean;
  readonly value: Expression;
}

interface Lexeme extends Span {
  readonly type: 'string' | 'number' | 'word' | 'field' | 'variable' | 'dot' | 'punctuation' | 'space';
  readonly text: string;
}

/** Parentheses nested deeper are not understood; the parser recurses. */
const maximumDepth = 100;

const lexemeTypes = ['space', 'string', 'number', 'field', 'variable', 'word', 'dot', 'punctuation'] as const satisfies Lexeme['type'][];
const lexemePattern =
  /([ \t\r\n]+)|("(?:[^"\\\n]|\\[^\n])*"|`[^`]*`)|('(?:[^'\\\n]|\\[^\n])+'|[-+]?\.?\d[\w.]*)|(\.[\p{L}_][\p{L}\p{Nd}_]*)|(\$[\p{L}\p{Nd}_]*)|([\p{L}_][\p{L}\p{Nd}_]*)|(\.)|(:=|[=|(),])/uy;

/** Cuts the content of an action; undefined where Go's lexer would not take it. */
export function lexPipeline(text: string): Lexeme[] | undefined {
  const lexemes: Lexeme[] = [];
  lexemePattern.lastIndex = 0;
  while (lexemePattern.lastIndex < text.length) {
    const start = lexemePattern.lastIndex;
    const match = lexemePattern.exec(text);
    if (!match) return undefined;
    const type = lexemeTypes[match.findIndex((group, index) => index > 0 && group !== undefined) - 1] ?? 'punctuation';
    lexemes.push({ type, text: match[0], start, end: start + match[0].length });
  }
  return lexemes;
}

/** Parses a pipeline: `.a | default "b" | quote`. Undefined where it is none. Never throws. */
export function parsePipeline(text: string): Pipeline | undefined {
  if (parsed.size > maximumRemembered) parsed.clear();
  const known = parsed.get(text) ?? { pipeline: parseAfresh(text) };
  parsed.set(text, known);
  return known.pipeline;
}

/** The same few pipelines occur all over a chart, and each is asked for several times. */
const parsed = new Map<string, { readonly pipeline: Pipeline | undefined }>();
const maximumRemembered = 2000;

function parseAfresh(text: string): Pipeline | undefined {
  const lexemes = lexPipeline(text);
  if (!lexemes) return undefined;
  const parser = new PipelineParser(lexemes);
  const declares = parser.declarations();
  const value = parser.pipeline(0);
  return value && parser.finished ? { ...declares, value } : undefined;
}

/**
 * The column at which a pipeline puts the lines it prints, from a last `indent N` or `nindent N`;
 * undefined where it has none, or one that is computed.
 */
export function indentOf(pipeline: string): number | undefined {
  const value = parsePipeline(pipeline)?.value;
  if (value?.type !== 'call' || (value.name !== 'indent' && value.name !== 'nindent')) return undefined;
  const [columns] = value.args;
  return columns?.type === 'number' && Number.isInteger(columns.value) && columns.value >= 0 ? columns.value : undefined;
}

class PipelineParser {
  private at = 0;

  constructor(private readonly lexemes: readonly Lexeme[]) {}

  get finished(): boolean {
    this.skipSpace();
    return this.at >= this.lexemes.length;
  }

  declarations(): { declares: string[]; assigns: boolean } {
    const declares: string[] = [];
    const from = this.at;
    for (;;) {
      const variable = this.peek();
      if (variable?.type !== 'variable') break;
      declares.push(variable.text);
      this.at++;
      const next = this.peek()?.text;
      if (next === ',') {
        this.at++;
      } else if (next === ':=' || next === '=') {
        this.at++;
        return { declares, assigns: next === '=' };
      } else {
        break;
      }
    }
    this.at = from;
    return { declares: [], assigns: false };
  }

  pipeline(depth: number): Expression | undefined {
    if (depth > maximumDepth) return undefined;
    let value = this.command(undefined, depth);
    while (value && this.peek()?.text === '|' && this.peek()?.type === 'punctuation') {
      this.at++;
      value = this.command(value, depth);
    }
    return value;
  }

  private command(piped: Expression | undefined, depth: number): Expression | undefined {
    const head = this.operand(depth);
    if (!head) return undefined;
    const args: Expression[] = [];
    for (;;) {
      const next = this.peek();
      if (!next || next.text === ')' || (next.type === 'punctuation' && next.text === '|')) break;
      const arg = this.operand(depth);
      if (!arg) return undefined;
      args.push(arg);
    }
    if (piped) args.push(piped);
    const end = args.reduce((last, { end }) => Math.max(last, end), head.end);
    const start = Math.min(head.start, piped?.start ?? head.start);
    if (head.type === 'call' && head.args.length === 0) return { ...head, args, start, end };
    if (head.type === 'field' && head.args.length === 0) return { ...head, args, start, end };
    return args.length === 0 ? head : undefined;
  }

  private operand(depth: number): Expression | undefined {
    const lexeme = this.peek();
    if (!lexeme) return undefined;
    this.at++;
    const { start, end, text } = lexeme;
    switch (lexeme.type) {
      case 'string':
        return { type: 'string', value: unquote(text), start, end };
      case 'number':
        return { type: 'number', value: text.startsWith("'") ? Number.NaN : Number(text.replaceAll('_', '')), start, end };
      case 'word':
        if (text === 'true' || text === 'false') return { type: 'constant', value: text === 'true', start, end };
        if (text === 'nil') return { type: 'constant', value: null, start, end };
        return { type: 'call', name: text, args: [], start, end };
      case 'variable':
        return this.fields(text, start, end);
      case 'dot':
        return { type: 'field', on: '.', path: [], args: [], start, end };
      case 'field':
        this.at--;
        return this.fields('.', start, start);
      default: {
        if (text !== '(') return undefined;
        const value = this.pipeline(depth + 1);
        const close = this.peek();
        if (!value || close?.text !== ')') return undefined;
        this.at++;
        return this.lexemes[this.at]?.type === 'field' ? this.fields(value, start, close.end) : { ...value, start, end: close.end };
      }
    }
  }

  /** `.a.b` behind an operand, without white space in between. */
  private fields(on: string | Expression, start: number, from: number): Expression {
    const path: string[] = [];
    let end = from;
    for (let next = this.lexemes[this.at]; next?.type === 'field'; next = this.lexemes[this.at]) {
      path.push(next.text.slice(1));
      end = next.end;
      this.at++;
    }
    return { type: 'field', on, path, args: [], start, end };
  }

  private peek(): Lexeme | undefined {
    this.skipSpace();
    return this.lexemes[this.at];
  }

  private skipSpace(): void {
    while (this.lexemes[this.at]?.type === 'space') this.at++;
  }
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '"': '"', "'": "'" };

/** The value of a Go string literal. */
function unquote(literal: string): string {
  const content = literal.slice(1, -1);
  if (literal.startsWith('`')) return content.replaceAll('\r', '');
  return content.replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([^]))/g, (_, x?: string, u?: string, long?: string, octal?: string, simple?: string) => {
    if (simple !== undefined) return escapes[simple] ?? simple;
    const code = octal === undefined ? Number.parseInt(x ?? u ?? long ?? '0', 16) : Number.parseInt(octal, 8);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
  });
}
