import type { Edit } from '../model/plan.js';
import type { EntrySyntax, ItemSyntax, MapSyntax, SequenceSyntax, SyntaxNode } from '../source/syntax.js';
import { applyEdits, orderEdits } from './apply.js';
import { blockScalarEdits } from './block-scalar.js';
import { commentsGoneFrom, without, type Draft, type DraftNode, type EntryDraft, type ItemDraft, type MapDraft, type Removal, type SequenceDraft } from './draft.js';
import { Formatter, quotesInList, type FlowStyle } from './format.js';
import type { Layout } from './layout.js';

/**
 * The text lane: turns a draft into edits of the text it was made from. Whole lines are taken out
 * and put in where values stand in block style, stretches between commas where in flow style.
 */
export function lower(draft: Draft, layout: Layout, length: number, anchor: Anchor = 'always'): Edit[] {
  const lowering = new Lowering(layout, anchor === 'beside');
  lowering.node(draft.root);
  return endAsBefore(lowering.edits, layout, length);
}

/**
 * Where new elements go in a template whose blocks leave neighbours out: behind one that is `always`
 * there, or right `beside` the neighbour, into its block.
 */
export type Anchor = 'always' | 'beside';

type ElementSyntax = EntrySyntax | ItemSyntax;
type ElementDraft = EntryDraft | ItemDraft;

/** What happens between two elements that stay: a run that goes, and new elements that come. */
interface Gap {
  readonly before?: ElementSyntax;
  readonly removed: readonly ElementSyntax[];
  readonly added: readonly ElementDraft[];
  readonly after?: ElementSyntax;
}

class Lowering {
  readonly edits: Edit[] = [];
  private readonly formatter: Formatter;

  constructor(
    private readonly layout: Layout,
    private readonly beside: boolean,
  ) {
    this.formatter = new Formatter(layout, { block: (entry, column) => this.movedLines(entry, column), flow: (entry, lead) => this.movedValue(entry, lead) });
  }

  node(node: DraftNode | undefined): void {
    if ((node?.type !== 'map' && node?.type !== 'sequence') || !node.source) return;
    const flow = node.source.flow;
    for (const element of node.elements) {
      if (element.source) this.kept(element, element.source, node.source);
    }
    for (const gap of gapsOf(node)) {
      if (flow) this.flowGap(gap, node.source);
      else this.blockGap(gap, node);
    }
  }

  private kept(element: ElementDraft, source: ElementSyntax, container: MapSyntax | SequenceSyntax | { readonly flow: false }): void {

    const comments = [...element.comments, ...this.strayComments(element.value, source)];
    if (container.flow && element.value !== undefined && element.value.type !== 'source' && !isKeptInPlace(element.value)) comments.push(...commentsIn(element.value));
    this.addAbove(source.start, comments);
    if ('key' in element && 'keySpan' in source && element.key !== source.key) {
      this.add(source.keySpan.start, source.keySpan.end, this.formatter.key(element.key, source.keyStyle));
    }
    const { value } = element;
    if (value === undefined || value.type === 'source') return;
    if (isKeptInPlace(value)) this.node(value);
    else if ('type' in container && container.flow) this.replaceInFlow(element, source, container);
    else this.replaceInBlock(value.type !== 'new' && value.elements.length === 0 ? emptyOf(value) : value, source);
  }

  /** Comments in a collection that is emptied and so written anew, but for those put elsewhere. */
  private strayComments(value: DraftNode | undefined, source: ElementSyntax): string[] {
    if ((value?.type !== 'map' && value?.type !== 'sequence') || !value.source || canEditInPlace(value)) return [];
    return without(this.layout.commentsIn({ start: source.valueFrom, end: value.source.end }), commentsGoneFrom(value, this.layout.commentsOf));
  }

  private replaceInFlow(element: ElementDraft, source: ElementSyntax, container: MapSyntax | SequenceSyntax): void {
    const style = this.flowStyle(container);
    const replaces = source.value?.type === 'scalar' ? source.value.style : undefined;
    const text = this.formatter.flowValue(element.value, style, this.layout.leading(source.start), replaces);
    if (source.value) this.add(source.value.contentStart, source.value.end, text);
    else this.add(source.valueFrom, source.valueFrom, (style.minified ? '' : ' ') + text);
  }

