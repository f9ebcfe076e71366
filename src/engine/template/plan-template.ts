import { servesApi } from '../../catalogue/api-lifecycle.js';
import { applyEdits } from '../../edit/apply.js';
import type { Anchor } from '../../edit/lower.js';
import type { Edit } from '../../model/plan.js';
import { movesOf, serveBoth, type ServedBoth } from './capabilities.js';
import { chooseLines, editKey } from './choice.js';
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
  if (!read.ok) return { ok: false, reason: describe(text, read) };
  return new TemplateRun(isConcerned(read.reading, context) ? read.reading : withFewWorlds(read.reading), context).run();
}

/** Whether a transform may have something to do in any text of a template. */
function isConcerned({ text, regions }: TemplateReading, context: TemplateContext): boolean {
  const printed = regions.flatMap(({ worlds }) => worlds.flatMap(({ holes }) => holes.flatMap(({ value }) => value ?? [])));
  return context.concerned([text, ...new Set(printed)].join('\n'))?.size !== 0;
}

/** As many texts of a template as show each of its lines: enough to tell what it holds, and whether it can be read. */
function withFewWorlds(reading: TemplateReading): TemplateReading {
  const regions = reading.regions.map((region) => {
    const seen = new Set<number>();
    const worlds = region.worlds.filter(({ arms }, index) => {
      const fresh = arms.filter(({ body }) => !seen.has(body.start));
      for (const { body } of fresh) seen.add(body.start);
      return index < 2 || fresh.length > 0;
    });
    return { ...region, worlds };
  });
  return { ...reading, regions };
}

