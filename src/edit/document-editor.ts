import { create, type Delta } from 'jsondiffpatch';
import { deepEqual, type JsonValue } from '../model/json.js';
import type { Operation } from '../model/operation.js';
import type { Edit } from '../model/plan.js';
import type { Path } from '../model/path.js';
import { cutDocuments, type Span } from '../source/documents.js';
import { readAsYaml12, readDocument, type DocumentReading, type ParsedDocument } from '../source/parse.js';
import type { SyntaxNode } from '../source/syntax.js';
import { applyEdits, orderEdits } from './apply.js';
import { Draft, findElement } from './draft.js';
import { Layout } from './layout.js';
import { lower, type Anchor } from './lower.js';
import { Refusal } from './refusal.js';
import { replay, ReplayedData } from './replay.js';

/** Comments that an accepted group of operations has moved. */
export type Relocated = readonly string[];

/**
 * Takes operations on one document, group by group, and turns them into proven text edits.
 * Paths start at the document's root.
 */
export class DocumentEditor {
  private readonly layout: Layout;
  private readonly groups: (readonly Operation[])[] = [];
  private draft: Draft;
  private replayed: ReplayedData;

  /**
   * @param eol the file's line break, for a document that has only one line
   * @param anchor set for a template, whose edits are proven for all of its texts together and not here
   */
  constructor(
    private readonly document: ParsedDocument & { readonly root: SyntaxNode },
    private readonly eol = '\n',
    private readonly anchor?: Anchor,
  ) {
    this.layout = new Layout(document, eol);
    this.draft = new Draft(document.root, this.layout.commentsOf);
    this.replayed = new ReplayedData(document.data);
  }

  /** The document's data with all accepted groups applied. */
  get data(): JsonValue {
    return this.replayed.data;
  }

  /** Where the value at a path is written; for a new one, where its nearest parent is. */
  locate(path: Path): number {
    return this.draft.locate(path);
  }

  /** Where an object of the document is written, with the comments right above it. */
  extent(path: Path): Span {
    if (path.length === 0) return { start: 0, end: this.document.source.length };
    const element = findElement(this.document.root, path);
    if (!element) return { start: 0, end: 0 };
    return { start: this.layout.headStart(element.start), end: this.layout.lineEnd(element.end) };
  }

  /** Accepts a group as a whole. Throws a {@link Refusal}, and is as before, where it cannot. */
  apply(group: readonly Operation[]): Relocated {
    const known = this.draft.relocated.length;
    try {
      for (const operation of group) this.applyOne(operation);
      this.groups.push(group);
      return this.draft.relocated.slice(known);
    } catch (error) {
      this.draft = new Draft(this.document.root, this.layout.commentsOf);
      this.replayed = new ReplayedData(this.document.data);
      for (const operation of this.groups.flat()) this.applyOne(operation);
      throw error;
    }
  }

  private applyOne(operation: Operation): void {
    this.draft.apply(operation, this.replayed.data);
    this.replayed.apply(operation);
  }

  /**
   * The edits of all accepted groups, in order, against the document's own text.
   * They are proven: the edited text is parsed again and has to read as the operations say, to
   * Kubernetes and to a YAML 1.2 reader, with every comment still there. Throws a {@link Refusal}
   * where they cannot be made or proven.
   */
  edits(): Edit[] {
    if (this.groups.length === 0) return [];
    const edits = orderEdits(lower(this.draft, this.layout, this.document.source.length, this.anchor));
    if (this.anchor === undefined) prove(this.document, edits, this.replayed.data, this.groups.flat());
    return edits;
  }

  /** The index of a group with which the groups up to it can no longer be proven, found by halving. */
  firstUnprovable(): number {
    let proven = 0;
    let failing = this.groups.length;
    while (failing - proven > 1) {
      const middle = (proven + failing) >> 1;
      if (this.isProvable(middle)) proven = middle;
      else failing = middle;
    }
    return failing - 1;
  }

  private isProvable(count: number): boolean {
    const trial = new DocumentEditor(this.document, this.eol, this.anchor);
    for (const group of this.groups.slice(0, count)) trial.apply(group);
    try {
      trial.edits();
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }
}

function prove(document: ParsedDocument, edits: readonly Edit[], expected: JsonValue, operations: readonly Operation[]): void {
  const { source: before, aliased } = document;
  const after = applyEdits(before, edits);
  if (cutDocuments(after).length !== cutDocuments(before).length) throw new Refusal('proof-failed', 'the edit changes where documents end');
  const read = readDocument(after);
  if (!read.ok) throw new Refusal('proof-failed', read.problem.message);
  compare(expected, read.document.data, aliased);
  if (document.ambiguous || read.document.ambiguous) compare(expectedAsYaml12(before, operations), readAsYaml12(after), aliased);
  keepComments(document, read.document);
}

function expectedAsYaml12(before: string, operations: readonly Operation[]): JsonValue {
  const data = readAsYaml12(before);
  if (data === undefined) throw new Refusal('proof-failed', 'readers of YAML 1.2 do not accept the document');
  try {
    return replay(data, operations);
  } catch {
    throw new Refusal('proof-failed', 'readers of YAML 1.1 and 1.2 see different keys');
  }
}

/**
 * Throws a {@link Refusal} where a document does not read as it should.
 *
 * @param aliased the document has aliases: an edit at an anchor then shows elsewhere, too
 */
export function compare(expected: JsonValue, actual: JsonValue | undefined, aliased: boolean): void {
  if (deepEqual(expected, actual)) return;
  const delta: Delta = create().diff(expected, actual);
  throw new Refusal(aliased ? 'alias' : 'proof-failed', `unexpected difference ${JSON.stringify(delta)?.slice(0, 300) ?? ''}`);
}

/** Throws a {@link Refusal} where a comment is gone. */
export function keepComments(before: DocumentReading, after: DocumentReading): void {
  const left = new Map<string, number>();
  for (const { text } of after.comments) left.set(text, (left.get(text) ?? 0) + 1);
  for (const { text } of before.comments) {
    const count = left.get(text) ?? 0;
    if (count === 0) throw new Refusal('comment', text);
    left.set(text, count - 1);
  }
}