  private replaceInBlock(value: DraftNode, source: ElementSyntax): void {
    const { layout, formatter } = this;
    const old = source.value;
    const lines = value.type === 'new' ? blockScalarEdits(old, value.value, layout) : undefined;
    if (lines) {
      for (const { start, end, text } of lines) this.add(start, end, text);
      return;
    }
    const column = layout.column(source.start);
    const replaces = old?.type === 'scalar' ? old.style : undefined;
    const text = 'keySpan' in source ? formatter.blockValue(value, column, replaces) : formatter.itemValue(value, column, replaces);
    if (!old) {
      const at = formatter.isInline(value) ? source.valueFrom : layout.lineEnd(source.valueFrom);
      this.add(at, at, text);
    } else if (!isBlockCollection(old) && formatter.isInline(value)) {
      this.add(old.contentStart, old.end, text.slice(1));
    } else if (!isBlockCollection(old) && 'keySpan' in source && layout.lineStart(old.start) === layout.lineStart(source.start)) {
      // The comment behind the old value stays on the line of the key.
      this.add(source.valueFrom, old.end, '');
      this.add(layout.lineEnd(old.end), layout.lineEnd(old.end), text);
    } else {
      this.add(source.valueFrom, old.end, text);
    }
  }

  private blockGap(gap: Gap, node: MapDraft | SequenceDraft): void {
    const { layout } = this;
    const { removed, added, after } = gap;
    const first = removed[0];
    const elements: readonly ElementSyntax[] = node.source?.type === 'map' ? node.source.entries : (node.source?.items ?? []);
    // What is new belongs behind something that is always there.
    const before = first || this.beside ? gap.before : alwaysThere(gap.before, elements);
    const column = layout.column(node.source?.contentStart ?? 0);
    const indent = ' '.repeat(column);
    const like = node.source?.type === 'sequence' ? (gap.before ?? first ?? after)?.value : undefined;
    const quotes = node.source?.type === 'sequence' ? quotesInList(node.source) : undefined;
    const newTexts = added.map((element) => ('key' in element ? this.formatter.blockEntry(element, column) : this.formatter.blockItem(element, column, like, quotes)));
    const left = removed.flatMap((element, index) => {
      const removal = this.removal(node, element);
      return without(this.commentsLeftBy(element, removed[index - 1], removal), removal.gone);
    });
    const lines = [...left, ...newTexts];
    const start = first ?? after;
    if (!before && start && !layout.startsLine(start.start)) {
      // The first element shares its line with the dash or key in front of it.
      const last = removed.at(-1);
      const above = last && after ? layout.commentsIn({ start: layout.lineEnd(last.end), end: after.start }) : [];
      const texts = [...lines, ...above].map((line) => line + layout.eol + indent).join('');
      if (after) this.add(start.start, after.start, texts);
      else this.add(start.start, layout.lineEnd(last?.end ?? start.end), texts.slice(0, -(layout.eol + indent).length));
      return;
    }
    const text = lines.map((line) => indent + line + layout.eol).join('');
    if (!first) {
      // A root's first comments are about the file, not about its first key.
      const next = (!this.beside && after?.block) || after;
      const front = column === 0 || next !== after ? layout.lineStart(next?.start ?? 0) : layout.headStart(after?.start ?? 0);
      const at = before ? this.behind(before) : front;
      this.add(at, at, text);
      return;
    }
    let from = this.removal(node, first).commentsTaken ? layout.headStart(first.start) : layout.lineStart(first.start);
    let to = from;
    for (const element of removed) to = layout.nextLine(element.end);
    // Nor does a blank line become the first of its collection.
    if (text === '' && !before && after) while (to < after.start && layout.isBlankLine(to)) to = layout.nextLine(to);
    if (text === '' && from > 0 && layout.isBlankLine(from - 1) && (to >= layout.text.length || layout.isBlankLine(to))) {
      // Blank lines on both sides of what goes would otherwise meet.
      while (from > 0 && layout.isBlankLine(from - 1)) from = layout.lineStart(from - 1);
    }
    this.add(from, to, text);
  }

  /**
   * The comments that stay when an element goes: those inside and behind it, and those between it
   * and an element in front of it that goes too. What stands above the first one is not touched.
   */
  private commentsLeftBy(element: ElementSyntax, previous: ElementSyntax | undefined, { commentsTaken }: Removal): string[] {
    const { layout } = this;
    const until = commentsTaken ? layout.headStart(element.start) : element.start;
    const between = previous ? layout.commentsIn({ start: layout.lineEnd(previous.end), end: until }) : [];
    return commentsTaken ? between : [...between, ...layout.commentsIn({ start: element.start, end: layout.lineEnd(element.end) })];
  }

  private removal(node: MapDraft | SequenceDraft, element: ElementSyntax): Removal {
    return (node.removed as Map<ElementSyntax, Removal>).get(element) ?? { commentsTaken: false, gone: [] };
  }

