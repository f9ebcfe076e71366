import { defineKey, Hole, isList, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import type { Path } from '../model/path.js';
import type { Span } from './documents.js';
import { parseDocument, type Parsed, type ParsedDocument } from './parse.js';
import type { EntrySyntax, ItemSyntax, SyntaxNode } from './syntax.js';
import { holeCharacter } from './template/filler.js';
import type { Hole as TemplateHole, MaskedWorld, Opaque } from './template/layout.js';

/** A document in one world of a template. Its source is the template's; offsets count from the document's start. */
export interface TemplateDocument extends ParsedDocument {
  /** The maps and lists that the template may add keys or items to. */
  readonly open: readonly Path[];
}

/** An action behind a key that prints a mapping or a list; others print what fits on the key's line. */
const printsBlock = /\b(?:n?indent|toYaml|toPrettyJson|toRawJson|toJson)\b/;

/**
 * Parses a document of a template as one of its worlds shows it. What the template fills in is a
 * {@link Hole}; nodes take in the closers of blocks that are opened in them, and lines that the
 * template prints into them.
 *
 * @param blocks The template's control blocks that are no part of a line, with opener and closer.
 */
export function parseTemplateDocument(template: string, world: MaskedWorld, span: Span, blocks: readonly Span[]): Parsed<TemplateDocument> {
  const parsed = parseDocument(world.text.slice(span.start, span.end));
  if (!parsed.ok) return parsed;
  const { document } = parsed;
  const source = template.slice(span.start, span.end);
  const within = <T extends Span>(spans: readonly T[]): T[] =>
    spans.flatMap((each) => (each.start >= span.start && each.end <= span.end ? [{ ...each, start: each.start - span.start, end: each.end - span.start }] : []));
  const comments = document.comments.map(({ start, end }) => ({ start, end, text: source.slice(start, end) }));
  if (!document.root) return { ok: true, document: { ...document, source, comments, open: [] } };
  const filler = new Filler(source, document.source, within(world.opaque), within(blocks), within(world.holes));
  const root = filler.attach(document.root);
  const data = filler.data(root, document.data);
  return { ok: true, document: { ...document, source, comments, root, data, open: filler.open, templated: false } };
}

interface Container {
  readonly node: SyntaxNode & { readonly type: 'map' | 'sequence' };
  readonly path: Path;
}

class Filler {
  readonly open: Path[] = [];
  /** Values that lines of the template stand for, by the path of their key or item. */
  private readonly filled = new Map<string, Opaque>();
  /** Where lines that the template prints into a map or list end, by its path. */
  private readonly printed = new Map<string, number>();
  /** What is known of what is printed, by its start. */
  private readonly holes: ReadonlyMap<number, TemplateHole>;

  constructor(
    private readonly source: string,
    private readonly masked: string,
    private readonly opaque: readonly Opaque[],
    private readonly blocks: readonly Span[],
    holes: readonly TemplateHole[],
  ) {
    this.holes = new Map(holes.flatMap((hole) => [[hole.start, hole]]));
  }

  /** The syntax with everything that the template adds to it. */
  attach(root: SyntaxNode): SyntaxNode {
    for (const lines of this.opaque) this.place(lines, root);
    return this.extended(root, [], this.source.length, -1);
  }

  private place(lines: Opaque, root: SyntaxNode): void {
    const { containers, last } = this.before(root, lines.start);
    const column = lines.column ?? lines.actionColumn;
    if (last && column > last.column) {
      if (last.holdsNothing) {
        const known = this.filled.get(keyOf(last.path));
        this.filled.set(keyOf(last.path), known ? { ...lines, start: known.start } : lines);
        return;
      }
    }
    const matching = containers.findLast(({ node }) => this.columnOf(firstStart(node)) === column);
    const certain = lines.column !== undefined && matching;
    const concerned = certain ? [matching] : containers;
    if (containers.length === 0) this.add([], lines);
    for (const { path } of concerned) this.add(path, lines);
  }

  private add(path: Path, { end }: Opaque): void {
    this.open.push(path);
    this.printed.set(keyOf(path), Math.max(end, this.printed.get(keyOf(path)) ?? 0));
  }

  /** The maps and lists that an offset is in or right behind, from the outside in, and the last key or item in front of it. */
  private before(root: SyntaxNode, offset: number): { containers: Container[]; last: { path: Path; column: number; holdsNothing: boolean } | undefined } {
    const containers: Container[] = [];
    let last: { path: Path; column: number; holdsNothing: boolean } | undefined;
    let node: SyntaxNode | undefined = root;
    let path: Path = [];
    while (node && (node.type === 'map' || node.type === 'sequence') && !node.flow) {
      containers.push({ node, path });
      const elements: readonly (EntrySyntax | ItemSyntax)[] = node.type === 'map' ? node.entries : node.items;
      const index = elements.findLastIndex((element) => element.start < offset);
      const element = elements[index];
      if (!element) break;
      path = [...path, 'key' in element ? element.key : index];
      last = { path, column: this.columnOf(element.start), holdsNothing: element.value === undefined };
      node = element.value;
    }
    return { containers, last };
  }

  private columnOf(offset: number): number {
    return offset - (this.masked.lastIndexOf('\n', offset - 1) + 1);
  }

  /**
   * @param limit where the next sibling starts
   * @param from where the key or dash of the value starts
   */
  private extended(node: SyntaxNode, path: Path, limit: number, from: number): SyntaxNode {
    if (node.type === 'scalar') {
      // The text may show what is printed, which is shorter than the action.
      const hole = this.holes.get(node.contentStart);
      return hole?.value !== undefined && node.end <= hole.end ? { ...node, end: hole.end } : node;
    }
    if ((node.type !== 'map' && node.type !== 'sequence') || node.flow) return { ...node, end: this.endOf(node, path, limit) };
    const elements: readonly (EntrySyntax | ItemSyntax)[] = node.type === 'map' ? node.entries : node.items;
    const grown = elements.map((element, index) => {
      const here = [...path, 'key' in element ? element.key : index];
      const until = elements[index + 1]?.start ?? limit;
      const lines = this.filled.get(keyOf(here));
      const written: SyntaxNode | undefined = lines ? { type: 'scalar', style: 'plain', start: lines.start, contentStart: lines.start, end: lines.end } : element.value;
      const value = written && this.extended(written, here, until, element.start);
      const block = this.blocks.find(({ start, end }) => start > from && start <= element.start && end >= element.end);
      return { ...element, ...(block ? { block } : {}), ...(value ? { value } : {}), end: this.endOf({ start: element.start, end: value?.end ?? element.end }, [], until, true) };
    });
    const end = Math.max(node.end, grown.at(-1)?.end ?? 0);
    const shape = { ...node, end: this.endOf({ start: node.start, end }, path, limit) };
    return (shape.type === 'map' ? { ...shape, entries: grown } : { ...shape, items: grown }) as SyntaxNode;
  }

  /** Where something ends together with the blocks that are opened in it and the lines printed into it. */
  private endOf({ start, end }: Span, path: Path, limit: number, isElement = false): number {
    let grown = isElement ? end : Math.max(end, this.printed.get(keyOf(path)) ?? 0);
    for (const block of this.blocks) {
      if (block.start >= start && block.start < grown && block.end > grown && block.end <= limit) grown = block.end;
    }
    return grown;
  }

  /** The data with holes for what the template fills in. */
  data(node: SyntaxNode, value: JsonValue | undefined, path: Path = []): JsonValue {
    if (node.type === 'map' && isObject(value)) {
      const filled: Record<string, JsonValue> = { ...(value as JsonObject) };
      for (const entry of node.entries) {
        if (entry.key.includes(holeCharacter)) this.open.push(path);
        if (entry.value && !entry.merge) defineKey(filled, entry.key, this.data(entry.value, value[entry.key], [...path, entry.key]));
      }
      return filled;
    }
    if (node.type === 'sequence' && isList(value)) {
      return value.map((item, index) => {
        const written = node.items[index]?.value;
        return written ? this.data(written, item, [...path, index]) : item;
      });
    }
    const lines = this.filled.get(keyOf(path));
    if (lines) return new Hole(this.source.slice(node.contentStart, node.end), true, lines.facts);
    const known = this.holes.get(node.contentStart);
    if (known?.value !== undefined && known.end === node.end) return withoutQuotes(known.value);
    const isHole = typeof value === 'string' && value.includes(holeCharacter);
    if (!isHole) return value ?? null;
    const text = this.source.slice(node.contentStart, node.end);
    // Only an action that stands alone can print a mapping; quotes and text around it make it a string.
    const isBlock = /^\{\{/.test(text) && text.endsWith('}}') && printsBlock.test(text);
    return new Hole(text, isBlock, known?.end === node.end ? known.facts : {});
  }
}

/** A helper prints YAML: `"policy/v1"` is the string without the quotes. */
export function withoutQuotes(printed: string): string {
  return /^(["'])([^"'\\]*)\1$/.exec(printed)?.[2] ?? printed;
}

function firstStart(node: Container['node']): number {
  const [first] = node.type === 'map' ? node.entries : node.items;
  return first?.start ?? node.start;
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}
