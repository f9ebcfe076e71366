import {
  Composer,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Parser,
  type CST,
  type Document,
  type DocumentOptions,
  type Pair,
  type ParsedNode,
  type ParseOptions,
  type SchemaOptions,
  type Tags,
} from 'yaml';
import type { JsonValue } from '../model/json.js';
import type { Span } from './documents.js';
import type { CommentSyntax, EntrySyntax, ItemSyntax, ScalarStyle, SyntaxNode } from './syntax.js';

/** A document that could be parsed. */
export interface ParsedDocument extends Span {
  /** Absent for a document without content. */
  readonly root?: SyntaxNode;
  readonly comments: readonly CommentSyntax[];
  /** As Kubernetes reads it: YAML 1.1 scalars, merge keys, the last of duplicate keys. */
  readonly data: JsonValue;
  /** A map stands where a key is expected, as an unquoted `{{ … }}` reads to a YAML parser. */
  readonly templated: boolean;
}

export interface SyntaxProblem {
  readonly message: string;
  readonly offset: number;
}

export type ParseResult =
  | { readonly ok: true; readonly document: ParsedDocument }
  | { readonly ok: false; readonly problem: SyntaxProblem };

type Options = ParseOptions & DocumentOptions & SchemaOptions;

const common = {
  keepSourceTokens: true,
  merge: true,
  // Kubernetes' decoder lets the last of duplicate keys win; edits that touch one are refused later.
  uniqueKeys: false,
  logLevel: 'silent',
} as const satisfies Options;

/**
 * Scalars as sigs.k8s.io/yaml (go-yaml v2) resolves them: YAML 1.1 without timestamps, binary data,
 * sexagesimal numbers and the one-letter booleans.
 */
