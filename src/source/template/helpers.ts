import type { Span } from '../documents.js';
import { blockTree, type BlockNode, type TemplateNode, type TemplateTree } from './blocks.js';
import { agreed, clustersOf, evaluate, known, type Cluster, type Known, type Scope, type TemplateTarget } from './conditions.js';
import { parsePipeline, type Expression } from './pipeline.js';
import { tokenizeTemplate } from './tokenize.js';

/** A named template: `{{ define "name" }}…{{ end }}`. */
export interface Helper {
  readonly name: string;
  /** Where it is defined: a path, as the caller names files. */
  readonly file: string;
  readonly source: string;
  readonly block: BlockNode;
}

/** Helpers by name; more than one where a chart and its subcharts define the same name. */
export type Helpers = ReadonlyMap<string, readonly Helper[]>;

/** What a helper prints at the target, and the one place where that is written. */
export interface HelperLiteral {
  readonly text: string;
  readonly span: Span;
  readonly file: string;
}

/** Helpers may call each other this many levels deep. */
const maximumDepth = 10;

/** More steps than any condition takes; a bound on what variables made of variables can cost. */
const maximumEffort = 100_000;

/** The named templates of a file, in the order of the text. */
export function collectHelpers(file: string, source: string, tree: TemplateTree): Helper[] {
  return tree.blocks.flatMap((block) => {
    const name = nameOf(block);
    return name === undefined ? [] : [{ name, file, source, block }];
  });
}

