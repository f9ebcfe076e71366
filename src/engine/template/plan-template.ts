import { applyEdits } from '../../edit/apply.js';
import type { Anchor } from '../../edit/lower.js';
import type { TemplateContext, TemplatePlan } from './context.js';
import { helpersAfter } from './helper-use.js';
import { Merger, type Failure } from './merge.js';
import { prove } from './proof.js';
import { describe, readAt, type TemplateReading } from './reading.js';
import { planWorlds, type Approach, type Exclusion, type PlannedWorld } from './worlds.js';

export type PlannedTemplate = { readonly ok: true; readonly plan: TemplatePlan } | { readonly ok: false; readonly reason: string };

type Attempt = { readonly worlds: readonly PlannedWorld[]; readonly plan: TemplatePlan; readonly failure?: never } | { readonly worlds: readonly PlannedWorld[]; readonly plan?: never; readonly failure: Failure };

/**
 * Plans a Helm template. It stands for a set of texts, one for each way through its blocks; each is
 * planned as any manifest is, and a change is made where all texts that show its place call for it.
 * The changed template is read again, and each of its texts has to mean what was planned for it.
 */
export function planTemplate(text: string, context: TemplateContext): PlannedTemplate {
  const read = readAt(text, context.target, context.helpers);
  return read.ok ? new TemplateRun(read.reading, context).run() : { ok: false, reason: describe(text, read) };
}

class TemplateRun {
  private readonly merger: Merger;

  constructor(
    private readonly reading: TemplateReading,
    private readonly context: TemplateContext,
  ) {
    this.merger = new Merger(reading, context);
  }

  run(): PlannedTemplate {
    const exclusions: Exclusion[] = [];
    for (;;) {
      const first = this.attempt(exclusions, 'always');
      if (typeof first === 'string') return { ok: false, reason: first };
      if (first.plan) return { ok: true, plan: first.plan };
      const second = this.attempt(exclusions, 'beside');
      if (typeof second !== 'string' && second.plan) return { ok: true, plan: second.plan };
      const excluded = this.culprits(first.worlds, first.failure, exclusions);
      if (excluded.length === 0) return { ok: false, reason: first.failure.detail };
      exclusions.push(...excluded);
    }
  }

  /** A plan that holds for all worlds, or where they do not agree; a reason where they cannot be read. */
  private attempt(exclusions: readonly Exclusion[], anchor: Anchor): Attempt | string {
    const approach: Approach = { exclusions, anchor, answer: () => true };
    const worlds = planWorlds(this.reading, this.context, approach);
    if (typeof worlds === 'string') return worlds;
    const merged = this.merger.merge(worlds);
    if ('detail' in merged) return { worlds, failure: merged };
    const failure = this.prove(worlds, merged);
    return failure ? { worlds, failure } : { worlds, plan: merged };
  }

  /** Reads the changed template again: every text of it has to mean what was planned. */
  private prove(worlds: readonly PlannedWorld[], { edits, helpers }: TemplatePlan): Failure | undefined {
    if (edits.length === 0 && helpers.every(({ text }) => text === undefined)) return undefined;
    const { text } = this.reading;
    const read = readAt(applyEdits(text, edits), this.context.target, helpersAfter(this.context.helpers, helpers));
    return read.ok ? prove(this.reading, worlds, read.reading) : { start: 0, end: text.length + 1, detail: `the changed template cannot be read: ${read.message}` };
  }

  /** The transforms whose changes cannot be made where the template fails: each that fails alone, or all of them. */
  private culprits(worlds: readonly PlannedWorld[], failure: Failure, exclusions: readonly Exclusion[]): Exclusion[] {
    const plans = worlds.flatMap(({ documents }) => documents.filter(({ start, end }) => start < failure.end && end > failure.start));
    const active = new Set(plans.flatMap(({ plan }) => plan?.findings.filter(({ status }) => status === 'fixed').map(({ transform }) => transform) ?? []));
    const exclude = (transform: string): Exclusion => ({ transform, detail: failure.detail, start: failure.start, end: failure.end });
    const all = [...active].map(exclude);
    if (all.length < 2) return all;
    const failing = all.filter((candidate) => {
      const others = all.filter((each) => each !== candidate);
      const attempts = (['always', 'beside'] as const).map((anchor) => this.attempt([...exclusions, ...others], anchor));
      return attempts.every((alone) => typeof alone === 'string' || (alone.failure && alone.failure.start < failure.end && alone.failure.end > failure.start));
    });
    return failing.length === 0 ? all : failing;
  }
}
