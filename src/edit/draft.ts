import { isList, isObject, type JsonValue } from '../model/json.js';
import type { Operation, Place } from '../model/operation.js';
import { formatPath, type Path } from '../model/path.js';
import type { Span } from '../source/documents.js';
import type { EntrySyntax, ItemSyntax, MapSyntax, SequenceSyntax, SyntaxNode } from '../source/syntax.js';
import { Refusal } from './refusal.js';

/**
 * A document as it is to become: a tree that knows of each part whether it stands in the source or
 * is new. Operations change the draft one after another; `lower` turns what differs from the source
 * into text edits. Parts that no operation comes near stay unopened.
 */
export type DraftNode = SourceDraft | MapDraft | SequenceDraft | NewDraft;

/** A value that is still exactly as written. */
export interface SourceDraft {
  readonly type: 'source';
  readonly node: SyntaxNode;
}

/** A value that is written anew. */
export interface NewDraft {
  readonly type: 'new';
  readonly value: JsonValue;
}

export interface MapDraft {
  readonly type: 'map';
  /** Absent where an operation has opened a new value. */
  readonly source?: MapSyntax;
  readonly elements: EntryDraft[];
  readonly removed: Map<EntrySyntax, Removal>;
}

export interface SequenceDraft {
  readonly type: 'sequence';
  readonly source?: SequenceSyntax;
  readonly elements: ItemDraft[];
  readonly removed: Map<ItemSyntax, Removal>;
}

interface ElementDraft {
  readonly source?: Span;
  /** Undefined where nothing is written behind the colon or the dash. */
  value: DraftNode | undefined;
  /** Comments to stand on lines of their own above the element. */
  comments: string[];
}

export interface EntryDraft extends ElementDraft {
  key: string;
  readonly source?: EntrySyntax;
  /** Set on an entry that was moved here from elsewhere in the document. */
  readonly origin?: MovedOrigin;
}

export interface ItemDraft extends ElementDraft {
  readonly source?: ItemSyntax;
}

export interface MovedOrigin {
  readonly entry: EntrySyntax;
  readonly flow: boolean;
  /** What the value meant when it was moved; used where its text cannot be taken along. */
  readonly value: JsonValue;
}

/** How an element is taken out. */
export interface Removal {
  /** Its comments have been put elsewhere; otherwise they stay on lines of their own. */
  readonly commentsTaken: boolean;
  /** Comments inside it that had gone elsewhere before, with what they belong to. */
  readonly gone: readonly string[];
}

/** Finds the comments that go with an element: those right above it, inside it, and behind it. */
export type CommentFinder = (element: Span, flow: boolean) => string[];

/** The comments inside a value that have gone elsewhere, with elements moved or taken out. */
export function commentsGoneFrom(value: DraftNode | undefined, commentsOf: CommentFinder): string[] {
  if (value?.type !== 'map' && value?.type !== 'sequence') return [];
  const flow = value.source?.flow ?? false;
  const removed = [...(value.removed as ReadonlyMap<Span, Removal>)].flatMap(([element, { commentsTaken, gone }]) => (commentsTaken ? commentsOf(element, flow) : gone));
  const kept = (value.elements as readonly ElementDraft[]).flatMap((element) => commentsGoneFrom(element.value, commentsOf));
  return [...removed, ...kept];
}

/** A list without the items of another, each taken out once. */
export function without(list: readonly string[], taken: readonly string[]): string[] {
  const left = [...list];
  for (const item of taken) {
    const index = left.indexOf(item);
    if (index >= 0) left.splice(index, 1);
  }
  return left;
}

/** Opens a value, so that its keys or items can be changed one by one. */
function open(node: DraftNode | undefined): DraftNode | undefined {
  if (node?.type === 'source') {
    if (node.node.type === 'map') {
      return {
        type: 'map',
        source: node.node,
        elements: node.node.entries.map((source) => ({ key: source.key, source, value: sourceDraft(source.value), comments: [] })),
        removed: new Map(),
      };
    }
    if (node.node.type === 'sequence') {
      return {
        type: 'sequence',
        source: node.node,
        elements: node.node.items.map((source) => ({ source, value: sourceDraft(source.value), comments: [] })),
        removed: new Map(),
      };
    }
    return node;
  }
  if (node?.type === 'new') {
    if (isObject(node.value)) {
      const elements = Object.entries(node.value).map(([key, value]) => ({ key, value: newDraft(value), comments: [] }));
      return { type: 'map', elements, removed: new Map() };
    }
    if (isList(node.value)) {
      return { type: 'sequence', elements: node.value.map((value) => ({ value: newDraft(value), comments: [] })), removed: new Map() };
    }
  }
  return node;
}

