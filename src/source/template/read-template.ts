import type { Span } from '../documents.js';
import { lineIndex } from '../line-index.js';
import { blockTree, type TemplateNode, type TemplateTree } from './blocks.js';
import type { TemplateTarget } from './conditions.js';
import { HelperReader, nameOf, type Helpers } from './helpers.js';
import { indexOfFiller, Numbering } from './filler.js';
import type { MaskedWorld } from './layout.js';
import { blankOf, maskWorld, type MaskContext } from './mask.js';
import { placementOf } from './placement.js';
import { tokenizeTemplate, type TemplateProblem } from './tokenize.js';
import { maximumWorlds, worldsOf, type World } from './worlds.js';

/** The arm that a world takes at a block. */
export interface TakenArm {
  /** The action that opens the arm: `{{ if .Values.enabled }}`, `{{ else }}`. */
  readonly opener: Span;
  readonly keyword: 'if' | 'with' | 'range' | 'block';
  /** Absent for `{{ else }}`. */
  readonly condition?: string;
  /** The condition of the block's first arm: what the block is about. */
  readonly block?: string;
  readonly body: Span;
}

/** One of the YAML texts that a template stands for, and the arms that lead to it. */
export interface TemplateWorld extends MaskedWorld {
  readonly arms: readonly TakenArm[];
}

/** A text of its own in a template: the file's, or that of a `define` that holds a manifest. */
export interface TemplateRegion {
  /** The name of the `define`; absent for the file's own text. */
  readonly name?: string;
  readonly span: Span;
  /** Never none. */
  readonly worlds: readonly TemplateWorld[];
  /** Bodies of arms that the target never takes, in order: they are to be left alone. */
  readonly dead: readonly Span[];
}

export type ReadTemplate = { readonly ok: true; readonly regions: readonly TemplateRegion[] } | { readonly ok: false; readonly problem: TemplateProblem };

/** All worlds of a template together may hold this many UTF-16 code units. */
const maximumText = 64 * 1024 * 1024;

/**
 * Reads a Helm template as the YAML texts that it stands for at a target. Each is as long as the
 * template, and what it shows of it has the same offset. Never throws on bad input; what cannot be
 * read is a problem with its place.
 */
export function readTemplate(source: string, target: TemplateTarget, helpers: Helpers = new Map()): ReadTemplate {
  const reserved = indexOfFiller(source);
  if (reserved >= 0) return failed('reserved-character', 'Private-use characters (U+E000 to U+F000) stand for template output here and cannot be read', reserved);
  const tokenized = tokenizeTemplate(source);
  if (!tokenized.ok) return tokenized;
  const { tokens } = tokenized;
  const treed = blockTree(source, tokens);
  if (!treed.ok) return treed;
  const context = { source, blank: blankOf(source), positionOf: lineIndex(source), placement: placementOf(source, tokens), helpers: new HelperReader(helpers, target) };
  const regions: TemplateRegion[] = [];
  let size = 0;
  for (const { name, span, nodes } of regionsOf(source, treed.tree)) {
    const scopes = context.helpers.scopes(nodes);
    const found = worldsOf(nodes, context.placement, scopes);
    if (!found) return failed('too-many-worlds', `The conditions of the template combine to more than ${maximumWorlds} texts`, span.start);
    size += found.worlds.length * source.length;
    if (size > maximumText) return failed('too-large', 'The texts that the template stands for are too large together', span.start);
    const own: Pick<MaskContext, 'pieces' | 'occurrences' | 'numbering'> = { pieces: new Map(), occurrences: new Map(), numbering: new Numbering() };
    const worlds = found.worlds.map((world) => ({ arms: armsOf(world), ...maskWorld(nodes, world, { ...context, ...own, scopes }) }));
    regions.push({ ...(name === undefined ? {} : { name }), span, worlds, dead: found.dead });
  }
  return { ok: true, regions };
}

interface Region {
  readonly name?: string;
  readonly span: Span;
  readonly nodes: readonly TemplateNode[];
}

/**
 * The texts of a template: the file's own, without what it defines, and each `define` that may hold
 * a whole manifest.
 */
export function regionsOf(source: string, { nodes, blocks }: TemplateTree): Region[] {
  const regions: Region[] = [{ span: { start: 0, end: source.length }, nodes }];
  for (const block of blocks) {
    const [arm] = block.arms;
    const name = nameOf(block);
    if (block.keyword !== 'define' || !arm || name === undefined) continue;
    const body = source.slice(arm.body.start, arm.body.end);
    if (body.includes('apiVersion') && body.includes('kind')) regions.push({ name, span: arm.body, nodes: arm.nodes });
  }
  return regions;
}

function armsOf(world: World): TakenArm[] {
  return [...world].flatMap(([block, index]) => {
    const arm = block.arms[index];
    if (!arm || block.keyword === 'define') return [];
    const { opener, condition, body } = arm;
    const about = block.arms[0]?.condition;
    return [{ opener: { start: opener.start, end: opener.end }, keyword: block.keyword, ...(condition === undefined ? {} : { condition }), ...(about === undefined ? {} : { block: about }), body }];
  });
}

function failed(code: TemplateProblem['code'], message: string, offset: number): ReadTemplate {
  return { ok: false, problem: { code, message, offset } };
}
