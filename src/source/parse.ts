import {
  Composer,
  isAlias,
  isMap,
  isPair,
  isScalar,
  Lexer,
  Parser,
  type CST,
  type Document,
  type Pair,
  type ParsedNode,
} from 'yaml';
import type { JsonValue } from '../model/json.js';
import { readBlockYaml } from './block-yaml.js';
import { forCore, forKubernetes, isCertain, type ReadingOptions } from './scalars.js';
import { withJoinedQuote } from './outdented-quotes.js';
import type { CommentSyntax, EntrySyntax, ItemSyntax, ScalarStyle, SyntaxNode } from './syntax.js';

/** What a document says, without where. */
export interface DocumentReading {
  /** As Kubernetes reads it: YAML 1.1 scalars, merge keys, the last of duplicate keys. */
  readonly data: JsonValue;
  readonly comments: readonly CommentSyntax[];
  /** It holds a plain scalar that readers of YAML 1.1 and 1.2 may take for different values. */
  readonly ambiguous: boolean;
}

/** A document that could be parsed. Offsets are UTF-16 code units from the document's start. */
export interface ParsedDocument extends DocumentReading {
  readonly source: string;
  /** Absent for a document without content. */
  readonly root?: SyntaxNode;
  /** A map stands where a key is expected, as an unquoted `{{ … }}` reads to a YAML parser. */
  readonly templated: boolean;
  /** The document holds an alias. */
  readonly aliased: boolean;
}

export interface SyntaxProblem {
  readonly message: string;
  readonly offset: number;
}

export type Parsed<T> = { readonly ok: true; readonly document: T } | { readonly ok: false; readonly problem: SyntaxProblem };

/** More aliases than any hand-written document has; a bound on what an alias bomb can cost. */
const maximumAliases = 10_000;

/** As go-yaml has it. The parser counts white space in front of a key, too. */
const longestKey = 1024;

/** The composer recurses; real documents stay below a hundred levels. */
const maximumDepth = 500;

/** Parses one document. Never throws; the first error is returned with its place. */
export function parseDocument(source: string): Parsed<ParsedDocument> {
  const usual = readBlockYaml(source);
  return usual ? { ok: true, document: usual } : parseFully(source);
}

/** {@link parseDocument} with the parser alone. */
export function parseFully(source: string): Parsed<ParsedDocument> {
  return guarded(() => {
    const composed = compose(source, forKubernetes);
    if (!composed.ok) return composed;
    const { document, tokens } = composed.document;
    const builder = new SyntaxBuilder();
    const root = document?.contents ? builder.node(document.contents as ParsedNode, []) : undefined;
    return {
      ok: true,
      document: {
        ...readingOf(document, tokens),
        source,
        ...(root && !(root.type === 'scalar' && root.start === root.end) ? { root } : {}),
        templated: builder.templated,
        aliased: builder.aliased,
      },
    };
  });
}

/** Like {@link parseDocument} without the layout. */
export function readDocument(source: string): Parsed<DocumentReading> {
  return guarded(() => {
    const composed = compose(source, forKubernetes);
    return composed.ok ? { ok: true, document: readingOf(composed.document.document, composed.document.tokens) } : composed;
  });
}

/** What a document means to a reader of YAML 1.2; undefined where it is none. */
export function readAsYaml12(source: string): JsonValue | undefined {
  const read = guarded(() => {
    const composed = compose(source, forCore);
    return composed.ok ? { ok: true, document: toData(composed.document.document) } : composed;
  });
  return read.ok ? read.document : undefined;
}

/** What a single scalar, written as it is, means to Kubernetes and to a YAML 1.2 reader. */
export function readScalar(source: string): { readonly kubernetes: JsonValue; readonly core: JsonValue | undefined } | undefined {
  const read = readDocument(source);
  return read.ok ? { kubernetes: read.document.data, core: readAsYaml12(source) } : undefined;
}

interface Composed {
  /** Absent for an empty text. */
  readonly document: Document | undefined;
  readonly tokens: readonly CST.Token[];
}

/** A text in which the parser misses more closing quotes than this is left unread. */
const maximumJoins = 50;

function compose(source: string, options: ReadingOptions): Parsed<Composed> {
  let text = source;
  for (let joins = 0; ; joins++) {
    const { outdented, ...composed } = composeOnce(text, options);
    const joined = outdented && joins < maximumJoins ? withJoinedQuote(text, outdented.tokens, outdented.offset) : undefined;
    if (joined === undefined) return composed;
    text = joined;
  }
}

