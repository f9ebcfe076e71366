import type { Span } from '../documents.js';
import type { Arm, BlockNode, TemplateNode } from './blocks.js';
import { decide, type Scope } from './conditions.js';
import { lexPipeline, parsePipeline } from './pipeline.js';
import type { Placement } from './placement.js';

/**
 * One way through the control blocks of a template: for every block that is come by, the index of
 * the arm that is taken, or -1 where none is. A block that is part of a line and that the target
 * does not settle has no entry: it is a hole.
 */
export type World = ReadonlyMap<BlockNode, number>;

export interface Worlds {
  readonly worlds: readonly World[];
  /** Bodies of arms that no world enters: the target has settled their conditions. */
  readonly dead: readonly Span[];
}

/** More worlds than this take too long to plan. */
export const maximumWorlds = 200;

/** A condition that the target leaves open; equal conditions share one, whether negated or not. */
interface Atom {
  readonly key: string;
  readonly negated: boolean;
}

/** What it takes to enter an arm: settled by the target, or an atom. */
type Guard = boolean | Atom;

/** How the arms of a block are chosen. */
interface Choice {
  readonly block: BlockNode;
  readonly guards: readonly Guard[];
  /** Settled by the target alone. */
  readonly settled: boolean;
}

interface Need extends Atom {
  readonly holds: boolean;
}

/**
 * The worlds to look at: with every open condition true and with every one false, each condition
 * changed alone from both, and two more for each arm, so that every arm that can be entered is.
 * Undefined where there are more than {@link maximumWorlds}.
 */
export function worldsOf(nodes: readonly TemplateNode[], { inlineBlocks }: Placement, scopes: readonly Scope[]): Worlds | undefined {
  const reader = new ChoiceReader(inlineBlocks, scopes);
  reader.read(nodes);
  const { choices, arms } = reader;
  const found = new Map<string, World>();
  const add = (base: boolean, exceptions: ReadonlyMap<string, boolean>): void => {
    const world: World = chosen(nodes, choices, (key) => exceptions.get(key) ?? base);
    const signature = [...world].map(([{ id }, arm]) => `${id}:${arm}`).join(' ');
    if (!found.has(signature)) found.set(signature, world);
  };
  add(true, new Map());
  add(false, new Map());
  const plans: [boolean, ReadonlyMap<string, boolean>][] = [...reader.atoms].flatMap((key) => [[true, new Map([[key, false]])], [false, new Map([[key, true]])]]);
  for (const { needs } of arms) {
    const exceptions = needs && consistent(needs);
    if (exceptions) plans.push([true, exceptions], [false, exceptions]);
  }
  for (const [base, exceptions] of plans) {
    add(base, exceptions);
    if (found.size > maximumWorlds) return undefined;
  }
  const worlds = [...found.values()];
  const entered = new Set(worlds.flatMap((world) => [...world].map(([block, arm]) => block.arms[arm])));
  const dead: Span[] = [];
  for (const { arm } of arms) {
    const { start, end } = arm.body;
    if (!entered.has(arm) && end > (dead.at(-1)?.end ?? -1)) dead.push({ start, end });
  }
  return { worlds, dead };
}

/** Undefined where the same condition would have to hold and not to hold. */
function consistent(needs: readonly Need[]): Map<string, boolean> | undefined {
  const values = new Map<string, boolean>();
  for (const { key, negated, holds } of needs) {
    const value = holds !== negated;
    if (values.has(key) && values.get(key) !== value) return undefined;
    values.set(key, value);
  }
  return values;
}

function chosen(nodes: readonly TemplateNode[], choices: ReadonlyMap<BlockNode, Choice>, holds: (key: string) => boolean): World {
  const world = new Map<BlockNode, number>();
  const visit = (siblings: readonly TemplateNode[]): void => {
    for (const node of siblings) {
      const choice = node.type === 'block' ? choices.get(node) : undefined;
      if (!choice) continue;
      const arm = choice.guards.findIndex((guard) => (typeof guard === 'boolean' ? guard : holds(guard.key) !== guard.negated));
      world.set(choice.block, arm);
      visit(choice.block.arms[arm]?.nodes ?? []);
    }
  };
  visit(nodes);
  return world;
}

/** What names of a text stand for at a place in it. */
interface Names {
  /** The loop or `with` body that gives `.` its value. */
  readonly dot: string;
  /** The declarations that variables refer to. */
  readonly variables: Map<string, string>;
}

/** Reads the choices of a text. A block without an entry in `choices` is a hole, or prints nothing. */
class ChoiceReader {
  readonly choices = new Map<BlockNode, Choice>();
  readonly atoms = new Set<string>();
  /** Every arm of a block with a choice, in the order of the text; without needs where it cannot be entered. */
  readonly arms: { readonly arm: Arm; readonly needs: readonly Need[] | undefined }[] = [];
  private assigned: ReadonlySet<string> = new Set();