/** The named templates of a text; none where its actions cannot be read. */
export function readHelpers(file: string, source: string): Helper[] {
  if (!/\{\{-?\s*(?:define|block)\b/.test(source)) return [];
  const tokenized = tokenizeTemplate(source);
  const treed = tokenized.ok ? blockTree(source, tokenized.tokens) : undefined;
  return treed?.ok ? collectHelpers(file, source, treed.tree) : [];
}

/** The name of a `define` or `block`. */
export function nameOf({ keyword, arms }: BlockNode): string | undefined {
  if (keyword !== 'define' && keyword !== 'block') return undefined;
  const literal = /^(?:"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`)/.exec(arms[0]?.opener.pipeline ?? '')?.[0];
  const value = literal === undefined ? undefined : parsePipeline(literal)?.value;
  return value?.type === 'string' ? value.value : undefined;
}

/** Helpers of several files, by name. */
export function indexHelpers(helpers: Iterable<Helper>): Helpers {
  const index = new Map<string, Helper[]>();
  for (const helper of helpers) index.set(helper.name, [...(index.get(helper.name) ?? []), helper]);
  return index;
}

/** The name of the helper that an action prints: `include "x" .`, or the pipeline of a `template` action. */
export function helperOf(pipeline: string, kind: 'output' | 'template'): string | undefined {
  if (kind === 'template') {
    const value = parsePipeline(/^(?:"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`)/.exec(pipeline)?.[0] ?? '')?.value;
    return value?.type === 'string' ? value.value : undefined;
  }
  const value = parsePipeline(pipeline)?.value;
  const name = value?.type === 'call' && value.name === 'include' ? value.args[0] : undefined;
  return name?.type === 'string' ? name.value : undefined;
}

/** The helper whose lines an output prints, indented or trimmed: `include "x" . | nindent 4`. */
export function helperOfLines(pipeline: string): string | undefined {
  let value = parsePipeline(pipeline)?.value;
  while (value?.type === 'call' && /^(?:n?indent|trim)$/.test(value.name)) value = value.args.at(-1);
  const name = value?.type === 'call' && value.name === 'include' ? value.args[0] : undefined;
  return name?.type === 'string' ? name.value : undefined;
}

/**
 * What a helper prints on every cluster of the target, where that is one literal: after its
 * conditions are decided, its white space trimmed, and `print "…"` and calls of other helpers followed.
 */
export function resolveHelper(name: string, all: Helpers, target: TemplateTarget): HelperLiteral | undefined {
  return new HelperReader(all, target).resolve(name);
}

/** Reads the helpers of a chart for one target; each once. */
export class HelperReader {
  private readonly readers: readonly ClusterReader[];

  constructor(
    private readonly all: Helpers,
    target: TemplateTarget,
  ) {
    this.readers = clustersOf(target).map((cluster) => new ClusterReader(all, cluster));
  }

  /** See {@link resolveHelper}. */
  resolve(name: string): HelperLiteral | undefined {
    const literals = this.readers.map((reader) => reader.print(name).literal);
    const [first] = literals;
    const same = literals.every((literal) => literal && first && literal.text === first.text && literal.file === first.file && literal.span.start === first.span.start);
    return same ? first : undefined;
  }

  /** What a helper prints on every cluster, wherever that is written; undefined where it depends on values. */
  value(name: string): string | undefined {
    const value = agreed(this.readers.map((reader) => reader.print(name).printed.value));
    return typeof value === 'string' ? value.trim() : undefined;
  }

  /** Whether a helper prints at least one key of a mapping, whatever the values and the cluster are. */
  printsKeys(name: string, depth = 0): boolean {
    const helpers = this.all.get(name) ?? [];
    return helpers.length > 0 && depth < maximumDepth && helpers.every((helper) => (helper.block.arms[0]?.nodes ?? []).some((node) => this.nodePrintsKeys(node, helper.source, depth)));
  }

  private nodePrintsKeys(node: TemplateNode, source: string, depth: number): boolean {
    if (node.type === 'text') return /^[ \t]*["']?[\w./-]+["']?:[ \t]/m.test(source.slice(node.printed.start, node.printed.end));
    if (node.type === 'block') {
      const complete = node.keyword === 'if' && node.arms.some(({ condition }) => condition === undefined);
      return complete && node.arms.every(({ nodes }) => nodes.some((inner) => this.nodePrintsKeys(inner, source, depth)));
    }
    const { kind, pipeline } = node.action;
    const called = kind === 'template' ? helperOf(pipeline, 'template') : kind === 'output' ? helperOfLines(pipeline) : undefined;
    return called !== undefined && this.printsKeys(called, depth + 1);
  }

  /** What expressions of a text can refer to, on each cluster of the target. */
  scopes(nodes: readonly TemplateNode[]): Scope[] {
    const variables = constantVariables(nodes);
    return this.readers.map((reader) => reader.scope(variables));
  }
}

/** The string that an output prints on every cluster; undefined where it depends on values. */
export function printedBy(pipeline: string, scopes: readonly Scope[]): string | undefined {
  const parsed = parsePipeline(pipeline);
  if (!parsed || parsed.declares.length > 0) return undefined;
  const value = agreed(scopes.map((scope) => evaluate(parsed.value, scope).value));
  return typeof value === 'string' ? value : undefined;
}

interface Print {
  readonly printed: Known;
  /** Where all that is printed, but for white space behind it, is one literal. */
  readonly literal?: HelperLiteral;
}

const nothingKnown: Print = { printed: {} };

class ClusterReader {
  private readonly prints = new Map<string, Print>();
  private depth = 0;

  constructor(
    private readonly all: Helpers,
    private readonly cluster: Cluster,
  ) {}

  scope(variables: Scope['variables']): Scope {
    return { cluster: this.cluster, variables, include: (name) => this.print(name).printed, effort: { left: maximumEffort } };
  }

  print(name: string): Print {
    const done = this.prints.get(name);
    if (done) return done;
    const helpers = this.all.get(name) ?? [];
    if (helpers.length === 0 || this.depth >= maximumDepth) return nothingKnown;
    // What a helper prints that calls itself is not known.
    this.prints.set(name, nothingKnown);
    this.depth++;
    const prints = helpers.map((helper) => this.printOne(helper));
    this.depth--;
    const [first] = prints;
    // Of several definitions it is not known which one Helm takes.
    const value = agreed(prints.map(({ printed }) => printed.value));
    const print = prints.length === 1 && first ? first : value === undefined ? nothingKnown : { printed: known(value) };
    this.prints.set(name, print);
    return print;
  }

  private printOne(helper: Helper): Print {
    const nodes = helper.block.arms[0]?.nodes ?? [];
    return new Printer(helper, this.scope(constantVariables(nodes)), (inner) => this.print(inner)).print(nodes);
  }
}

class Printer {
  constructor(
    private readonly helper: Helper,
    private readonly scope: Scope,
    private readonly call: (name: string) => Print,
  ) {}

  print(nodes: readonly TemplateNode[]): Print {
    const prints = nodes.map((node) => this.node(node)).filter(({ printed }) => printed.value !== '');
    if (prints.some(({ printed }) => typeof printed.value !== 'string')) return prints.length === 1 && prints[0] ? prints[0] : nothingKnown;
    const text = prints.map(({ printed }) => printed.value).join('');
    const solid = prints.filter(({ printed }) => String(printed.value).trim() !== '');
    const literal = solid.length === 1 && text.trimEnd() === solid[0]?.literal?.text ? solid[0].literal : undefined;
    return {
      printed: { ...known(text), ...(solid.length === 1 && solid[0]?.printed.isClusterVersion ? { isClusterVersion: true } : {}) },
      ...(literal ? { literal } : {}),
    };
  }

  private node(node: TemplateNode): Print {
    if (node.type === 'text') return this.literal(node.printed, this.helper.source.slice(node.printed.start, node.printed.end));
    if (node.type === 'block') return this.block(node);
    const { kind, pipeline, pipelineStart } = node.action;
    if (kind === 'template') {
      const name = helperOf(pipeline, 'template');
      return name === undefined ? nothingKnown : this.call(name);
    }
    if (kind !== 'output') return { printed: known('') };
    const parsed = parsePipeline(pipeline);
    if (!parsed || parsed.declares.length > 0) return nothingKnown;
    const name = helperOf(pipeline, 'output');
    if (name !== undefined) return this.call(name);
    const printed = evaluate(parsed.value, this.scope);
    const literal = literalOf(parsed.value);
    if (!literal || literal.value !== printed.value) return { printed };
    const start = pipelineStart + literal.start + 1;
    const end = pipelineStart + literal.end - 1;
    // An escape sequence or parentheses in between: what is printed is not what is written.
    return this.helper.source.slice(start, end) === literal.value ? this.literal({ start, end }, literal.value) : { printed };
  }

  private literal(span: Span, text: string): Print {
    const solid = text.trim();
    if (solid === '') return { printed: known(text) };
    const start = span.start + text.length - text.trimStart().length;
    return { printed: known(text), literal: { text: solid, span: { start, end: start + solid.length }, file: this.helper.file } };
  }

  private block({ keyword, arms }: BlockNode): Print {
    if (keyword === 'define') return { printed: known('') };
    if (keyword !== 'if') return nothingKnown;
    const open: Print[] = [];
    for (const arm of arms) {
      const condition = arm.condition === undefined ? undefined : parsePipeline(arm.condition);
      const truth = arm.condition === undefined ? true : condition && evaluate(condition.value, this.scope).truth;
      if (truth === false) continue;
      const print = this.print(arm.nodes);
      if (truth === true && open.length === 0) return print;
      open.push(print);
      if (truth === true) break;
    }
    // What a value of the chart may override the cluster's version with is that version, too.
    const version = open.find(({ printed }) => printed.isClusterVersion);
    const others = open.every(({ printed }) => printed.value === undefined || printed.value === version?.printed.value);
    return version && others ? { printed: version.printed } : open.length === 0 ? { printed: known('') } : nothingKnown;
  }
}

/** The string literal that an expression passes on as it is: `"x"`, `print "x"`, `printf "%s" "x"`. */
function literalOf(expression: Expression): Extract<Expression, { type: 'string' }> | undefined {
  if (expression.type === 'string') return expression;
  if (expression.type !== 'call') return undefined;
  const { name, args } = expression;
  const literal = name === 'print' && args.length === 1 ? args[0] : name === 'printf' && args.length === 2 && args[0]?.type === 'string' && args[0].value === '%s' ? args[1] : undefined;
  return literal?.type === 'string' ? literal : name === 'printf' && args.length === 1 && args[0]?.type === 'string' ? args[0] : undefined;
}

/** Variables that are declared once in a text and never assigned again, with what they hold. */
function constantVariables(nodes: readonly TemplateNode[]): Map<string, Expression> {
  const variables = new Map<string, Expression>();
  const taken = new Set<string>();
  const declare = (pipeline: string, holds: boolean): void => {
    const parsed = parsePipeline(pipeline);
    for (const name of parsed?.declares ?? []) {
      if (taken.has(name) || !holds || !parsed) variables.delete(name);
      else variables.set(name, parsed.value);
      taken.add(name);
    }
  };
  const visit = (siblings: readonly TemplateNode[]): void => {
    for (const node of siblings) {
      if (node.type === 'action' && node.action.kind === 'assignment') declare(node.action.pipeline, true);
      if (node.type !== 'block' || node.keyword === 'define') continue;
      for (const arm of node.arms) {
        if (arm.condition !== undefined) declare(arm.condition, false);
        visit(arm.nodes);
      }
    }
  };
  visit(nodes);
  return variables;
}