/** `outdented` says where a closing quote is missed. */
function composeOnce(source: string, options: ReadingOptions): Parsed<Composed> & { readonly outdented?: { readonly tokens: readonly CST.Token[]; readonly offset: number } } {
  const tokens: CST.Token[] = [];
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(source)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    // Too deep a recursion cannot always be caught: it may end the process.
    if (parser.stack.length > maximumDepth) return failed(`Nested more than ${maximumDepth} levels deep`, parser.offset);
  }
  for (const token of parser.end()) tokens.push(token);
  const [document, second] = [...new Composer(options).compose(tokens, true, source.length)];
  const error = document?.errors.find(({ code, pos: [start, end] }) => code !== 'KEY_OVER_1024_CHARS' || end - start > longestKey);
  if (error) {
    const problem = failed(firstLine(error.message), error.pos[0]);
    return error.code === 'MISSING_CHAR' && error.message.startsWith('Missing closing') ? { ...problem, outdented: { tokens, offset: error.pos[0] } } : problem;
  }
  if (second) return failed('A second document starts without a marker', second.range[0]);
  return { ok: true, document: { document, tokens } };
}

function failed(message: string, offset: number): { readonly ok: false; readonly problem: SyntaxProblem } {
  return { ok: false, problem: { message, offset } };
}

/** The parser's errors are data; what it throws (an unknown alias, too many of them) becomes so. */
function guarded<T>(parse: () => Parsed<T>): Parsed<T> {
  try {
    return parse();
  } catch (error) {
    return failed(error instanceof Error ? firstLine(error.message) : String(error), 0);
  }
}

function readingOf(document: Document | undefined, tokens: readonly CST.Token[]): DocumentReading {
  return { data: toData(document), ...scanTokens(tokens) };
}

function toData(document: Document | undefined): JsonValue {
  return (document?.toJS({ maxAliasCount: maximumAliases }) ?? null) as JsonValue;
}

function firstLine(message: string): string {
  return message.replace(/ at line \d+, column \d+:[^]*$/, '');
}

/** Finds comments and doubtful scalars, in the order of the text. */
function scanTokens(tokens: readonly CST.Token[]): { comments: CommentSyntax[]; ambiguous: boolean } {
  const comments: CommentSyntax[] = [];
  let ambiguous = false;
  const visit = (token: CST.Token | CST.SourceToken): void => {
    if (token.type === 'comment') comments.push({ start: token.offset, end: token.offset + token.source.length, text: token.source });
    else if (token.type === 'scalar') ambiguous ||= !isCertain(token.source);
    if ('start' in token) (Array.isArray(token.start) ? token.start : [token.start]).forEach(visit);
    if ('props' in token) token.props.forEach(visit);
    if ('items' in token) {
      for (const item of token.items) {
        item.start.forEach(visit);
        if (item.key) visit(item.key);
        item.sep?.forEach(visit);
        if (item.value) visit(item.value);
      }
    }
    if ('value' in token && token.value) visit(token.value);
    if ('end' in token && Array.isArray(token.end)) token.end.forEach(visit);
  };
  tokens.forEach(visit);
  return { comments, ambiguous };
}

/** Turns the parser's nodes and tokens into {@link SyntaxNode}s. */
class SyntaxBuilder {
  templated = false;
  aliased = false;

  node(node: ParsedNode, props: readonly CST.SourceToken[]): SyntaxNode {
    const [from, to] = node.range;
    const property = props.find((token) => token.type === 'anchor' || token.type === 'tag');
    const at = {
      start: Math.min(property?.offset ?? from, from),
      contentStart: from,
      end: to,
      ...('anchor' in node && node.anchor ? { anchor: node.anchor } : {}),
      ...('tag' in node && property && node.tag ? { tag: node.tag } : {}),
    };
    if (isAlias(node)) {
      this.aliased = true;
      return { type: 'alias', ...at };
    }
    if (isScalar(node)) {
      const block = node.srcToken?.type === 'block-scalar';
      return { type: 'scalar', style: styleOf(node.srcToken), ...at, ...(block ? { end: this.blockScalarEnd(node.srcToken, at.end) } : {}) };
    }
    if (isMap(node)) {
      const flow = node.flow === true || node.srcToken?.type === 'flow-collection';
      const entries = (node.items as Pair<ParsedNode, ParsedNode | null>[]).map((pair) => this.entry(pair));
      const end = flow ? at.end : (entries.at(-1)?.end ?? at.end);
      return { type: 'map', flow, entries, ...at, end };
    }
    const flow = node.srcToken?.type === 'flow-collection';
    const items = this.items(node);
    return { type: 'sequence', flow, items, ...at, end: flow ? at.end : (items.at(-1)?.end ?? at.end) };
  }

