import { lineIndex } from '../../../src/source/line-index.js';
import type { BlockNode, TemplateNode } from '../../../src/source/template/blocks.js';
import { blockTree } from '../../../src/source/template/blocks.js';
import { Numbering } from '../../../src/source/template/filler.js';
import { HelperReader } from '../../../src/source/template/helpers.js';
import type { MaskedWorld } from '../../../src/source/template/layout.js';
import { blankOf, maskWorld } from '../../../src/source/template/mask.js';
import { placementOf } from '../../../src/source/template/placement.js';
import { tokenizeTemplate } from '../../../src/source/template/tokenize.js';
import { templateTarget } from './target.js';

/** The text of the world in which the conditions `$.name` are as given; undefined where a block with an arm to choose is a hole. */
export function maskWith(source: string, data: Readonly<Record<string, boolean>>): MaskedWorld | undefined {
  const tokenized = tokenizeTemplate(source);
  const treed = tokenized.ok ? blockTree(source, tokenized.tokens) : undefined;
  if (!tokenized.ok || !treed?.ok) throw new Error('the template is not well-formed');
  const placement = placementOf(source, tokenized.tokens);
  const world = new Map<BlockNode, number>();
  let inline = false;
  const visit = (nodes: readonly TemplateNode[]): void => {
    for (const node of nodes) {
      if (node.type !== 'block') continue;
      inline ||= placement.inlineBlocks.has(node.start);
      const arm = node.arms.findIndex(({ condition }) => condition === undefined || data[condition.replace('$.', '')]);
      world.set(node, arm);
      visit(node.arms[arm]?.nodes ?? []);
    }
  };
  visit(treed.tree.nodes);
  if (inline) return undefined;
  const helpers = new HelperReader(new Map(), templateTarget('1.21'));
  return maskWorld(treed.tree.nodes, world, { source, blank: blankOf(source), positionOf: lineIndex(source), placement, helpers, scopes: helpers.scopes(treed.tree.nodes), pieces: new Map(), occurrences: new Map(), numbering: new Numbering() });
}