/** What is planned where conditions of transforms hold, or do not. */
interface Case {
  readonly worlds: readonly PlannedWorld[];
  readonly stated: ReadonlyMap<string, boolean>;
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
    const asked = new Set<string>();
    const approach: Approach = { exclusions, anchor, answer: (condition) => asked.add(condition).size > 0 };
    const worlds = planWorlds(this.reading, this.context, approach);
    if (typeof worlds === 'string') return worlds;
    const merged = this.merger.merge(worlds);
    if ('detail' in merged) return { worlds, failure: merged };
    const cases = [{ worlds, stated: new Map([...asked].map((condition) => [condition, true])) }];
    let { edits } = merged;
    for (const condition of asked) {
      const otherwise = planWorlds(this.reading, this.context, { exclusions, anchor, answer: (other) => other !== condition });
      if (typeof otherwise === 'string') return otherwise;
      const plan = this.merger.merge(otherwise);
      if ('detail' in plan) return { worlds, failure: plan };
      cases.push({ worlds: otherwise, stated: new Map([...asked].map((other) => [other, other !== condition])) });
      const otherEdits = withDifference(edits, merged.edits, plan.edits);
      const chosen = otherEdits ? chooseLines(this.reading.text, edits, otherEdits, () => condition) : 'it would meet another one';
      if (typeof chosen === 'string') return { worlds, failure: this.failed(`a choice of both forms cannot be written: ${chosen}`) };
      edits = chosen;
    }
    const failure = this.prove(cases, { ...merged, edits }, asked);
    if (failure) return { worlds, failure };
    const both = this.servingBoth(cases, { ...merged, edits }, asked, approach);
    return 'detail' in both ? { worlds, failure: both } : { worlds, plan: both };
  }

  /** The plan, with choices of API versions where they are wanted and can be written. */
  private servingBoth(cases: readonly Case[], plan: TemplatePlan, asked: ReadonlySet<string>, approach: Approach): TemplatePlan | Failure {
    const { reading, context } = this;
    if (!context.settings.helm?.compat) return plan;
    const worlds = cases.flatMap((each) => each.worlds);
    const old = this.withoutMoves(worlds, approach);
    const both = typeof old === 'string' ? old : serveBoth(reading, worlds, plan, old, this.merger.scope, context.target, context.helpers);
    if (both === undefined) return plan;
    const detail = typeof both === 'string' ? both : this.disproveBoth(both, typeof old === 'string' ? [] : old, cases, asked);
    const movers = new Set(worlds.flatMap(({ documents }) => documents.flatMap(({ plan: planned }) => [...(planned?.movers ?? [])])));
    // The new form alone would leave out clusters that have to be served.
    if (detail !== undefined && this.leavesOutClusters(worlds)) return this.failed(`a choice that serves old clusters cannot be written: ${detail}`);
    const note = detail === undefined ? 'Written as a choice: a cluster that does not serve the new version gets the old form.' : `Only the new form is written, no choice of both: ${detail}.`;
    const findings = plan.findings.map((finding) => (finding.status === 'fixed' && movers.has(finding.transform) ? { ...finding, notes: [...finding.notes, note] } : finding));
    return detail !== undefined || typeof both === 'string' ? { ...plan, findings } : { ...plan, findings, edits: both.edits, helpers: both.helpers };
  }

  /** Whether an object moves to a version that the oldest cluster does not serve. */
  private leavesOutClusters(worlds: readonly PlannedWorld[]): boolean {
    const { from } = this.context.settings.target;
    if (from === undefined) return false;
    return movesOf(worlds).some(({ api, kind }) => servesApi(api.groupVersion, kind, from, this.context.settings.apis) === false);
  }

  /** What is changed where no object moves to another API version. */
  private withoutMoves(worlds: readonly PlannedWorld[], approach: Approach): readonly Edit[] | string {
    const exclusions = worlds.flatMap(({ documents }) => documents.flatMap(({ plan, start, end }) => [...(plan?.movers ?? [])].map((transform) => ({ transform, start, end, detail: '' }))));
    const unmoved = planWorlds(this.reading, this.context, { ...approach, exclusions: [...approach.exclusions, ...exclusions] });
    if (typeof unmoved === 'string') return unmoved;
    const merged = this.merger.merge(unmoved);
    return 'detail' in merged ? merged.detail : merged.edits;
  }

  /** Why a choice of API versions does not hold: on the target the new forms, on older clusters what there was. */
  private disproveBoth(both: ServedBoth, old: readonly Edit[], cases: readonly Case[], asked: ReadonlySet<string>): string | undefined {
    const { context, reading } = this;
    const served = this.prove(cases, both, new Set([...asked, ...both.conditions]));
    if (served) return served.detail;
    const before = readAt(applyEdits(reading.text, old), both.without, context.helpers);
    const after = readAt(applyEdits(reading.text, both.edits), both.without, helpersAfter(context.helpers, both.helpers));
    if (!before.ok || !after.ok) return 'the changed template cannot be read';
    const unplanned = { ...context, choose: () => [] };
    const worlds = planWorlds(before.reading, unplanned, { exclusions: [], anchor: 'always', answer: () => true });
    return typeof worlds === 'string' ? worlds : prove(before.reading, worlds, after.reading, both.conditions)?.detail;
  }

  /** Reads the changed template again: in each case, every text of it has to mean what was planned. */
  private prove(cases: readonly Case[], { edits, helpers }: Pick<TemplatePlan, 'edits' | 'helpers'>, added: ReadonlySet<string>): Failure | undefined {
    if (edits.length === 0 && helpers.every(({ text }) => text === undefined)) return undefined;
    const after = applyEdits(this.reading.text, edits);
    const named = helpersAfter(this.context.helpers, helpers);
    for (const { worlds, stated } of cases) {
      const read = readAt(after, { ...this.context.target, stated }, named);
      const failure = read.ok ? prove(this.reading, worlds, read.reading, added) : this.failed(`the changed template cannot be read: ${read.message}`);
      if (failure) return failure;
    }
    return undefined;
  }

  private failed(detail: string): Failure {
    return { start: 0, end: this.reading.text.length + 1, detail };
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

/** Edits with those of one plan that another one makes differently in the form of the other; undefined where edits would meet. */
function withDifference(edits: readonly Edit[], one: readonly Edit[], other: readonly Edit[]): Edit[] | undefined {
  const [ones, others] = [new Set(one.map(editKey)), new Set(other.map(editKey))];
  const result = [...edits.filter((edit) => !ones.has(editKey(edit)) || others.has(editKey(edit))), ...other.filter((edit) => !ones.has(editKey(edit)))].toSorted((a, b) => a.start - b.start || a.end - b.end);
  return result.every(({ start }, index) => start >= (result[index - 1]?.end ?? 0)) ? result : undefined;
}
