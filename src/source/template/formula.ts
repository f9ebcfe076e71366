/**
 * A condition as a formula over subjects: things of which only the chart's values say what they are,
 * such as `.Values.service.type`. A subject is empty, one of the values it is compared with, or
 * something else.
 */
export type Formula =
  | boolean
  /** The subject counts as true. */
  | { readonly type: 'holds'; readonly subject: string }
  /** The subject equals a literal. */
  | { readonly type: 'is'; readonly subject: string; readonly value: string }
  | { readonly type: 'not'; readonly of: Formula }
  | { readonly type: 'and'; readonly of: readonly Formula[] }
  | { readonly type: 'or'; readonly of: readonly Formula[] };

/** What a subject is: {@link empty}, {@link filled}, or a literal that it is compared with, as JSON. */
export type State = string;
export const empty: State = 'empty';
export const filled: State = 'filled';

/** A formula that has, or has not, to hold. */
export interface Demand {
  readonly formula: Formula;
  readonly holds: boolean;
}

/** Literals that count as false. */
const falseLiterals: ReadonlySet<State> = new Set(['""', '0', 'false', 'null']);

/** Steps that a search may take; real conditions take a few dozen. */
const maximumSteps = 5000;

export function not(formula: Formula): Formula {
  return typeof formula === 'boolean' ? !formula : { type: 'not', of: formula };
}

/** `and` or `or` of formulas, without those that decide nothing. */
export function junctionOf(type: 'and' | 'or', of: readonly Formula[]): Formula {
  const settling = type === 'or';
  if (of.includes(settling)) return settling;
  const open = of.filter((formula) => typeof formula !== 'boolean');
  return open.length === 0 ? !settling : open.length === 1 && open[0] ? open[0] : { type, of: open };
}

/** Whether a formula holds where subjects are what `stateOf` says. */
export function holdsIn(formula: Formula, stateOf: (subject: string) => State): boolean {
  if (typeof formula === 'boolean') return formula;
  switch (formula.type) {
    case 'holds':
      return countsAsTrue(stateOf(formula.subject));
    case 'is':
      return stateOf(formula.subject) === formula.value;
    case 'not':
      return !holdsIn(formula.of, stateOf);
    case 'and':
      return formula.of.every((part) => holdsIn(part, stateOf));
    case 'or':
      return formula.of.some((part) => holdsIn(part, stateOf));
  }
}

function countsAsTrue(state: State): boolean {
  return state !== empty && !falseLiterals.has(state);
}

/** The subjects of formulas with the states they can be in, in the order in which they occur. */
export class Subjects {
  private readonly literals = new Map<string, State[]>();

  add(formula: Formula): void {
    if (typeof formula === 'boolean') return;
    if (formula.type === 'not') {
      this.add(formula.of);
    } else if (formula.type === 'holds' || formula.type === 'is') {
      const literals = this.literals.get(formula.subject) ?? [];
      if (formula.type === 'is' && !literals.includes(formula.value)) literals.push(formula.value);
      this.literals.set(formula.subject, literals);
    } else {
      formula.of.forEach((part) => this.add(part));
    }
  }

  names(): Iterable<string> {
    return this.literals.keys();
  }

  /** What makes conditions on a subject true comes first: its literals; empty comes last. */
  statesOf(subject: string): State[] {
    return [...(this.literals.get(subject) ?? []), filled, empty];
  }
}

/**
 * States of subjects that meet all demands; undefined where there are none, `exhausted` where the
 * search takes too long.
 */
export function satisfy(demands: readonly Demand[], subjects: Subjects): ReadonlyMap<string, State> | undefined | 'exhausted' {
  const states = new Map<string, State>();
  let steps = 0;
  const search = (open: readonly Demand[]): boolean => {
    if (steps++ > maximumSteps) return true;
    const [first, ...rest] = open;
    if (!first) return true;
    const { formula, holds } = first;
    if (typeof formula === 'boolean') return formula === holds && search(rest);
    if (formula.type === 'not') return search([{ formula: formula.of, holds: !holds }, ...rest]);
    if (formula.type === 'and' || formula.type === 'or') {
      if ((formula.type === 'and') === holds) return search([...formula.of.map((part) => ({ formula: part, holds })), ...rest]);
      return formula.of.some((part) => search([{ formula: part, holds }, ...rest]));
    }
    const { subject } = formula;
    const state = states.get(subject);
    if (state !== undefined) return holdsIn(formula, () => state) === holds && search(rest);
    for (const candidate of subjects.statesOf(subject)) {
      if (holdsIn(formula, () => candidate) !== holds) continue;
      states.set(subject, candidate);
      if (search(rest)) return true;
    }
    states.delete(subject);
    return false;
  };
  const found = search(demands);
  return steps > maximumSteps ? 'exhausted' : found ? states : undefined;
}
