import type { Edit } from '../../model/plan.js';
import type { Span } from '../../source/documents.js';
import type { BlockNode } from '../../source/template/blocks.js';
import { tokenizeTemplate, type ActionToken } from '../../source/template/tokenize.js';

/** A variable as an action declares it, or gives it another value. */
interface Binding {
  readonly name: string;
  readonly start: number;
  /** Where the declaration holds; absent for another value. */
  readonly body?: Span;
}

/** Knows what `.` and variables stand for at each place of a template. */
export class TemplateScope {
  private readonly rebinding: readonly Span[];
  /** Bodies of named templates. */
  private readonly named: readonly Span[];
  private readonly bindings: readonly Binding[];

  constructor(
    private readonly text: string,
    private readonly actions: readonly ActionToken[],
    blocks: readonly BlockNode[],
  ) {
    const arms = blocks.flatMap(({ arms: all }) => all);
    const bodies = arms.map(({ body }) => body);
    this.rebinding = arms.flatMap(({ opener, body }) => (['with', 'range', 'else with', 'define', 'block'].includes(opener.kind) ? [body] : []));
    this.named = arms.flatMap(({ opener, body }) => (opener.kind === 'define' || opener.kind === 'block' ? [body] : []));
    const whole = { start: 0, end: text.length };
    this.bindings = actions.flatMap((action) => {
      const own = arms.find(({ opener }) => opener === action)?.body;
      const body = own ?? innermost(bodies, action.start) ?? whole;
      return [...bound(action.pipeline)].map(({ name, declared }) => ({ name, start: action.start, ...(declared ? { body } : {}) }));
    });
  }

  /**
   * The action in an edit's text that would not mean there what it means where it was taken from;
   * undefined where there is none. An action that an edit takes away may be put back beside it.
   *
   * @param document where actions are taken from
   * @param edits all edits of the template
   */
  misplaced(edit: Edit, document: Span, edits: readonly Edit[]): string | undefined {
    if (!edit.text.includes('{{')) return undefined;
    const copied = tokenizeTemplate(edit.text);
    if (!copied.ok) return edit.text;
    for (const token of copied.tokens) {
      if (token.type !== 'action') continue;
      const text = edit.text.slice(token.start, token.end);
      const sources = this.actions.filter(({ start, end }) => start >= document.start && end <= document.end && this.text.slice(start, end) === text);
      const fits = (source: Span): boolean => this.isSame(token.pipeline, source.start, edit.start);
      const isTaken = ({ start, end }: Span): boolean => edits.some((other) => other.start <= start && other.end >= end);
      if (!sources.some((source) => isTaken(source) && fits(source)) && !sources.every(fits)) return text;
    }
    return undefined;
  }

  /** How the root is written at an offset: `.` or `$`; undefined in named templates, which may be given anything. */
  rootAt(offset: number): '.' | '$' | undefined {
    if (this.named.some((body) => holds(body, offset))) return undefined;
    return innermost(this.rebinding, offset) ? '$' : '.';
  }

  private isSame(pipeline: string, one: number, other: number): boolean {
    if (innermost(this.rebinding, one) !== innermost(this.rebinding, other)) return false;
    return [...pipeline.matchAll(/\$(\w+)/g)].every(([, name = '']) => {
      const changed = this.bindings.some((binding) => binding.name === name && !binding.body && binding.start > Math.min(one, other) && binding.start < Math.max(one, other));
      return !changed && this.declarationOf(name, one) === this.declarationOf(name, other);
    });
  }

  private declarationOf(name: string, offset: number): Binding | undefined {
    return this.bindings.findLast((binding) => binding.name === name && binding.start < offset && binding.body !== undefined && holds(binding.body, offset));
  }
}

/** `$a := …` and `$a, $b := …` declare, `$a = …` gives another value. */
function* bound(pipeline: string): Iterable<{ readonly name: string; readonly declared: boolean }> {
  for (const [, names = '', colon] of pipeline.matchAll(/((?:\$\w+\s*,\s*)?\$\w+)\s*(:)?=(?!=)/g)) {
    for (const [, name = ''] of names.matchAll(/\$(\w+)/g)) yield { name, declared: colon !== undefined };
  }
}

function innermost(bodies: readonly Span[], offset: number): Span | undefined {
  return bodies.filter((body) => holds(body, offset)).reduce<Span | undefined>((found, body) => (found && found.start > body.start ? found : body), undefined);
}

function holds({ start, end }: Span, offset: number): boolean {
  return offset >= start && offset <= end;
}
