import { deepEqual, isObject, type JsonObject } from '../model/json.js';
import type { Manifest } from '../model/manifest.js';
import type { ObjectChange, ObjectVersion } from '../model/object-change.js';
import { getIn, type Path } from '../model/path.js';
import type { Patch, Plan } from '../model/plan.js';
import { redactData, redacted } from '../model/redaction.js';
import { cutDocuments, type Span } from '../source/documents.js';
import { lineIndex, type LineIndex } from '../source/line-index.js';
import { manifestOf, selectManifests, type ManifestSource } from '../source/manifests.js';
import { parseDocument, type ParsedDocument } from '../source/parse.js';
import { redactDocument, redactParsed } from '../source/redact.js';
import type { SyntaxNode } from '../source/syntax.js';

/**
 * The objects that a plan changes, as they are before and after it, in the order of files and
 * lines. Parses every changed document twice, so it is for who shows them only.
 */
export function objectChanges({ files }: Pick<Plan, 'files'>): ObjectChange[] {
  return files.flatMap(({ path, patch }) => (patch ? changesOf(path, patch) : []));
}

/** A document of a file at one time. */
interface DocumentVersion {
  readonly text: string;
  /** The line of the file at which it starts. */
  readonly line: number;
}

function changesOf(path: string, patch: Pick<Patch, 'before' | 'after'>): ObjectChange[] {
  const before = documentsOf(patch.before);
  const after = documentsOf(patch.after);
  // The proof of an edit counts documents; a whole file can still be shown where it did not.
  if (before.length !== after.length) return [textChange(path, { text: patch.before, line: 1 }, { text: patch.after, line: 1 })];
  return before.flatMap((document, index) => {
    const counterpart = after[index];
    return counterpart === undefined || counterpart.text === document.text ? [] : documentChanges(path, document, counterpart);
  });
}

function documentsOf(text: string): DocumentVersion[] {
  const position = lineIndex(text);
  return cutDocuments(text).map((span) => documentVersion(text, span, position));
}

/** The marker in front of a document is none of the object's. */
function documentVersion(text: string, { start, end }: Span, position: LineIndex): DocumentVersion {
  const whole = text.slice(start, end);
  const marker = /^\uFEFF?(?:---[ \t]*)?\r?(?:\n|$)|^\uFEFF/.exec(whole)?.[0] ?? '';
  return { text: whole.slice(marker.length), line: position(start + marker.length).line };
}

function documentChanges(path: string, before: DocumentVersion, after: DocumentVersion): ObjectChange[] {
  const old = objectsOf(before);
  const now = objectsOf(after);
  if (old === undefined || now === undefined || old.length !== now.length) return [textChange(path, before, after)];
  return old.flatMap((object, index) => {
    const counterpart = now[index];
    if (counterpart === undefined || object.same(counterpart)) return [];
    const { apiVersion, kind, namespace, name } = object.manifest;
    const named = { ...(namespace === undefined ? {} : { namespace }), ...(name === undefined ? {} : { name }) };
    return [{ path, apiVersion, kind, ...named, before: object.version(), after: counterpart.version() }];
  });
}

function textChange(path: string, before: DocumentVersion, after: DocumentVersion): ObjectChange {
  const version = ({ text, line }: DocumentVersion): ObjectVersion => ({ line, text: redactDocument(text) });
  return { path, before: version(before), after: version(after) };
}

/** The objects of a document; undefined where it cannot be parsed or holds none. */
function objectsOf(document: DocumentVersion): ObjectText[] | undefined {
  const parsed = parseDocument(document.text);
  // `name: {{ x }}` is YAML, but does not mean what the YAML says.
  if (!parsed.ok || parsed.document.templated) return undefined;
  const reading = new DocumentText(document, parsed.document);
  const objects = selectManifests(parsed.document.data).manifests.map((source) => new ObjectText(reading, source));
  return objects.length === 0 ? undefined : objects;
}

/** A parsed document and its text without credentials, which is made when it is first asked for. */
class DocumentText {
  readonly position: LineIndex;
  private hidden: string | undefined;
  private hiddenRoot: SyntaxNode | undefined;
  private hiddenLines: readonly string[] | undefined;

  constructor(
    readonly document: DocumentVersion,
    readonly parsed: ParsedDocument,
  ) {
    this.position = lineIndex(document.text);
  }

  get redacted(): string {
    return (this.hidden ??= redactParsed(this.parsed));
  }

  /** Redaction keeps lines. */
  lines(from: number, to: number): string {
    this.hiddenLines ??= this.redacted.split('\n');
    return this.hiddenLines.slice(from - 1, to).join('\n');
  }

  /** Redaction moves columns, so what shares a line with others is looked up in the redacted text. */
  slice(path: Path): string | undefined {
    if (this.hiddenRoot === undefined) {
      const again = parseDocument(this.redacted);
      if (!again.ok) return undefined;
      this.hiddenRoot = again.document.root;
    }
    const node = nodeAt(this.hiddenRoot, path);
    return node && this.redacted.slice(node.start, node.end);
  }
}

/** One object of a document. */
class ObjectText {
  readonly manifest: Manifest;
  private readonly span: Span;

  constructor(
    private readonly text: DocumentText,
    private readonly source: ManifestSource,
  ) {
    const { data, root } = text.parsed;
    this.manifest = manifestOf(objectAt(data, source.path), false, source.impliedBy && objectAt(data, source.impliedBy));
    const whole = { start: 0, end: text.document.text.length };
    this.span = source.path.length === 0 ? whole : (nodeAt(root, source.path) ?? whole);
  }

  /** Whether both say the same in the same words. */
  same(other: ObjectText): boolean {
    return this.written() === other.written() && deepEqual(this.manifest.data, other.manifest.data);
  }

  version(): ObjectVersion {
    const { document } = this.text;
    const first = this.text.position(this.span.start).line;
    return { line: document.line + first - 1, text: this.shown(first), data: redactData(this.manifest.data) };
  }

  private written(): string {
    return this.text.document.text.slice(this.span.start, this.span.end);
  }

  private shown(first: number): string {
    if (this.source.path.length === 0) return this.text.redacted;
    // Nothing in the item says that it is a Secret, so its text would be taken for that of another kind.
    if (this.source.impliedBy && this.manifest.kind === 'Secret') return redacted;
    const { text } = this.text.document;
    const { start, end } = this.span;
    const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
    const lineEnd = text.indexOf('\n', end);
    const after = text.slice(end, lineEnd < 0 ? text.length : lineEnd);
    const ownLines = /^[\s-]*$/.test(before) && /^,?\s*(?:#.*)?$/.test(after);
    const last = this.text.position(Math.max(start, end - 1)).line;
    return (ownLines ? undefined : this.text.slice(this.source.path)) ?? this.text.lines(first, last);
  }
}

function objectAt(data: ParsedDocument['data'], path: Path): JsonObject {
  const value = getIn(data, path);
  return isObject(value) ? value : {};
}

function nodeAt(root: SyntaxNode | undefined, path: Path): SyntaxNode | undefined {
  let node = root;
  for (const key of path) {
    if (node?.type === 'map') node = node.entries.find((entry) => entry.key === key)?.value;
    else if (node?.type === 'sequence' && typeof key === 'number') node = node.items[key]?.value;
    else return undefined;
  }
  return node;
}
