import type { ActionNode, TemplateNode } from './blocks.js';
import { helperOf, printedBy, type HelperReader } from './helpers.js';
import { layOut, type MaskedWorld, type Opaque, type Piece } from './layout.js';
import { mayPrintLines, prints, type Placement } from './placement.js';
import { indentOf } from './pipeline.js';
import type { Scope } from './conditions.js';
import type { World } from './worlds.js';

/** What is known of a template when it is masked. */
export interface MaskContext {
  readonly source: string;
  /** The source with a space for everything that is no line break; see {@link blankOf}. */
  readonly blank: string;
  readonly placement: Placement;
  readonly scopes: readonly Scope[];
  readonly helpers: HelperReader;
  /** What each output becomes; the same in every world. */
  readonly pieces: Map<ActionNode, Piece>;
}

/** A text of the same length that holds nothing but its line breaks. */
export function blankOf(source: string): string {
  return source.replace(/[^\r\n]/g, ' ');
}

/** Makes the text of one world, from the nodes of a template or of one `define` in it. */
export function maskWorld(nodes: readonly TemplateNode[], world: World, context: MaskContext): MaskedWorld {
  const pieces: Piece[] = [];
  collectPieces(nodes, world, context, pieces);
  return layOut(pieces, context.source, context.blank);
}

function collectPieces(nodes: readonly TemplateNode[], world: World, context: MaskContext, pieces: Piece[]): void {
  for (const node of nodes) {
    if (node.type === 'text') {
      pieces.push({ type: 'text', ...node.printed });
    } else if (node.type === 'action') {
      if (prints(node.action)) pieces.push(outputPiece(node, context));
    } else if (node.keyword !== 'define') {
      const arm = world.get(node);
      const { start, end } = node;
      if (arm === undefined) pieces.push({ type: 'hole', printsLines: /\b(?:nindent|toYaml)\b/.test(context.source.slice(start, end)), hole: { start, end, shown: false } });
      else collectPieces(node.arms[arm]?.nodes ?? [], world, context, pieces);
    }
  }
}

function outputPiece(node: ActionNode, context: MaskContext): Piece {
  const piece = context.pieces.get(node) ?? readOutput(node, context);
  context.pieces.set(node, piece);
  return piece;
}

function readOutput({ start, end, action }: ActionNode, { source, placement, scopes, helpers }: MaskContext): Piece {
  const { pipeline, kind } = action;
  const helper = helperOf(pipeline, kind === 'template' ? 'template' : 'output');
  const column = indentOf(pipeline);
  const opaque: Opaque = {
    start,
    end,
    pipeline,
    ...(helper === undefined ? {} : { helper }),
    ...(column === undefined ? {} : { column }),
    actionColumn: start - (source.lastIndexOf('\n', start - 1) + 1),
  };
  if (placement.printsLines.has(start)) return { type: 'opaque', opaque };
  const literal = helper === undefined ? undefined : helpers.resolve(helper);
  const value = literal?.text ?? (helper === undefined ? printedBy(pipeline, scopes) : undefined);
  const hole = { start, end, pipeline, ...(helper === undefined ? {} : { helper }), ...(literal ? { literal } : {}), ...(value === undefined ? {} : { value }), shown: false };
  return { type: 'hole', printsLines: mayPrintLines(action), hole, opaque };
}
