import { applyEdits } from '../edit/apply.js';
import { compare, keepComments } from '../edit/document-editor.js';
import { findElement } from '../edit/draft.js';
import { Refusal } from '../edit/refusal.js';
import type { Embedding, UnreadEmbedding } from '../model/embedding.js';
import type { Finding, RefusalReason, StaleSuppression, SuppressedFinding } from '../model/finding.js';
import type { JsonValue } from '../model/json.js';
import { describeObject } from '../model/manifest.js';
import type { Path } from '../model/path.js';
import type { Edit, FilePlan } from '../model/plan.js';
import { isList, isObject } from '../model/json.js';
import { holdsObject } from '../source/classify.js';
import { cutDocuments } from '../source/documents.js';
import { scalarText, type EmbeddedText } from '../source/embedded-text.js';
import type { EmbeddedTextSource } from '../source/manifests.js';
import type { CodeBlock, FindCodeBlocks } from '../source/markdown.js';
import { readDocument } from '../source/parse.js';
import type { DocumentInFile, PositionOf } from './document-in-file.js';
import { refusalNote } from './run-transform.js';

/** What is planned for the texts in a document, or in a file. Offsets and positions are the file's. */
export interface EmbeddedPlan {
  readonly objects: number;
  readonly edits: readonly Edit[];
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  readonly stale: readonly StaleSuppression[];
  readonly unread: readonly UnreadEmbedding[];
}

/** Plans a text as if it were a file of its own. */
export type PlanInner = (text: string, source?: EmbeddedTextSource) => FilePlan;

/** An embedded text with what is planned for it. */
interface Inner {
  readonly embedded: Embedding;
  readonly file: FilePlan;
  /** Where the text starts in the file. */
  readonly offset: number;
  /** Absent where the text cannot be edited. */
  readonly content: EmbeddedText | undefined;
  /** Where the content's own text starts in the file. */
  readonly base: number;
  edits: readonly Edit[];
  refusal?: { readonly refusal: RefusalReason; readonly detail: string };
}

interface DocumentText extends Inner {
  readonly source: EmbeddedTextSource;
}

/**
 * Plans the texts that objects of a document hold. The document has been planned itself; both plans
 * together have to read as they say.
 *
 * @param outer what is planned for the document, offsets in the file
 */
export function planTexts(place: DocumentInFile, texts: readonly EmbeddedTextSource[], outer: { readonly edits: readonly Edit[]; readonly data: JsonValue }, plan: PlanInner): EmbeddedPlan {
  const inners: DocumentText[] = [];
  const unread: UnreadEmbedding[] = [];
  for (const source of texts) {
    if (holdsObject(source.text) === 'no') continue;
    const file = plan(source.text, source);
    if (file.bucket === 'not-kubernetes') continue;
    const inner = innerOf(place, source, file);
    const bucket = leftAlone(file, source.path);
    if (bucket) unread.push(unreadOf(inner, bucket, place.positionOf));
    inners.push(inner);
  }
  const changing = inners.filter(({ edits }) => edits.length > 0);
  for (const inner of changing) if (outer.edits.some((edit) => meets(edit, inner.edits))) refuse(inner, 'overlap', inner.embedded.path ?? '');
  // One at a time where they cannot be proven together.
  if (failureOf(place, outer, changing)) {
    for (const [index, inner] of changing.entries()) {
      const failure = failureOf(place, outer, changing.slice(0, index + 1));
      if (failure) refuse(inner, failure.reason, failure.detail);
    }
  }
  return merged(inners, unread, place.positionOf);
}

function innerOf({ document, start }: DocumentInFile, source: EmbeddedTextSource, file: FilePlan): DocumentText {
  const scalar = findElement(document.root, source.path)?.value;
  const content = scalar?.type === 'scalar' ? scalarText(document.source, scalar, source.text) : undefined;
  const offset = start + (scalar?.contentStart ?? findElement(document.root, source.path)?.start ?? 0);
  const inner: DocumentText = { source, embedded: source.embedded, file, offset, content, base: start, edits: [] };
  if (!file.patch) return inner;
  if (source.limit !== undefined) refuse(inner, 'embedded', source.limit);
  else if (!scalar || scalar.type === 'alias') refuse(inner, 'alias', source.embedded.path ?? '');
  else if (!content) refuse(inner, 'embedded', 'the text is not written as a literal block, as after |, nor in quotes on one line');
  else inner.edits = content.edits(file.patch.edits).map((edit) => ({ ...edit, start: edit.start + start, end: edit.end + start }));
  return inner;
}

