import { DocumentEditor } from '../edit/document-editor.js';
import type { Anchor } from '../edit/lower.js';
import type { Finding, SuppressedFinding } from '../model/finding.js';
import type { JsonObject, JsonValue } from '../model/json.js';
import type { Manifest } from '../model/manifest.js';
import type { Path } from '../model/path.js';
import type { Edit } from '../model/plan.js';
import type { Transform } from '../model/transform.js';
import type { Span } from '../source/documents.js';
import type { ParsedDocument } from '../source/parse.js';
import type { SyntaxNode } from '../source/syntax.js';
import type { Treatments } from './file-input.js';
import type { TemplateAnswers } from './run-transform.js';
import type { Concerned } from './triggers.js';

export interface DocumentPlan {
  readonly objects: number;
  readonly edits: readonly Edit[];
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  /** What the document is to mean. */
  readonly data: JsonValue;
  /** Findings of which one is enough for an object. */
  readonly once: ReadonlySet<Finding>;
  /** It holds an object that no version accepts as it is. */
  readonly malformed: boolean;
  /** The transforms that have given an object another API version. */
  readonly movers: ReadonlySet<string>;
}

/** What is special about a document of a template. */
export interface TemplateFacts extends TemplateAnswers {
  /** The maps and lists that the template may add to. */
  readonly open: readonly Path[];
  /** Where new keys and items go. */
  readonly anchor: Anchor;
  /** Ids of transforms whose changes have turned out not to be possible here. */
  readonly refused: ReadonlyMap<string, string>;
  /** What is in the chart's `values.yaml`. */
  readonly values: JsonValue | undefined;
}

export type PositionOf = (offset: number) => { readonly line: number; readonly column: number };

/** The transforms that have work on a text, and the ones that look at an object. */
export type Choose = (manifest: Manifest) => readonly Transform[];

/** A document in its file. Offsets that are handed out count from the file's start. */
export interface DocumentInFile {
  readonly document: ParsedDocument & { readonly root: SyntaxNode };
  /** Where the document starts. */
  readonly start: number;
  /** The file's line break. */
  readonly eol: string;
  readonly positionOf: PositionOf;
  readonly template?: TemplateFacts;
  /** What other files make of its objects. */
  readonly treatments?: Treatments;
  /** Its objects are Kustomize patches: what is not in them says nothing. */
  readonly partial?: boolean;
  /** The version and kind of an object that does not name them. */
  readonly implied?: JsonObject;
  /** The transforms that may have something to do in the document as it is written; all where it is absent. */
  readonly concerned?: Concerned;
}

/** Where an object of the document is written, with the comments right above it. */
export function extentOf({ document, start, eol }: DocumentInFile, path: Path): Span {
  const extent = new DocumentEditor(document, eol).extent(path);
  return { start: start + extent.start, end: start + extent.end };
}