const kubernetesReading: Options = {
  ...common,
  version: '1.1',
  schema: 'yaml-1.1',
  customTags: (tags): Tags =>
    tags
      .filter((tag) => typeof tag === 'string' || !(tag.format === 'TIME' || /:(timestamp|binary|omap|pairs|set)$/.test(tag.tag)))
      .map((tag) =>
        typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:bool' && 'test' in tag && tag.test?.test('y')
          ? { ...tag, test: /^(?:[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/ }
          : typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:bool' && 'test' in tag && tag.test?.test('n')
            ? { ...tag, test: /^(?:[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/ }
            : tag,
      ),
};

const coreReading: Options = { ...common, version: '1.2', schema: 'core' };

/** More aliases than any hand-written document has; a bound on what an alias bomb can cost. */
const maximumAliases = 10_000;

/** Parses one document of a text. Never throws; the first error is returned with its place. */
export function parseDocument(text: string, span: Span): ParseResult {
  try {
    return compose(text, span);
  } catch (error) {
    return { ok: false, problem: { message: describeCrash(error), offset: span.start } };
  }
}

function compose(text: string, span: Span): ParseResult {
  const source = text.slice(span.start, span.end);
  const tokens = [...new Parser().parse(source)];
  const documents = [...new Composer(kubernetesReading).compose(tokens, true, source.length)];
  const [document, second] = documents;
  if (!document) return { ok: true, document: { ...span, comments: [], data: null, templated: false } };
  const error = document.errors[0];
  if (error) return { ok: false, problem: { message: firstLine(error.message), offset: span.start + error.pos[0] } };
  if (second) {
    return { ok: false, problem: { message: 'A second document starts without a marker', offset: span.start + (second.range?.[0] ?? 0) } };
  }
  const builder = new SyntaxBuilder(span.start);
  const root = document.contents === null ? undefined : builder.node(document.contents as ParsedNode, []);
  return {
    ok: true,
    document: {
      ...span,
      ...(root && !(root.type === 'scalar' && root.start === root.end) ? { root } : {}),
      comments: collectComments(tokens, span.start),
      data: toData(document),
      templated: builder.templated,
    },
  };
}

/**
 * What a document means to a reader of YAML 1.2; undefined where it is none.
 * The proof compares this reading too, so that a scalar is never right for one reader only.
 */
export function readAsYaml12(source: string): JsonValue | undefined {
  try {
    const documents = [...new Composer(coreReading).compose(new Parser().parse(source), true, source.length)];
    const document = documents[0];
    return document && documents.length === 1 && document.errors.length === 0 ? toData(document) : undefined;
  } catch {
    return undefined;
  }
}

/** What a single scalar, written as it is, means to Kubernetes and to a YAML 1.2 reader. */
export function readScalar(source: string): { readonly kubernetes: JsonValue; readonly core: JsonValue | undefined } | undefined {
  const parsed = parseDocument(source, { start: 0, end: source.length });
  return parsed.ok ? { kubernetes: parsed.document.data, core: readAsYaml12(source) } : undefined;
}

function toData(document: Document.Parsed | Document): JsonValue {
  return (document.toJS({ maxAliasCount: maximumAliases }) ?? null) as JsonValue;
}

function firstLine(message: string): string {
  return message.replace(/ at line \d+, column \d+:[^]*$/, '');
}

function describeCrash(error: unknown): string {
  if (error instanceof RangeError) return 'The document nests too deeply';
  if (error instanceof ReferenceError) return error.message; // too many aliases, an unknown alias
  return error instanceof Error ? firstLine(error.message) : String(error);
}

/** Walks tokens without recursion: they nest as deeply as the document. */
function collectComments(tokens: readonly CST.Token[], base: number): CommentSyntax[] {
  const comments: CommentSyntax[] = [];
  const queue: unknown[] = [...tokens];
  while (queue.length > 0) {
    const token = queue.pop();
    if (Array.isArray(token)) {
      for (const child of token) queue.push(child);
    } else if (typeof token === 'object' && token !== null) {
      const { type, offset, source } = token as { type?: unknown; offset?: unknown; source?: unknown };
      if (type === 'comment' && typeof offset === 'number' && typeof source === 'string') {
        comments.push({ start: base + offset, end: base + offset + source.length, text: source });
      } else {
        for (const child of Object.values(token)) if (typeof child === 'object') queue.push(child);
      }
    }
  }
  return comments.sort((a, b) => a.start - b.start);
}

/** Turns the parser's nodes and tokens into {@link SyntaxNode}s. */
class SyntaxBuilder {
  templated = false;

  constructor(private readonly base: number) {}

  node(node: ParsedNode, props: readonly CST.SourceToken[]): SyntaxNode {
    const [from, to] = node.range;
    const property = props.find((token) => token.type === 'anchor' || token.type === 'tag');
    const at = {
      start: this.base + Math.min(property?.offset ?? from, from),
      contentStart: this.base + from,
      end: this.base + to,
      ...('anchor' in node && node.anchor ? { anchor: node.anchor } : {}),
      ...('tag' in node && property && node.tag ? { tag: node.tag } : {}),
    };
    if (isAlias(node)) return { type: 'alias', ...at };
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
    const valueFrom = colon ? this.base + colon.offset + 1 : keyNode.end;
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
      start: explicit ? this.base + (start.find((part) => part.type === 'explicit-key-ind')?.offset ?? 0) : keyNode.start,
      end: empty ? Math.max(valueFrom, keyNode.end) : node.end,
    };
  }

  private items(node: ParsedNode & { items: unknown[] }): ItemSyntax[] {
    const token = node.srcToken;
    const flow = token?.type === 'flow-collection';
    const tokens = token && 'items' in token ? (token.items as CST.CollectionItem[]) : [];
    const written = flow
      ? tokens.filter((item) => item.value !== undefined || item.key != null || item.sep !== undefined || hasProps(item.start))
      : tokens.filter((item) => item.start.some((part) => part.type === 'seq-item-ind'));
    return node.items.map((child, index) => {
      const start = written[index]?.start ?? [];
      const dash = flow ? undefined : start.find((part) => part.type === 'seq-item-ind');
      // `[a: 1]` holds a map of one pair that has no token of its own.
      const value = isPair(child) ? undefined : this.node(child as ParsedNode, start);
      const empty = !value || (value.start === value.end && value.type === 'scalar');
      const from = dash ? this.base + dash.offset : (value?.start ?? 0);
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
    const trimmed = keep ? source.replace(/\r?\n$/, '') : source.replace(/(?:\r?\n[ \t]*)+$/, '');
    // Without content the scalar ends with its header.
    if (trimmed.trim() === '' && header) return this.base + header.offset + ('source' in header ? header.source.length : 1);
    return end - (source.length - trimmed.length);
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
