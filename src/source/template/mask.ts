import type { HoleFacts } from '../../model/json.js';
import type { LineIndex } from '../line-index.js';
import type { ActionNode, BlockNode, TemplateNode } from './blocks.js';
import { helperOf, helperOfLines, printedBy, type HelperReader } from './helpers.js';
import type { Numbering } from './filler.js';
import { layOut, type MaskedWorld, type Opaque, type Piece } from './layout.js';
import { mayPrintLines, prints, type Placement } from './placement.js';
import { indentOf } from './pipeline.js';
import type { Scope } from './conditions.js';
import { valuesPathOf } from './values-path.js';
import { rebinds, type World } from './worlds.js';

/** What is known of a template when it is masked. */
export interface MaskContext {
  readonly source: string;
  /** The source with a space for everything that is no line break; see {@link blankOf}. */
  readonly blank: string;
  readonly positionOf: LineIndex;
  readonly placement: Placement;
  readonly scopes: readonly Scope[];
  readonly helpers: HelperReader;
  /** What each output becomes; the same in every world. */
  readonly pieces: Map<ActionNode | BlockNode, Piece>;
  /** How often a text occurred whose occurrences do not print the same. */
  readonly occurrences: Map<string, number>;
  readonly numbering: Numbering;
}

/** A text of the same length that holds nothing but its line breaks. */
export function blankOf(source: string): string {
  return source.replace(/[^\r\n]/g, ' ');
}

/** Makes the text of one world, from the nodes of a template or of one `define` in it. */
export function maskWorld(nodes: readonly TemplateNode[], world: World, context: MaskContext): MaskedWorld {
  const pieces: Piece[] = [];
  collectPieces(nodes, world, context, '$', pieces);
  return layOut(pieces, context.source, context.blank, context.numbering);
}

function collectPieces(nodes: readonly TemplateNode[], world: World, context: MaskContext, dot: string, pieces: Piece[]): void {
  for (const node of nodes) {
    if (node.type === 'text') {
      pieces.push({ type: 'text', ...node.printed });
    } else if (node.type === 'action') {
      if (prints(node.action)) pieces.push(outputPiece(node, context, dot));
    } else if (node.keyword !== 'define') {
      const index = world.get(node);
      const arm = node.arms[index ?? -1];
      if (index === undefined) pieces.push(blockPiece(node, context));
      else if (arm) collectPieces(arm.nodes, world, context, rebinds(node, arm) ? `${node.id}.${index}` : dot, pieces);
    }
  }
}

function blockPiece(node: BlockNode, { source, numbering, occurrences, pieces }: MaskContext): Piece {
  const known = pieces.get(node);
  if (known) return known;
  const { start, end } = node;
  const printsLines = /\b(?:nindent|toYaml)\b/.test(source.slice(start, end));
  const piece: Piece = { type: 'hole', printsLines, number: numbering.of(`block ${occurrence(source.slice(start, end), occurrences)}`), hole: { start, end, shown: false, facts: {} } };
  pieces.set(node, piece);
  return piece;
}

function outputPiece(node: ActionNode, context: MaskContext, dot: string): Piece {
  const piece = context.pieces.get(node) ?? readOutput(node, context, dot);
  context.pieces.set(node, piece);
  return piece;
}

function readOutput({ start, end, action }: ActionNode, context: MaskContext, dot: string): Piece {
  const { positionOf, placement, scopes, helpers, numbering } = context;
  const { pipeline, kind } = action;
  const helper = helperOf(pipeline, kind === 'template' ? 'template' : 'output');
  const lines = helper ?? helperOfLines(pipeline);
  const [scope] = scopes;
  const valuesPath = scope && valuesPathOf(pipeline, scope);
  const facts: HoleFacts = { ...(valuesPath === undefined ? {} : { valuesPath }), ...(lines !== undefined && helpers.printsKeys(lines) ? { printsKeys: true } : {}) };
  const column = indentOf(pipeline);
  const opaque: Opaque = {
    start,
    end,
    pipeline,
    facts,
    ...(lines === undefined ? {} : { helper: lines }),
    ...(column === undefined ? {} : { column }),
    actionColumn: positionOf(start).column - 1,
  };
  if (placement.printsLines.has(start)) return { type: 'opaque', opaque };
  const literal = helper === undefined ? undefined : helpers.resolve(helper);
  const value = literal?.text ?? (helper === undefined ? printedBy(pipeline, scopes) : helpers.value(helper));
  const hole = { start, end, pipeline, facts, ...(helper === undefined ? {} : { helper }), ...(literal ? { literal } : {}), ...(value === undefined ? {} : { value }), shown: false };
  return { type: 'hole', number: numbering.of(identityOf(pipeline, dot, context)), printsLines: mayPrintLines(action), hole, opaque };
}

/** Outputs of one identity print the same: the same pipeline, with the same `.`, of things that do not change. */
function identityOf(pipeline: string, dot: string, { scopes, occurrences }: MaskContext): string {
  const changes = /\b(?:rand\w*|shuffle|uuidv4|now|ago|gen[A-Z]\w*|htpasswd|bcrypt|encryptAES|lookup)\b/.test(pipeline);
  const variables = pipeline.match(/\$\w+/g) ?? [];
  const constant = variables.every((name) => scopes[0]?.variables.has(name));
  return changes || !constant ? `output ${occurrence(pipeline, occurrences)}` : `${dot} ${pipeline}`;
}

/** Tells equal texts from each other by how many came before. */
function occurrence(text: string, occurrences: Map<string, number>): string {
  const count = occurrences.get(text) ?? 0;
  occurrences.set(text, count + 1);
  return `${count} ${text}`;
}
