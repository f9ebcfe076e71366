import { create, type Delta } from 'jsondiffpatch';
import { deepEqual, type JsonValue } from '../model/json.js';
import type { Operation } from '../model/operation.js';
import type { Edit } from '../model/plan.js';
import type { Path } from '../model/path.js';
import { cutDocuments, type Span } from '../source/documents.js';
import { parseDocument, readAsYaml12, type ParsedDocument } from '../source/parse.js';
import type { SyntaxNode } from '../source/syntax.js';
import { applyEdits, orderEdits } from './apply.js';
import { Draft, findElement } from './draft.js';
import { Layout } from './layout.js';
import { lower } from './lower.js';
import { Refusal } from './refusal.js';
import { replay } from './replay.js';

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
  private current: JsonValue;

  constructor(
    private readonly text: string,
    private readonly document: ParsedDocument & { readonly root: SyntaxNode },
  ) {
    this.layout = new Layout(text, document);
    this.draft = new Draft(document.root, this.layout.commentsOf);
    this.current = document.data;
  }

  /** The document's data with all accepted groups applied. */
  get data(): JsonValue {
    return this.current;
  }

  /** Where the value at a path is written; for a new one, where its nearest parent is. */
  locate(path: Path): number {
    return this.draft.locate(path);
  }

  /** Where an object of the document is written, with the comments right above it. */
  extent(path: Path): Span {
    if (path.length === 0) return { start: this.document.start, end: this.document.end };
    const element = findElement(this.document.root, path);
    if (!element) return { start: this.document.start, end: this.document.start };
    return { start: this.layout.headStart(element.start), end: this.layout.lineEnd(element.end) };
  }

  /** Accepts a group as a whole. Throws a {@link Refusal}, and is as before, where it cannot. */
  apply(group: readonly Operation[]): Relocated {
    const known = this.draft.relocated.length;
    try {
      let data = this.current;
      for (const operation of group) {
        const next = replay(data, [operation]);
        this.draft.apply(operation, data);
        data = next;
      }
      this.current = data;
      this.groups.push(group);
      return this.draft.relocated.slice(known);
    } catch (error) {
      this.draft = new Draft(this.document.root, this.layout.commentsOf);
      let data = this.document.data;
      for (const operation of this.groups.flat()) {
        this.draft.apply(operation, data);
        data = replay(data, [operation]);
      }
      throw error;
    }
  }

  /**
   * The edits of all accepted groups, in order, against the text the document was parsed from.
   * They are proven: the edited text is parsed again and has to read as the operations say, to
   * Kubernetes and to a YAML 1.2 reader, with every comment still there. Throws a {@link Refusal}
   * where they cannot be made or proven.
   */
  edits(): Edit[] {
    if (this.groups.length === 0) return [];
    const edits = orderEdits(lower(this.draft, this.layout, this.text.length));
    prove(this.text, this.document, edits, this.current, this.groups.flat());
    return edits;
  }

  /** The index of the first group with which the groups up to it can no longer be proven. */
  firstUnprovable(): number {
    const trial = new DocumentEditor(this.text, this.document);
    return this.groups.findIndex((group) => {
      trial.apply(group);
      try {
        trial.edits();
        return false;
      } catch (error) {
        if (error instanceof Refusal) return true;
        throw error;
      }
    });
  }
}

function prove(text: string, document: ParsedDocument, edits: readonly Edit[], expected: JsonValue, operations: readonly Operation[]): void {
  const { start, end } = document;
  if (edits.some((edit) => edit.start < start || edit.end > end)) throw new Refusal('proof-failed', 'an edit leaves its document');
  const before = text.slice(start, end);
  const after = applyEdits(before, edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start })));
  if (cutDocuments(after).length !== cutDocuments(before).length) throw new Refusal('proof-failed', 'the edit changes where documents end');
  const parsed = parseDocument(after, { start: 0, end: after.length });
  if (!parsed.ok) throw new Refusal('proof-failed', parsed.problem.message);
  compare(expected, parsed.document.data);
  compare(expectedAsYaml12(before, operations), readAsYaml12(after));
  keepComments(document, parsed.document);
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

function compare(expected: JsonValue, actual: JsonValue | undefined): void {
  if (deepEqual(expected, actual)) return;
  const delta: Delta = create().diff(expected, actual);
  throw new Refusal('proof-failed', `unexpected difference ${JSON.stringify(delta)?.slice(0, 300) ?? ''}`);
}

function keepComments(before: ParsedDocument, after: ParsedDocument): void {
  const left = new Map<string, number>();
  for (const { text } of after.comments) left.set(text, (left.get(text) ?? 0) + 1);
  for (const { text } of before.comments) {
    const count = left.get(text) ?? 0;
    if (count === 0) throw new Refusal('comment', text);
    left.set(text, count - 1);
  }
}
