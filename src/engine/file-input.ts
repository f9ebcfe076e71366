import type { FindCodeBlocks } from '../source/markdown.js';
import type { Helpers } from '../source/template/helpers.js';
import type { SilenceAround } from './suppression.js';

/** What phase one found out about a file from its surroundings. */
export type FileRole = 'manifest' | 'helm-template' | 'kustomize-patch';

/** What is known of a chart from all its files. */
export interface ChartFacts {
  /** As it is to appear in reports. */
  readonly directory: string;
  /** The named templates that its templates can call, as `source/template` reads them. */
  readonly helpers: Helpers;
  /** Helpers that have to stay as they are; see `helperKey` in `plan-template`. */
  readonly settledHelpers?: ReadonlySet<string>;
}

/** One file as the engine gets it. */
export interface FileInput {
  /** As it is to appear in reports: relative, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly role: FileRole;
  /** The Helm chart that the file belongs to. */
  readonly chart?: ChartFacts;
  /** Set for a Markdown file whose code blocks are to be planned. */
  readonly codeBlocks?: FindCodeBlocks;
  /** Set for a text that is a part of another one: texts in it are not looked into. */
  readonly around?: SilenceAround;
}