/** Like {@link Draft.locate}, in what no operation has come near. */
function locateIn(node: SyntaxNode, path: Path, from: number): number {
  for (let length = path.length; length > 0; length--) {
    const element = findElement(node, path.slice(0, length));
    if (element) return element.start;
  }
  return from;
}

/** The entry or item at a path as it is written; undefined where there is none, as behind an alias. */
export function findElement(root: SyntaxNode, path: Path): EntrySyntax | ItemSyntax | undefined {
  let value: SyntaxNode | undefined = root;
  let element: EntrySyntax | ItemSyntax | undefined;
  for (const key of path) {
    element = undefined;
    if (value?.type === 'sequence') element = value.items[Number(key)];
    else if (value?.type === 'map') element = value.entries.findLast((entry) => entry.key === key);
    value = element?.value;
  }
  return element;
}

function sourceDraft(node: SyntaxNode | undefined): SourceDraft | undefined {
  return node && { type: 'source', node };
}

function newDraft(value: JsonValue): NewDraft {
  return { type: 'new', value };
}

/** The draft of one document, changed by operations. */
export class Draft {
  root: DraftNode;
  /** Comments that will not stand where they stood. */
  readonly relocated: string[] = [];

  private readonly start: number;

  constructor(
    root: SyntaxNode,
    private readonly commentsOf: CommentFinder,
  ) {
    this.start = root.start;
    this.root = { type: 'source', node: root };
  }

  /**
   * Applies an operation; `data` is the document's data before it. Throws a {@link Refusal} where
   * the value is not written at its path: shared by an alias, under a duplicate key, and so on.
   */
  apply(operation: Operation, data: JsonValue): void {
    switch (operation.op) {
      case 'set':
        return this.set(operation.path, operation.value, operation.place);
      case 'rename':
        this.entry(operation.path).key = operation.key;
        return;
      case 'move':
        return this.move(operation, data);
      case 'insert': {
        const sequence = this.sequence(operation.path);
        sequence.elements.splice(operation.index, 0, { value: newDraft(operation.value), comments: [] });
        return;
      }
      case 'remove':
        this.remove(operation.path, operation.commentsTo);
    }
  }

  /** Where the value at a path is written; for a new one, where its nearest parent is. */
  locate(path: Path): number {
    let node: DraftNode | undefined = this.root;
    let at = this.start;
    for (const [depth, key] of path.entries()) {
      if (node?.type === 'source') return locateIn(node.node, path.slice(depth), at);
      if (node?.type !== 'map' && node?.type !== 'sequence') return at;
      const entry: EntryDraft | undefined = node.type === 'map' ? node.elements.findLast((each) => each.key === key) : undefined;
      const element: ElementDraft | undefined = entry ?? (node.type === 'sequence' ? node.elements[Number(key)] : undefined);
      if (!element) return at;
      at = (entry?.origin?.entry ?? element.source)?.start ?? at;
      node = element.value;
    }
    return at;
  }

  private set(path: Path, value: JsonValue, place: Place | undefined): void {
    const key = path.at(-1);
    const parent = this.container(path.slice(0, -1));
    if (parent.type === 'sequence') {
      this.replace(this.item(parent, path), value);
      return;
    }
    const existing = this.find(parent, String(key), path);
    if (existing) this.replace(existing, value);
    else addEntry(parent, { key: String(key), value: newDraft(value), comments: [] }, place);
  }

  private replace(element: EntryDraft | ItemDraft, value: JsonValue): void {
    const { source } = element;
    const written = source?.value;
    if (written && element.value && (written.type === 'map' || written.type === 'sequence')) {
      const comments = this.commentsOf({ start: source.valueFrom, end: written.end }, true);
      this.relocated.push(...comments);
      element.comments.push(...comments);
    }
    element.value = newDraft(value);
  }

  private move(operation: Operation & { op: 'move' }, data: JsonValue): void {
    const { path, to } = operation;
    const entry = this.entry(path);
    const from = this.container(path.slice(0, -1)) as MapDraft;
    from.elements.splice(from.elements.indexOf(entry), 1);
    const target = this.container(to.slice(0, -1));
    const key = to.at(-1);
    if (target.type !== 'map' || typeof key !== 'string') throw new Error(`Cannot move to ${formatPath(to)}`);
    const value = path.reduce<JsonValue | undefined>((at, step) => (at as Record<string | number, JsonValue> | undefined)?.[step], data);
    const { source } = entry;
    if (!source) {
      addEntry(target, { ...entry, key }, operation.place);
      return;
    }
    from.removed.set(source, { commentsTaken: true, gone: [] });
    const origin = { entry: source, flow: from.source?.flow ?? false, value: value ?? null };
    addEntry(target, { key, value: entry.value, comments: entry.comments, origin }, operation.place);
  }

