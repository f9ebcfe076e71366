import { parsePipeline, type Expression } from './pipeline.js';
import type { Scope } from './conditions.js';

/** Variables may be made of variables this many levels deep. */
const maximumDepth = 10;

/**
 * The value of the chart that a pipeline is, from `.Values`: `service.port` for
 * `.Values.service.port`, and for a variable that is just that. Undefined for anything else: what is
 * computed, and what a loop or `with` makes of values.
 */
export function valuesPathOf(pipeline: string, { variables }: Pick<Scope, 'variables'>): string | undefined {
  const parsed = parsePipeline(pipeline);
  if (!parsed || parsed.declares.length > 0 || parsed.assigns) return undefined;
  const path = pathOf(parsed.value, variables, 0);
  return path?.[0] === 'Values' && path.length > 1 ? path.slice(1).join('.') : undefined;
}

function pathOf(expression: Expression, variables: Scope['variables'], depth: number): readonly string[] | undefined {
  if (expression.type !== 'field' || expression.args.length > 0 || depth > maximumDepth) return undefined;
  const { on, path } = expression;
  if (typeof on !== 'string') return undefined;
  if (path[0] === 'Values') return path;
  const variable = on.length > 1 ? variables.get(on) : undefined;
  const base = variable && pathOf(variable, variables, depth + 1);
  return base && [...base, ...path];
}
