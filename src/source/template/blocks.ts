import type { Span } from '../documents.js';
import { isTemplateSpace, type ActionToken, type TemplateProblem, type TemplateToken } from './tokenize.js';

/** What a template is made of, in the order of the text. */
export type TemplateNode = TextNode | ActionNode | BlockNode;

export interface TextNode extends Span {
  readonly type: 'text';
  /** What of it is printed: without what the trim markers of its neighbours remove. */
  readonly printed: Span;
}

/** An action that is no part of a block: it prints, or it does not. */
export interface ActionNode extends Span {
  readonly type: 'action';
  readonly action: ActionToken;
}

export type BlockKeyword = 'if' | 'with' | 'range' | 'define' | 'block';

/** From an opener to its `{{ end }}`, both included. */
export interface BlockNode extends Span {
  readonly type: 'block';
  /** Counts up in the order of the openers. */
  readonly id: number;
  readonly keyword: BlockKeyword;
  readonly arms: readonly Arm[];
  readonly closer: ActionToken;
}

/** A way through a block. */
export interface Arm {
  /** `{{ if … }}`, `{{ else if … }}`, `{{ else }}`, `{{ range … }}`, … */
  readonly opener: ActionToken;
  /** Absent for a plain `{{ else }}`, and for `define` and `block`. */
  readonly condition?: string;
  /** Between the opener and the action that ends the arm. */
  readonly body: Span;
  readonly nodes: readonly TemplateNode[];
}

export interface TemplateTree {
  readonly nodes: readonly TemplateNode[];
  /** Every block, in the order of the openers. */
  readonly blocks: readonly BlockNode[];
}

export type Treed = { readonly ok: true; readonly tree: TemplateTree } | { readonly ok: false; readonly problem: TemplateProblem };

/** Real templates stay below twenty; those who walk the tree recurse. */
const maximumDepth = 200;

interface OpenArm {
  readonly opener: ActionToken;
  readonly nodes: TemplateNode[];
}

interface OpenBlock {
  readonly id: number;
  readonly keyword: BlockKeyword;
  readonly arms: Arm[];
  arm: OpenArm;
}

/** Builds the block tree of a template. A block that is not closed, or closed twice, is a problem. */
export function blockTree(source: string, tokens: readonly TemplateToken[]): Treed {
  const nodes: TemplateNode[] = [];
  const blocks: BlockNode[] = [];
  const stack: OpenBlock[] = [];
  let opened = 0;
  const fail = (code: TemplateProblem['code'], message: string, offset: number): Treed => ({ ok: false, problem: { code, message, offset } });
  for (const [index, token] of tokens.entries()) {
    const open = stack.at(-1);
    const siblings = open?.arm.nodes ?? nodes;
    if (token.type === 'text') {
      siblings.push({ ...token, printed: printedSpan(source, token, tokens[index - 1], tokens[index + 1]) });
      continue;
    }
    switch (token.kind) {
      case 'if':
      case 'with':
      case 'range':
      case 'define':
      case 'block':
        if (stack.length >= maximumDepth) return fail('too-deep', `Template blocks are nested more than ${maximumDepth} levels deep`, token.start);
        stack.push({ id: opened++, keyword: token.kind, arms: [], arm: { opener: token, nodes: [] } });
        break;
      case 'else':
      case 'else if':
      case 'else with':
        if (!open || !mayFollow(token.kind, open)) return fail('unbalanced', `\`{{ ${token.kind} }}\` without a block that takes it`, token.start);
        open.arms.push(closed(open, token));
        open.arm = { opener: token, nodes: [] };
        break;
      case 'end': {
        if (!open) return fail('unbalanced', '`{{ end }}` without a block to end', token.start);
        stack.pop();
        open.arms.push(closed(open, token));
        const { id, keyword, arms } = open;
        const block: BlockNode = { type: 'block', id, keyword, arms, closer: token, start: arms[0]?.opener.start ?? token.start, end: token.end };
        (stack.at(-1)?.arm.nodes ?? nodes).push(block);
        blocks.push(block);
        break;
      }
      default:
        siblings.push({ type: 'action', action: token, start: token.start, end: token.end });
    }
  }
  const unclosed = stack.at(-1);
  if (unclosed) return fail('unbalanced', `\`{{ ${unclosed.keyword} }}\` is not ended`, (unclosed.arms[0]?.opener ?? unclosed.arm.opener).start);
  return { ok: true, tree: { nodes, blocks: blocks.sort((a, b) => a.id - b.id) } };
}

/** A text without the white space that the actions around it remove. */
function printedSpan(source: string, { start, end }: Span, before?: TemplateToken, behind?: TemplateToken): Span {
  let [from, to] = [start, end];
  if (before?.type === 'action' && before.trimRight) while (from < to && isTemplateSpace(source[from])) from++;
  if (behind?.type === 'action' && behind.trimLeft) while (to > from && isTemplateSpace(source[to - 1])) to--;
  return { start: from, end: to };
}

function mayFollow(kind: ActionToken['kind'], { keyword, arm }: OpenBlock): boolean {
  if (arm.opener.kind === 'else') return false;
  if (kind === 'else') return keyword === 'if' || keyword === 'with' || keyword === 'range';
  return keyword === 'if' || keyword === 'with';
}

function closed({ keyword, arm }: OpenBlock, by: ActionToken): Arm {
  const conditional = keyword !== 'define' && keyword !== 'block' && arm.opener.kind !== 'else';
  return {
    opener: arm.opener,
    ...(conditional ? { condition: arm.opener.pipeline } : {}),
    body: { start: arm.opener.end, end: by.start },
    nodes: arm.nodes,
  };
}