  constructor(
    private readonly inlineBlocks: ReadonlySet<number>,
    private readonly scopes: readonly Scope[],
  ) {}

  read(nodes: readonly TemplateNode[]): void {
    this.assigned = new Set(assignedVariables(nodes));
    this.visit(nodes, { dot: '$', variables: new Map() }, []);
  }

  private visit(nodes: readonly TemplateNode[], names: Names, needs: readonly Need[] | undefined): void {
    for (const node of nodes) {
      if (node.type === 'action' && node.action.kind === 'assignment') declare(node.action.pipeline, node.start, names);
      if (node.type === 'block' && node.keyword !== 'define') this.block(node, names, needs);
    }
  }

  private block(block: BlockNode, names: Names, needs: readonly Need[] | undefined): void {
    const guards = block.arms.map((arm) => this.guard(block, arm, names));
    const open = guards.findIndex((guard) => guard !== false);
    const settled = open < 0 || guards[open] === true;
    if (this.inlineBlocks.has(block.start) && !settled) return;
    this.choices.set(block, { block, guards, settled });
    const passed: Need[] = [];
    let reachable = true;
    for (const [index, arm] of block.arms.entries()) {
      const guard = guards[index] ?? false;
      const own: Need[] = typeof guard === 'boolean' ? [] : [{ ...guard, holds: true }];
      const here = reachable && guard !== false && needs ? [...needs, ...passed, ...own] : undefined;
      this.arms.push({ arm, needs: here });
      const inner = { dot: names.dot, variables: new Map(names.variables) };
      if (arm.condition !== undefined) declare(arm.condition, arm.opener.start, inner);
      this.visit(arm.nodes, rebinds(block, arm) ? { ...inner, dot: `${block.id}.${index}` } : inner, here);
      if (guard === true) reachable = false;
      else if (guard !== false) passed.push({ ...guard, holds: false });
    }
  }

  private guard({ keyword }: BlockNode, { condition, opener }: Arm, names: Names): Guard {
    if (condition === undefined) return true;
    const settled = keyword === 'range' ? undefined : decide(condition, this.scopes);
    if (settled !== undefined) return settled;
    const atom = this.atom(condition, opener.start, names);
    this.atoms.add(atom.key);
    return atom;
  }

  /** The condition's text with its names resolved, without `not` and parentheses around. */
  private atom(condition: string, offset: number, names: Names): Atom {
    let negated = false;
    let value = parsePipeline(condition)?.value;
    while (value?.type === 'call' && value.name === 'not' && value.args.length === 1) {
      negated = !negated;
      value = value.args[0];
    }
    const text = value ? stripParentheses(condition.slice(value.start, value.end)) : condition;
    return { key: this.resolved(text, offset, names), negated };
  }

  private resolved(text: string, offset: number, names: Names): string {
    const lexemes = lexPipeline(text);
    if (!lexemes) return `${names.dot} ${text.replaceAll(/\s+/g, ' ')}`;
    return lexemes
      .map(({ type, text: word }, index) => {
        const before = lexemes[index - 1];
        const continues = before?.type === 'field' || before?.type === 'variable' || before?.text === ')';
        if (type === 'space') return ' ';
        if (type === 'dot') return names.dot;
        if (type === 'field') return continues ? word : names.dot + word;
        if (type !== 'variable' || word === '$') return word;
        return this.assigned.has(word) ? `${word}@${offset}!` : (names.variables.get(word) ?? word);
      })
      .join('');
  }
}

/** `with` and `range` give `.` another value, but not in their `else`. */
function rebinds({ keyword }: BlockNode, { condition, opener }: Arm): boolean {
  if (condition === undefined) return false;
  return keyword === 'range' || opener.kind === 'with' || opener.kind === 'else with';
}

function declare(pipeline: string, offset: number, { variables }: Names): void {
  const parsed = parsePipeline(pipeline);
  if (parsed?.assigns) return;
  for (const name of parsed?.declares ?? []) variables.set(name, `${name}@${offset}`);
}

function* assignedVariables(nodes: readonly TemplateNode[]): Iterable<string> {
  for (const node of nodes) {
    if (node.type === 'action' && node.action.kind === 'assignment') {
      const name = /^(\$\w*)\s*=/.exec(node.action.pipeline)?.[1];
      if (name !== undefined) yield name;
    }
    if (node.type === 'block') for (const { nodes: inner } of node.arms) yield* assignedVariables(inner);
  }
}

/** `((x))` is `x`; `(x) (y)` stays as it is. */
function stripParentheses(text: string): string {
  let inner = text.trim();
  while (inner.startsWith('(') && inner.endsWith(')') && parsePipeline(inner.slice(1, -1))) inner = inner.slice(1, -1).trim();
  return inner;
}
