import { orderEdits } from '../../edit/apply.js';
import type { Edit } from '../../model/plan.js';
import { holdsObject } from '../../source/classify.js';
import type { Span } from '../../source/documents.js';
import { selectManifests } from '../../source/manifests.js';
import type { Hole } from '../../source/template/layout.js';
import type { TemplateRegion } from '../../source/template/read-template.js';
import { editKey } from './choice.js';
import type { TemplateContext, TemplatePlan } from './context.js';
import { findingsOf } from './findings.js';
import { helperKey, isHelperAction, rewritten, type HelperAction, type HelperUse } from './helper-use.js';
import type { TemplateReading } from './reading.js';
import { TemplateScope } from './scope.js';
import { isOddCase, shows, type PlannedWorld } from './worlds.js';

/** Where a template does not hold together after the changes. */
export interface Failure extends Span {
  readonly detail: string;
}

/** What one or more worlds call for in a document. */
interface Called {
  readonly edit: Edit;
  readonly worlds: Set<PlannedWorld>;
  readonly document: Span;
}

/** Makes one plan of those of a template's worlds. */
export class Merger {
  /** Actions that print a helper's one literal, by their start. */
  private readonly helperActions: ReadonlyMap<number, HelperAction>;
  /** Actions that print what a helper computes, by their start. */
  private readonly computed: ReadonlyMap<number, Hole>;
  readonly scope: TemplateScope;

  constructor(
    private readonly reading: TemplateReading,
    private readonly context: TemplateContext,
  ) {
    const holes = reading.regions.flatMap(({ worlds }) => worlds.flatMap((world) => world.holes));
    this.helperActions = new Map(holes.filter(isHelperAction).map((hole) => [hole.start, hole]));
    this.computed = new Map(holes.filter(({ helper, literal, value }) => helper !== undefined && !literal && value !== undefined).map((hole) => [hole.start, hole]));
    this.scope = new TemplateScope(reading.text, reading.actions, reading.blocks);
  }

  /** The edits of all worlds, where they agree; each has to be called for in every world that shows its place. */
  merge(worlds: readonly PlannedWorld[]): TemplatePlan | Failure {
    const called = calledFor(worlds);
    const all = called.map(({ edit }) => edit);
    for (const { edit, worlds: calling, document } of called) {
      const span = { start: document.start, end: document.end };
      const [caller] = calling;
      const objecting = worlds.filter((world) => world.region === caller?.region && !calling.has(world) && shows(world, edit) && !isOddCase(world, edit));
      if (objecting.length > 0) return { ...span, detail: `the change would not be the same in every case: ${this.differenceOf([...calling], objecting)}` };
      const misplaced = this.scope.misplaced(edit, span, all);
      if (misplaced !== undefined) return { ...span, detail: `${misplaced} would stand for something else where it is wanted` };
      if (this.reading.actions.some((action) => cuts(edit.start, action) || cuts(edit.end, action))) return { ...span, detail: 'the change would cut a template action' };
    }
    const split = this.splitHelpers(called);
    if ('detail' in split) return split;
    const untouched = this.versionsFromHelpers(worlds).filter(({ start }) => !all.some((edit) => edit.start === start));
    const helpers = [...split.helpers, ...untouched.map(({ literal, helper }) => ({ helper, file: literal.file, span: literal.span }))];
    const ordered = orderEdits(split.own);
    const overlapping = ordered.find((edit, index) => edit.start < (ordered[index - 1]?.end ?? 0));
    if (overlapping) return { start: overlapping.start, end: overlapping.end + 1, detail: 'changes of different cases meet in the same text' };
    return { helpers, objects: this.objectsOf(worlds), edits: ordered, ...findingsOf(worlds) };
  }

  /** Tells edits of the template from those of the helpers that it calls. */
  private splitHelpers(called: readonly Called[]): { readonly own: Edit[]; readonly helpers: HelperUse[] } | Failure {
    const own: Edit[] = [];
    const helpers: HelperUse[] = [];
    for (const { edit, document } of called) {
      const computed = this.computed.get(edit.start);
      if (computed?.end === edit.end) return { start: document.start, end: document.end, detail: `the helper ${computed.helper ?? ''} computes it` };
      const action = this.helperActions.get(edit.start);
      if (!action || action.end !== edit.end) {
        own.push(edit);
        continue;
      }
      const { literal, helper } = action;
      const text = rewritten(literal.text, edit.text);
      const failed = (detail: string): Failure => ({ start: document.start, end: document.end, detail });
      if (text === undefined) return failed(`the helper ${helper} prints it in a form that is not known`);
      if (this.context.settledHelpers.has(helperKey(literal))) return failed(`the helper ${helper} prints the version of other objects, too, which cannot change in the same way`);
      helpers.push({ helper, file: literal.file, span: literal.span, text });
    }
    return { own, helpers };
  }

  /** The actions of a helper that stand where objects say their version. */
  private versionsFromHelpers(worlds: readonly PlannedWorld[]): HelperAction[] {
    const starts = new Set(
      worlds.flatMap(({ documents }) =>
        documents.flatMap(({ document, start }) => {
          const root = document?.root;
          const entry = root?.type === 'map' ? root.entries.find(({ key }) => key === 'apiVersion') : undefined;
          return entry?.value ? [start + entry.value.start] : [];
        }),
      ),
    );
    return [...this.helperActions.values()].filter(({ start }) => starts.has(start));
  }

  /** The condition that worlds which agree otherwise take differently. */
  private differenceOf(calling: readonly PlannedWorld[], objecting: readonly PlannedWorld[]): string {
    const arms = (world: PlannedWorld): Map<number, string> => new Map(world.world.arms.map(({ opener }) => [opener.start, this.reading.text.slice(opener.start, opener.end)]));
    const without = (some: ReadonlyMap<number, string>, others: ReadonlyMap<number, string>): [number, string][] => [...some].filter(([start]) => !others.has(start));
    let nearest: readonly [number, string][] | undefined;
    for (const caller of calling.map(arms)) {
      for (const other of objecting.map(arms)) {
        const difference = [...without(caller, other), ...without(other, caller)];
        if (difference.length > 0 && (!nearest || difference.length < nearest.length)) nearest = difference;
      }
    }
    const [first] = nearest ?? [];
    return first ? `it depends on ${first[1].replace(/\s+/g, ' ')} (line ${this.context.positionOf(first[0]).line})` : 'its blocks call for different edits';
  }

  private objectsOf(worlds: readonly PlannedWorld[]): number {
    const counts = new Map<TemplateRegion, number>();
    for (const { region, documents } of worlds) {
      const objects = documents.reduce((sum, { document, text }) => sum + (document ? selectManifests(document.data, this.context.settings.embedded).manifests.length : holdsObject(text) === 'yes' ? 1 : 0), 0);
      counts.set(region, Math.max(counts.get(region) ?? 0, objects));
    }
    return [...counts.values()].reduce((sum, count) => sum + count, 0);
  }
}

function calledFor(worlds: readonly PlannedWorld[]): Called[] {
  const called = new Map<string, Called>();
  for (const world of worlds) {
    for (const document of world.documents) {
      for (const edit of document.plan?.edits ?? []) {
        const key = editKey(edit);
        const known = called.get(key);
        if (known) known.worlds.add(world);
        else called.set(key, { edit, worlds: new Set([world]), document });
      }
    }
  }
  return [...called.values()];
}

function cuts(offset: number, { start, end }: Span): boolean {
  return offset > start && offset < end;
}