  private remove(path: Path, commentsTo: Path | undefined): void {
    const parent = this.container(path.slice(0, -1));
    const element = this.elementIn(parent, path);
    const { source } = element;
    if (parent.type === 'map') parent.elements.splice(parent.elements.indexOf(element as EntryDraft), 1);
    else parent.elements.splice(Number(path.at(-1)), 1);
    const gone = commentsGoneFrom(element.value, this.commentsOf);
    if (commentsTo) {
      const comments = [...(source ? without(this.commentsOf(source, parent.source?.flow ?? false), gone) : []), ...element.comments];
      this.relocated.push(...comments);
      this.element(commentsTo).comments.push(...comments);
    } else if (element.comments.length > 0) {
      throw new Refusal('comment', `comments were moved to ${formatPath(path)}, which is then removed`);
    }
    if (source) (parent.removed as Map<unknown, Removal>).set(source, { commentsTaken: commentsTo !== undefined, gone });
  }

  /** The opened map or sequence at a path. Opening replaces the value in its parent. */
  private container(path: Path): MapDraft | SequenceDraft {
    this.root = open(this.root) ?? this.root;
    let container = asContainer(this.root, []);
    for (let depth = 1; depth <= path.length; depth++) {
      const here = path.slice(0, depth);
      const element = this.elementIn(container, here);
      element.value = open(element.value);
      container = asContainer(element.value, here);
    }
    return container;
  }

  private sequence(path: Path): SequenceDraft {
    const container = this.container(path);
    if (container.type !== 'sequence') throw new Error(`No list at ${formatPath(path)}`);
    return container;
  }

  private element(path: Path): EntryDraft | ItemDraft {
    return this.elementIn(this.container(path.slice(0, -1)), path);
  }

  private entry(path: Path): EntryDraft {
    const parent = this.container(path.slice(0, -1));
    if (parent.type !== 'map') throw new Error(`No mapping at ${formatPath(path.slice(0, -1))}`);
    return this.entryIn(parent, path);
  }

  private elementIn(parent: MapDraft | SequenceDraft, path: Path): EntryDraft | ItemDraft {
    return parent.type === 'map' ? this.entryIn(parent, path) : this.item(parent, path);
  }

  private entryIn(parent: MapDraft, path: Path): EntryDraft {
    const entry = this.find(parent, String(path.at(-1)), path);
    if (entry) return entry;
    if (parent.elements.some((element) => element.source?.merge)) {
      throw new Refusal('alias', `${formatPath(path)} comes from a merge key`);
    }
    throw new Error(`There is nothing at ${formatPath(path)}`);
  }

  private find(parent: MapDraft, key: string, path: Path): EntryDraft | undefined {
    const found = parent.elements.filter((element) => element.key === key && !element.source?.merge);
    if (found.length > 1) throw new Refusal('duplicate-key', `${formatPath(path)} is written ${found.length} times`);
    if (found[0]?.source?.unusual) throw new Refusal('unsupported-syntax', `the key of ${formatPath(path)} is not a plain one`);
    return found[0];
  }

  private item(parent: SequenceDraft, path: Path): ItemDraft {
    const item = parent.elements[path.at(-1) as number];
    if (!item) throw new Error(`There is nothing at ${formatPath(path)}`);
    return item;
  }
}

function asContainer(node: DraftNode | undefined, path: Path): MapDraft | SequenceDraft {
  if (node?.type === 'map' || node?.type === 'sequence') return node;
  if (node?.type === 'source' && node.node.type === 'alias') throw new Refusal('alias', `${formatPath(path)} is an alias`);
  throw new Error(`No mapping or list at ${formatPath(path)}`);
}

function addEntry(map: MapDraft, entry: EntryDraft, place: Place = 'last'): void {
  map.elements.splice(indexFor(map, place), 0, entry);
}

function indexFor(map: MapDraft, place: Place): number {
  if (place === 'first') return 0;
  if (place === 'last') return map.elements.length;
  const sibling = 'before' in place ? place.before : place.after;
  const index = map.elements.findIndex((element) => element.key === sibling);
  if (index < 0) return map.elements.length;
  return 'before' in place ? index : index + 1;
}
