import type { Span } from '../../source/documents.js';
import { lineIndex } from '../../source/line-index.js';
import { blockTree, type BlockNode, type TemplateTree } from '../../source/template/blocks.js';
import type { TemplateTarget } from '../../source/template/conditions.js';
import type { Helpers } from '../../source/template/helpers.js';
import { readTemplate, type TemplateRegion } from '../../source/template/read-template.js';
import { tokenizeTemplate, type ActionToken } from '../../source/template/tokenize.js';

/** A template with the texts that it stands for and its structure. */
export interface TemplateReading {
  readonly text: string;
  readonly regions: readonly TemplateRegion[];
  readonly actions: readonly ActionToken[];
  readonly blocks: readonly BlockNode[];
  /** Control blocks that are no part of a line, without what only defines. */
  readonly standing: readonly Span[];
}

/** The reason where a template cannot be read; without a place, for changed templates. */
export type TemplateRead = { readonly ok: true; readonly reading: TemplateReading } | { readonly ok: false; readonly message: string; readonly offset: number };

/** Reads a template at a target. Never throws on bad input. */
export function readAt(text: string, target: TemplateTarget, helpers: Helpers): TemplateRead {
  const read = readTemplate(text, target, helpers);
  if (!read.ok) return { ok: false, ...read.problem };
  const structure = structureOf(text);
  if (!structure) return { ok: false, message: 'its actions cannot be read', offset: 0 };
  const { actions, tree } = structure;
  const standing = tree.blocks.filter(({ start, end, keyword }) => keyword !== 'define' && text.slice(start, end).includes('\n'));
  return { ok: true, reading: { text, regions: read.regions, actions, blocks: tree.blocks, standing } };
}

/** The actions of a template and how they nest; undefined where they do not. */
export function structureOf(text: string): { readonly actions: readonly ActionToken[]; readonly tree: TemplateTree } | undefined {
  const tokenized = tokenizeTemplate(text);
  if (!tokenized.ok) return undefined;
  const treed = blockTree(text, tokenized.tokens);
  return treed.ok ? { actions: tokenized.tokens.filter((token) => token.type === 'action'), tree: treed.tree } : undefined;
}

/** A problem with its place in words. */
export function describe(text: string, { message, offset }: { readonly message: string; readonly offset: number }): string {
  const { line, column } = lineIndex(text)(offset);
  return `${message} (line ${line}, column ${column})`;
}