  private entry(pair: Pair<ParsedNode, ParsedNode | null>): EntrySyntax {
    const { key, value } = pair;
    const token = pair.srcToken;
    const start = token?.start ?? [];
    const separator = token && 'sep' in token ? (token.sep ?? []) : [];
    const colon = separator.find((part) => part.type === 'map-value-ind');
    const explicit = start.some((part) => part.type === 'explicit-key-ind');
    if (key !== null && !isScalar(key) && !isAlias(key)) this.templated ||= isMap(key);
    const keyNode = this.node(key, start.filter((part) => part.type === 'anchor' || part.type === 'tag'));
    const valueFrom = colon ? colon.offset + 1 : keyNode.end;
    const node = value ? this.node(value, separator) : undefined;
    const empty = !node || (node.start === node.end && node.type === 'scalar');
    const text = isScalar(key) ? String(key.value ?? '') : '';
    return {
      key: text,
      keySpan: { start: keyNode.contentStart, end: keyNode.end },
      keyStyle: keyNode.type === 'scalar' ? keyNode.style : 'plain',
      valueFrom,
      ...(empty ? {} : { value: node }),
      merge: isScalar(key) && key.value === '<<' && keyNode.type === 'scalar' && keyNode.style === 'plain',
      unusual: explicit || !colon || !isScalar(key) || keyNode.start !== keyNode.contentStart,
      start: explicit ? (start.find((part) => part.type === 'explicit-key-ind')?.offset ?? 0) : keyNode.start,
      end: empty ? Math.max(valueFrom, keyNode.end) : node.end,
    };
  }

  private items(node: ParsedNode & { items: unknown[] }): ItemSyntax[] {
    const token = node.srcToken;
    const flow = token?.type === 'flow-collection';
    const tokens = token && 'items' in token ? (token.items as CST.CollectionItem[]) : [];
    const written = flow
      ? tokens.filter((item) => item.value !== undefined || item.key !== undefined && item.key !== null || item.sep !== undefined || hasProps(item.start))
      : tokens.filter((item) => item.start.some((part) => part.type === 'seq-item-ind'));
    return node.items.map((child, index) => {
      const start = written[index]?.start ?? [];
      const dash = flow ? undefined : start.find((part) => part.type === 'seq-item-ind');
      // `[a: 1]` holds a map of one pair that has no token of its own.
      const value = isPair(child) ? undefined : this.node(child as ParsedNode, start);
      const empty = !value || (value.start === value.end && value.type === 'scalar');
      const from = dash ? dash.offset : (value?.start ?? 0);
      const valueFrom = dash ? from + 1 : from;
      return { start: from, valueFrom, ...(empty ? {} : { value }), end: empty ? valueFrom : value.end };
    });
  }

  /** A block scalar's range takes in line breaks that are not content; `+` makes them content. */
  private blockScalarEnd(token: CST.Token | undefined, end: number): number {
    if (token?.type !== 'block-scalar') return end;
    const header = token.props.find((part) => part.type === 'block-scalar-header');
    const keep = header !== undefined && 'source' in header && header.source.includes('+');
    const source = token.source;
    const trimmed = keep ? source.replace(/\r?\n$/, '') : withoutBlankLines(source);
    // Without content the scalar ends with its header.
    if (trimmed.trim() === '' && header) return header.offset + ('source' in header ? header.source.length : 1);
    return end - (source.length - trimmed.length);
  }
}

/** Without the blank lines at the end, and without the line break in front of them. */
function withoutBlankLines(source: string): string {
  let end = source.length;
  for (;;) {
    let at = end;
    while (source[at - 1] === ' ' || source[at - 1] === '\t') at--;
    if (source[at - 1] !== '\n') return source.slice(0, end);
    end = source[at - 2] === '\r' ? at - 2 : at - 1;
  }
}

function hasProps(tokens: readonly CST.SourceToken[]): boolean {
  return tokens.some((token) => token.type === 'anchor' || token.type === 'tag');
}

function styleOf(token: CST.Token | undefined): ScalarStyle {
  switch (token?.type) {
    case 'single-quoted-scalar':
      return 'single';
    case 'double-quoted-scalar':
      return 'double';
    case 'block-scalar':
      return 'block';
    default:
      return 'plain';
  }
}
