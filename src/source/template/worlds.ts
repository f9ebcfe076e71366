import type { Span } from '../documents.js';
import type { Arm, BlockNode, TemplateNode } from './blocks.js';
import { truthOf, type Scope } from './conditions.js';
import { empty, filled, holdsIn, junctionOf, not, satisfy, Subjects, type Demand, type Formula, type State } from './formula.js';
import { lexPipeline, parsePipeline, type Expression } from './pipeline.js';
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

/** How the arms of a block are chosen: the first one whose guard holds is taken. */
interface Choice {
  readonly block: BlockNode;
  readonly guards: readonly Formula[];
}

/**
 * The worlds to look at: with every open condition true and with every one false, each thing that
 * conditions ask for changed alone from both, and two more for each arm, so that every arm that can
 * be entered is. Undefined where there are more than {@link maximumWorlds}, or too many to tell.
 */
export function worldsOf(nodes: readonly TemplateNode[], { inlineBlocks }: Placement, scopes: readonly Scope[]): Worlds | undefined {
  const reader = new ChoiceReader(inlineBlocks, scopes);
  reader.read(nodes);
  const { choices, arms, subjects } = reader;
  const found = new Map<string, World>();
  const allTrue = (subject: string): State => subjects.statesOf(subject)[0] ?? filled;
  const allFalse = (): State => empty;
  const add = (base: (subject: string) => State, exceptions: ReadonlyMap<string, State>): void => {
    const world = chosen(nodes, choices, (subject) => exceptions.get(subject) ?? base(subject));
    const signature = [...world].map(([{ id }, arm]) => `${id}:${arm}`).join(' ');
    if (!found.has(signature)) found.set(signature, world);
  };
  const plans = new Map<string, ReadonlyMap<string, State>>();
  const plan = (exceptions: ReadonlyMap<string, State>): void => {
    plans.set(JSON.stringify([...exceptions].sort()), exceptions);
  };
  plan(new Map());
  for (const subject of subjects.names()) {
    for (const state of subjects.statesOf(subject)) plan(new Map([[subject, state]]));
  }
  for (const { demands } of arms) {
    const states = demands && satisfy(demands, subjects);
    if (states === 'exhausted') return undefined;
    if (states) plan(states);
  }
  for (const exceptions of plans.values()) {
    add(allTrue, exceptions);
    add(allFalse, exceptions);
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

function chosen(nodes: readonly TemplateNode[], choices: ReadonlyMap<BlockNode, Choice>, stateOf: (subject: string) => State): World {
  const world = new Map<BlockNode, number>();
  const visit = (siblings: readonly TemplateNode[]): void => {
    for (const node of siblings) {
      const choice = node.type === 'block' ? choices.get(node) : undefined;
      if (!choice) continue;
      const arm = choice.guards.findIndex((guard) => holdsIn(guard, stateOf));
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
  readonly subjects = new Subjects();
  /** Every arm of a block with a choice, in the order of the text; without demands where the target rules it out. */
  readonly arms: { readonly arm: Arm; readonly demands: readonly Demand[] | undefined }[] = [];
  private assigned: ReadonlySet<string> = new Set();

  constructor(
    private readonly inlineBlocks: ReadonlySet<number>,
    private readonly scopes: readonly Scope[],
  ) {}

  read(nodes: readonly TemplateNode[]): void {
    this.assigned = new Set(assignedVariables(nodes));
    this.visit(nodes, { dot: '$', variables: new Map() }, []);
  }

  private visit(nodes: readonly TemplateNode[], names: Names, demands: readonly Demand[] | undefined): void {
    for (const node of nodes) {
      if (node.type === 'action' && node.action.kind === 'assignment') declare(node.action.pipeline, node.start, names);
      if (node.type === 'block' && node.keyword !== 'define') this.block(node, names, demands);
    }
  }

  private block(block: BlockNode, names: Names, demands: readonly Demand[] | undefined): void {
    const guards = block.arms.map((arm) => this.guard(block, arm, names));
    const settled = guards[guards.findIndex((guard) => guard !== false)] ?? true;
    if (this.inlineBlocks.has(block.start) && settled !== true) return;
    this.choices.set(block, { block, guards });
    const passed: Demand[] = [];
    for (const [index, arm] of block.arms.entries()) {
      const guard = guards[index] ?? false;
      this.subjects.add(guard);
      const ruledOut = guard === false || passed.some(({ formula }) => formula === true);
      const here = ruledOut || !demands ? undefined : [...demands, ...passed, { formula: guard, holds: true }];
      this.arms.push({ arm, demands: here });
      const inner = { dot: names.dot, variables: new Map(names.variables) };
      if (arm.condition !== undefined) declare(arm.condition, arm.opener.start, inner);
      this.visit(arm.nodes, rebinds(block, arm) ? { ...inner, dot: `${block.id}.${index}` } : inner, here);
      passed.push({ formula: guard, holds: false });
    }
  }

  private guard({ keyword }: BlockNode, { condition, opener }: Arm, names: Names): Formula {
    if (condition === undefined) return true;
    const stated = this.scopes[0]?.cluster.stated?.get(condition);
    if (stated !== undefined) return stated;
    const value = parsePipeline(condition)?.value;
    if (!value) return { type: 'holds', subject: this.resolved(condition, opener.start, names) };
    const subject = (part: Expression): string => this.resolved(stripParentheses(condition.slice(part.start, part.end)), opener.start, names);
    return keyword === 'range' ? { type: 'holds', subject: subject(value) } : this.formula(value, subject);
  }

  private formula(value: Expression, subject: (part: Expression) => string): Formula {
    const settled = truthOf(value, this.scopes);
    if (settled !== undefined) return settled;
    if (value.type === 'call') {
      const { name, args } = value;
      const [first, ...others] = args;
      if (name === 'and' || name === 'or') return junctionOf(name, args.map((arg) => this.formula(arg, subject)));
      if ((name === 'not' || name === 'empty') && first && others.length === 0) return not(this.formula(first, subject));
      const compared = name === 'eq' || (name === 'ne' && others.length === 1) ? comparison(args) : undefined;
      if (compared) {
        const of = compared.literals.map((literal) => ({ type: 'is', subject: subject(compared.with), value: literal }) as const);
        return name === 'eq' ? junctionOf('or', of) : not(junctionOf('or', of));
      }
    }
    return { type: 'holds', subject: subject(value) };
  }

  /** A text with its names resolved: the same thing reads the same. */
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

/** What is compared with literals, on either side. */
function comparison(args: readonly Expression[]): { readonly with: Expression; readonly literals: readonly string[] } | undefined {
  const isLiteral = (part: Expression): boolean => part.type === 'string' || part.type === 'number' || part.type === 'constant';
  const [first, second] = args;
  if (!first || !second) return undefined;
  const [compared, literals] = args.length === 2 && isLiteral(first) ? [second, [first]] : [first, args.slice(1)];
  if (isLiteral(compared) || !literals.every(isLiteral)) return undefined;
  return { with: compared, literals: literals.map((literal) => JSON.stringify('value' in literal ? literal.value : null)) };
}

/** `with` and `range` give `.` another value, but not in their `else`. */
export function rebinds({ keyword }: BlockNode, { condition, opener }: Arm): boolean {
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
