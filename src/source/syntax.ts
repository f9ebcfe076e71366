import type { Span } from './documents.js';

/**
 * The layout of a document: every value with the place where it is written. Offsets are UTF-16 code
 * units into the file's text. `end` never takes in a comment or the line break after the value;
 * behind the `end` of a block value only white space and a comment can follow on its line.
 */
export type SyntaxNode = MapSyntax | SequenceSyntax | ScalarSyntax | AliasSyntax;

interface NodeSyntax extends Span {
  /** Where the value itself starts: after its anchor and tag, which `start` takes in. */
  readonly contentStart: number;
  readonly anchor?: string;
  readonly tag?: string;
}

export interface MapSyntax extends NodeSyntax {
  readonly type: 'map';
  readonly flow: boolean;
  readonly entries: readonly EntrySyntax[];
}

export interface SequenceSyntax extends NodeSyntax {
  readonly type: 'sequence';
  readonly flow: boolean;
  readonly items: readonly ItemSyntax[];
}

export interface ScalarSyntax extends NodeSyntax {
  readonly type: 'scalar';
  readonly style: ScalarStyle;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'block';

export interface AliasSyntax extends NodeSyntax {
  readonly type: 'alias';
}

/** A key with its value. `start` is that of the key, `end` that of the value. */
export interface EntrySyntax extends Span {
  /** As it stands in the data. */
  readonly key: string;
  readonly keySpan: Span;
  readonly keyStyle: ScalarStyle;
  /** Just behind the colon. */
  readonly valueFrom: number;
  /** Absent where nothing is written. */
  readonly value?: SyntaxNode;
  /** `<<`, whose value's keys count as the map's own. */
  readonly merge: boolean;
  /** The outermost block of a template that the entry stands in and its map does not: it is not always there. */
  readonly block?: Span;
  /** A key that is no plain implicit key (`? key`, an alias, a collection): never edited. */
  readonly unusual: boolean;
}

/** A list item. In a block sequence `start` is that of the dash. */
export interface ItemSyntax extends Span {
  readonly value?: SyntaxNode;
  /** Just behind the dash; in a flow sequence equal to `start`. */
  readonly valueFrom: number;
  /** As in {@link EntrySyntax}. */
  readonly block?: Span;
}

export interface CommentSyntax extends Span {
  /** With its `#`, without the line break. */
  readonly text: string;
}
