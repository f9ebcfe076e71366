import { applyEdits } from '../../edit/apply.js';
import type { Span } from '../../source/documents.js';
import { withoutQuotes } from '../../source/template-document.js';
import { indexHelpers, readHelpers, type HelperLiteral, type Helpers } from '../../source/template/helpers.js';
import type { Hole } from '../../source/template/layout.js';

/** What a named template prints, as the version of objects: where that is written, and what it is to become. */
export interface HelperUse {
  readonly helper: string;
  readonly file: string;
  readonly span: Span;
  /** Absent where an object is to keep the version. */
  readonly text?: string;
  /** What the text takes the place of, where that is more than the span: the quotes as well. */
  readonly extent?: Span;
}

/** An action that prints a helper's one literal. */
export type HelperAction = Hole & { readonly literal: HelperLiteral; readonly helper: string };

/** Names the place where a helper's literal is written. */
export function helperKey({ file, span }: Pick<HelperUse, 'file' | 'span'>): string {
  return `${file}:${span.start}`;
}

export function isHelperAction(hole: Hole): hole is HelperAction {
  return hole.literal !== undefined && hole.helper !== undefined;
}

/** What a helper is to print: the literal with the new version, in its quotes if it has any. */
export function rewritten(literal: string, text: string): string | undefined {
  const value = withoutQuotes(text);
  const [, quote] = /^(["'])[^"'\\]*\1$/.exec(literal) ?? [];
  if (!/^[\w./-]+$/.test(value) || !/^[\w./-]+$/.test(withoutQuotes(literal))) return undefined;
  return quote === undefined ? value : quote + value + quote;
}

/** The named templates of a chart as they are when their files have been changed. */
export function helpersAfter(helpers: Helpers, uses: readonly HelperUse[]): Helpers {
  if (uses.every(({ text }) => text === undefined)) return helpers;
  const all = [...helpers.values()].flat();
  const changed = new Map(uses.map((use) => [helperKey(use), use]));
  const files = new Set(uses.map(({ file }) => file));
  const others = all.filter(({ file }) => !files.has(file));
  const again = [...files].flatMap((file) => {
    const source = all.find((helper) => helper.file === file)?.source ?? '';
    const edits = [...changed.values()].flatMap((use) => (use.file === file && use.text !== undefined ? [{ ...(use.extent ?? use.span), text: use.text }] : []));
    return readHelpers(file, applyEdits(source, edits));
  });
  return indexHelpers([...others, ...again]);
}