  /** The start of the line behind an element and the comments that are indented into it. */
  private behind(element: ElementSyntax): number {
    const { layout } = this;
    const column = layout.column(element.start);
    let at = layout.nextLine(element.end);
    for (let next = at; next < layout.text.length; ) {
      const line = layout.text.slice(next, layout.lineEnd(next));
      if (line.trim() !== '' && !(/^[ \t]*#/.test(line) && line.search(/#/) > column)) break;
      next = layout.nextLine(next);
      if (line.trim() !== '') at = next;
    }
    return at;
  }

  private flowGap(gap: Gap, container: MapSyntax | SequenceSyntax): void {
    const { before, removed, added, after } = gap;
    const style = this.flowStyle(container);
    const sample = before ?? after ?? removed[0] ?? container;
    const lead = this.layout.leading(sample.start);
    const quotes = container.type === 'sequence' ? quotesInList(container) : undefined;
    // Items that have a line each are written on one line, as their neighbours are.
    const isOneLine = 'value' in sample && sample.value !== undefined && sample.value.type !== 'scalar' && !this.layout.text.slice(sample.start, sample.end).includes('\n');
    const itemStyle = isOneLine ? { json: style.json, minified: style.minified } : style;
    const texts = added.map((element) =>
      'key' in element ? this.formatter.flowEntry(element, style, lead) : this.formatter.flowValue(element.value, itemStyle, lead, quotes),
    );
    const comma = style.unit === undefined ? (style.minified ? ',' : ', ') : ',' + this.layout.eol + lead;
    const first = removed[0];
    const last = removed.at(-1);
    // A flow collection holds comments on lines of their own only: they go above the line it starts on.
    this.addAbove(container.contentStart, added.flatMap(commentsFor));
    if (after) {
      const from = first ? first.start : before ? before.end : after.start;
      if (before && !first) this.add(from, from, texts.map((text) => comma + text).join(''));
      else this.add(from, after.start, texts.map((text) => text + comma).join(''));
    } else if (before) {
      this.add(before.end, last ? last.end : before.end, texts.map((text) => comma + text).join(''));
    } else if (first && last) {
      this.add(first.start, last.end, texts.join(comma));
    }
  }

  private flowStyle(container: MapSyntax | SequenceSyntax): FlowStyle {
    const { layout } = this;
    const elements: readonly ElementSyntax[] = container.type === 'map' ? container.entries : container.items;
    const entry = container.type === 'map' ? container.entries[0] : undefined;
    const first = elements[0];
    const json = entry ? entry.keyStyle === 'double' : /^\uFEFF?\s*(?:\{\s*"|\[\s*["{[])/.test(layout.text);
    const minified = entry?.value ? entry.valueFrom === entry.value.start : elements[1] ? layout.text[elements[1].start - 1] === ',' : layout.minified;
    if (!first || !layout.startsLine(first.start)) return { json, minified };
    const lead = layout.leading(first.start);
    const outer = layout.leading(container.contentStart);
    const unit = lead.startsWith(outer) && lead.length > outer.length ? lead.slice(outer.length) : '  ';
    return { json, minified, unit };
  }

  /** The lines of an entry that moves between block maps, shifted to their new column. */
  private movedLines(entry: EntryDraft, column: number): string | undefined {
    const { origin } = entry;
    if (!origin || origin.flow || origin.entry.unusual) return undefined;
    const { layout } = this;
    const { entry: source } = origin;
    const start = layout.headStart(source.start);
    const next = layout.nextLine(source.end);
    const inner = new Lowering(layout, this.beside);
    inner.kept({ ...entry, source, comments: [] }, source, { flow: false });
    const shifted = inner.edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
    const moved = applyEdits(layout.text.slice(start, next), shifted);
    const by = column - layout.column(source.start);
    return withoutEol(moved, layout.eol)
      .split('\n')
      .map((line, index) => (index === 0 ? line.trimStart() : shiftPrinted(shift(line, by), by)))
      .join('\n');
  }

  /** The text of a moved value that can stand in a flow collection as it is. */
  private movedValue({ origin, value }: EntryDraft, lead: string): string | undefined {
    if (!origin?.flow || value?.type !== 'source' || value.node.start !== value.node.contentStart) return undefined;
    const { layout } = this;
    const before = layout.leading(origin.entry.start);
    const [first = '', ...lines] = layout.text.slice(value.node.start, value.node.end).split('\n');
    return [first, ...lines.map((line) => (line.startsWith(before) ? lead + line.slice(before.length) : line))].join('\n');
  }

  /** Puts comments on lines of their own above the line of an offset. */
  private addAbove(offset: number, comments: readonly string[]): void {
    const line = this.layout.lineStart(offset);
    this.add(line, line, comments.map((comment) => this.layout.leading(offset) + comment + this.layout.eol).join(''));
  }

  private add(start: number, end: number, text: string): void {
    if (start !== end || text !== '') this.edits.push({ start, end, text });
  }
}

/** Moves a line to the right or to the left; blank lines and lines that cannot stay as they are. */
function shift(line: string, by: number): string {
  if (line.trim() === '') return line;
  if (by >= 0) return ' '.repeat(by) + line;
  const blanks = /^ */.exec(line)?.[0].length ?? 0;
  return line.slice(Math.min(blanks, -by));
}

/** What a template prints into moved lines moves with them. */
function shiftPrinted(line: string, by: number): string {
  if (by === 0 || !line.includes('{{')) return line;
  return line.replace(/\{\{[^]*?\}\}/g, (action) => action.replace(/\b(n?indent)(\s+)(\d+)/g, (_all, name: string, blanks: string, column: string) => name + blanks + Math.max(0, Number(column) + by)));
}

/** The last element up to the given one that no block of a template leaves out. */
function alwaysThere(element: ElementSyntax | undefined, elements: readonly ElementSyntax[]): ElementSyntax | undefined {
  return element?.block ? elements.slice(0, elements.indexOf(element)).findLast(({ block }) => !block) : element;
}

function isBlockCollection(node: SyntaxNode): boolean {
  return (node.type === 'map' || node.type === 'sequence') && !node.flow;
}

/** The comments that new text in flow style cannot hold: those of an element and of all in it. */
function commentsFor(element: ElementDraft): string[] {
  return [...element.comments, ...commentsIn(element.value)];
}

function commentsIn(value: DraftNode | undefined): string[] {
  return value?.type === 'map' || value?.type === 'sequence' ? (value.elements as readonly ElementDraft[]).flatMap(commentsFor) : [];
}

function isKeptInPlace(value: DraftNode): boolean {
  return (value.type === 'map' || value.type === 'sequence') && canEditInPlace(value);
}

/** What is or becomes empty is written anew: there is no layout to follow. */
function canEditInPlace(node: MapDraft | SequenceDraft): boolean {
  const written = node.source?.type === 'map' ? node.source.entries : (node.source?.items ?? []);
  return written.length > 0 && node.elements.length > 0;
}

function emptyOf(node: MapDraft | SequenceDraft): DraftNode {
  return { type: 'new', value: node.type === 'map' ? {} : [] };
}

function gapsOf(node: MapDraft | SequenceDraft): Gap[] {
  const sources: readonly ElementSyntax[] = node.source ? (node.source.type === 'map' ? node.source.entries : node.source.items) : [];
  const elements: readonly ElementDraft[] = node.elements;
  const gaps: Gap[] = [];
  let before: ElementSyntax | undefined;
  let position = 0;
  let added: ElementDraft[] = [];
  const close = (after: ElementSyntax | undefined): void => {
    const until = after ? sources.indexOf(after, position) : sources.length;
    const removed = sources.slice(position, until);
    if (removed.length > 0 || added.length > 0) {
      gaps.push({ ...(before ? { before } : {}), removed, added, ...(after ? { after } : {}) });
    }
    added = [];
    before = after;
    position = until + 1;
  };
  for (const element of elements) {
    if (element.source) close(element.source);
    else added.push(element);
  }
  close(undefined);
  return gaps;
}

/**
 * Edits were made for a text that ends with a line break. Where the file has none, what they add or
 * leave at its end goes without one too.
 */
function endAsBefore(edits: readonly Edit[], layout: Layout, length: number): Edit[] {
  const { text, eol } = layout;
  if (text.length === length) return [...edits];
  const ordered = orderEdits(edits);
  let last = ordered.pop();
  if (!last || last.end <= length) return [...edits];
  // Edits that touch are one: what is put in front of what goes at the end becomes the end.
  for (let previous = ordered.at(-1); previous?.end === last.start; previous = ordered.at(-1)) {
    last = { start: previous.start, end: last.end, text: previous.text + last.text };
    ordered.pop();
  }
  if (last.start > length) return [...ordered, { start: length, end: length, text: eol + withoutEol(last.text, eol) }];
  if (last.text !== '') return [...ordered, { ...last, end: length, text: withoutEol(last.text, eol) }];
  const newline = text.lastIndexOf('\n', last.start - 1);
  const start = newline > 0 && text[newline - 1] === '\r' ? newline - 1 : Math.max(0, newline);
  return [...ordered, { start, end: length, text: '' }];
}

function withoutEol(text: string, eol: string): string {
  return text.endsWith(eol) ? text.slice(0, -eol.length) : text;
}