/** The bucket of a text of manifests that could not be planned. */
function leftAlone({ bucket }: FilePlan, path: Path): UnreadEmbedding['bucket'] | undefined {
  // A script may hold a manifest, too; it is none.
  if (bucket === 'unreadable') return path[0] !== 'data' || /\.(?:ya?ml|json)$/.test(String(path.at(-1))) ? bucket : undefined;
  return bucket === 'template' || bucket === 'encrypted' || bucket === 'patch' ? bucket : undefined;
}

function meets(edit: Edit, others: readonly Edit[]): boolean {
  const [start, end] = [others[0]?.start ?? 0, others.at(-1)?.end ?? 0];
  return edit.start <= end && edit.end >= start;
}

function failureOf({ document, start }: DocumentInFile, outer: { readonly edits: readonly Edit[]; readonly data: JsonValue }, inners: readonly DocumentText[]): Refusal | undefined {
  const planned = inners.filter(({ refusal }) => !refusal);
  if (planned.length === 0) return undefined;
  try {
    const edits = [...outer.edits, ...planned.flatMap((inner) => inner.edits)].map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
    const after = applyEdits(document.source, edits);
    if (cutDocuments(after).length !== cutDocuments(document.source).length) return new Refusal('proof-failed', 'the edit changes where documents end');
    const read = readDocument(after);
    if (!read.ok) return new Refusal('proof-failed', read.problem.message);
    const expected = planned.reduce((data, { source, file }) => withValue(data, source.path, file.patch?.after ?? source.text), outer.data);
    compare(expected, read.document.data, document.aliased);
    keepComments(document, read.document);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** What is wrong stands where it is wrong, in the file. */
function unreadOf(inner: Inner, bucket: UnreadEmbedding['bucket'], positionOf: PositionOf): UnreadEmbedding {
  const { embedded, file, offset } = inner;
  const [, reason = file.reason ?? bucket, line, column] = /^(.*) \(line (\d+), column (\d+)\)$/s.exec(file.reason ?? '') ?? [];
  const position = line === undefined ? positionOf(offset) : mover(inner, positionOf)({ line: Number(line), column: Number(column) });
  return { ...position, bucket, embedded, reason };
}

/** Data with another value in the place of one that it has. */
function withValue(data: JsonValue, [key, ...rest]: Path, value: JsonValue): JsonValue {
  if (key === undefined) return value;
  if (typeof key === 'number') return isList(data) ? data.with(key, withValue(data[key] ?? null, rest, value)) : data;
  return isObject(data) ? { ...data, [key]: withValue(data[key] ?? null, rest, value) } : data;
}

/** What a document says of the texts in it that they do not say themselves: some transforms search texts for words. */
export function unsaid(findings: readonly Finding[], { findings: inner }: EmbeddedPlan): Finding[] {
  const keyOf = ({ transform, messageId }: Finding, object: string | undefined, path: string | undefined): string => JSON.stringify([transform, messageId, object, path]);
  const said = new Set(inner.map((finding) => keyOf(finding, finding.embedded?.object, finding.embedded?.path)));
  return findings.filter((finding) => {
    const { embedded, path } = finding;
    return !said.has(embedded ? keyOf(finding, embedded.object, `${embedded.path ?? ''}.${path}`) : keyOf(finding, describeObject(finding), path));
  });
}

/** Plans the code blocks of a Markdown text; what stands outside of them has to stay as it is. */
export function planCodeBlocks(text: string, find: FindCodeBlocks, positionOf: PositionOf, plan: PlanInner): EmbeddedPlan {
  const inners: Inner[] = [];
  const unread: UnreadEmbedding[] = [];
  const embedded: Embedding = { kind: 'markdown' };
  const blocks = find(text);
  const files = blocks.map(({ text: source, content }) => (content && holdsObject(source) !== 'no' ? plan(content.text) : undefined));
  for (const [index, { offset, text: source, content, reason }] of blocks.entries()) {
    const file = files[index];
    const bucket = file ? leftAlone(file, []) : reason !== undefined && holdsObject(source) !== 'no' ? 'unreadable' : undefined;
    const inner = file && { embedded, file, offset, content, base: 0, edits: (file.patch && content?.edits(file.patch.edits)) ?? [] };
    if (inner) inners.push(inner);
    if (bucket) unread.push(inner ? unreadOf(inner, bucket, positionOf) : { ...positionOf(offset), bucket, embedded, reason: reason ?? bucket });
  }
  const edits = inners.flatMap((inner) => inner.edits);
  if (edits.length > 0) {
    const after = applyEdits(text, edits);
    const expected = blocks.map(({ content }, index) => files[index]?.patch?.after ?? content?.text);
    if (!keepsRest(text, blocks, after, find(after), expected)) {
      for (const inner of inners) if (inner.edits.length > 0) refuse(inner, 'proof-failed', 'the text around the code blocks would read otherwise');
    }
  }
  return merged(inners, unread, positionOf);
}

function keepsRest(before: string, blocks: readonly CodeBlock[], after: string, read: readonly CodeBlock[], expected: readonly (string | undefined)[]): boolean {
  return blocks.length === read.length && read.every(({ content }, index) => content?.text === expected[index]) && around(before, blocks) === around(after, read);
}

/** A text without its code blocks. */
function around(text: string, blocks: readonly CodeBlock[]): string {
  let at = 0;
  let rest = '';
  for (const { content } of blocks) {
    if (!content || content.text === '') continue;
    const [start, end] = [content.offsetOf(0), content.offsetOf(content.text.length)];
    // The first line's indentation is in front of it.
    rest += `${text.slice(at, start).replace(/[^\r\n]*$/, '')}\0`;
    at = end;
  }
  return rest + text.slice(at);
}

function refuse(inner: Inner, refusal: RefusalReason, detail: string): void {
  inner.edits = [];
  inner.refusal ??= { refusal, detail };
}

function merged(inners: readonly Inner[], unread: readonly UnreadEmbedding[], positionOf: PositionOf): EmbeddedPlan {
  const located = inners.map((inner) => ({ inner, move: mover(inner, positionOf) }));
  const findings = located.flatMap(({ inner, move }) => inner.file.findings.map((finding) => ({ ...settled(finding, inner), ...move(finding), embedded: inner.embedded })));
  const suppressed = located.flatMap(({ inner, move }) =>
    inner.file.suppressed.map((silenced) => ({ ...silenced, finding: { ...silenced.finding, ...move(silenced.finding), embedded: inner.embedded } })),
  );
  const stale = located.flatMap(({ inner, move }) => inner.file.staleSuppressions.map((comment) => ({ ...comment, ...move({ line: comment.line ?? 1, column: comment.column ?? 1 }) })));
  return { objects: inners.reduce((sum, { file }) => sum + file.objects, 0), edits: inners.flatMap(({ edits }) => edits), findings, suppressed, stale, unread };
}

/** A fix of a text that cannot be edited is none. */
function settled(finding: Finding, { refusal }: Inner): Finding {
  if (!refusal || finding.status !== 'fixed') return finding;
  const { effects: _, ...rest } = finding;
  return { ...rest, status: 'refused', refusal: refusal.refusal, notes: [refusalNote(refusal, finding)] };
}

/** Turns positions in an embedded text into positions in the file. */
function mover({ content, base, offset }: Inner, positionOf: PositionOf): (position: { readonly line: number; readonly column: number }) => { line: number; column: number } {
  if (!content) return () => positionOf(offset);
  const starts = [0];
  for (let at = content.text.indexOf('\n'); at >= 0; at = content.text.indexOf('\n', at + 1)) starts.push(at + 1);
  return ({ line, column }) => positionOf(base + content.offsetOf((starts[line - 1] ?? content.text.length) + column - 1));
}
