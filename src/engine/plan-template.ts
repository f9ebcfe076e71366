import { applyEdits, orderEdits } from '../edit/apply.js';
import { compare, keepComments } from '../edit/document-editor.js';
import type { Anchor } from '../edit/lower.js';
import { Refusal } from '../edit/refusal.js';
import type { Finding, SuppressedFinding } from '../model/finding.js';
import type { Edit } from '../model/plan.js';
import type { FileSettings } from '../model/settings.js';
import { holdsObject } from '../source/classify.js';
import { cutDocuments, type Span } from '../source/documents.js';
import { selectManifests } from '../source/manifests.js';
import { parseTemplateDocument, withoutQuotes, type TemplateDocument } from '../source/template-document.js';
import { blockTree } from '../source/template/blocks.js';
import type { TemplateTarget } from '../source/template/conditions.js';
import { collectHelpers, indexHelpers, type HelperLiteral, type Helpers } from '../source/template/helpers.js';
import type { Hole as TemplateHole } from '../source/template/layout.js';
import { readTemplate, type TemplateRegion, type TemplateWorld } from '../source/template/read-template.js';
import { tokenizeTemplate } from '../source/template/tokenize.js';
import { planDocument, type Choose, type DocumentPlan, type PositionOf } from './plan-document.js';
import type { Suppressions } from './suppression.js';
import { TemplateScope } from './template-scope.js';
import type { Concerned } from './triggers.js';

/** What the planning of a template needs to know. */
export interface TemplateContext {
  readonly settings: FileSettings;
  readonly target: TemplateTarget;
  readonly helpers: Helpers;
  readonly choose: Choose;
  readonly suppressions: Suppressions;
  readonly positionOf: PositionOf;
  readonly eol: string;
  /** Places in files of helpers that cannot change, because not everything that prints them can follow; see {@link helperKey}. */
  readonly settledHelpers: ReadonlySet<string>;
  /** Whether a text may hold anything outdated. */
  concerns(text: string): boolean;
  /** The transforms that may have something to do in a text; undefined where only trying all can tell. */
  concerned(text: string): Concerned | undefined;
}

/** What a named template prints, as the version of objects: where that is written, and what it is to become. */
export interface HelperUse {
  readonly helper: string;
  readonly file: string;
  readonly span: Span;
  /** Absent where an object is to keep the version. */
  readonly text?: string;
}

export interface TemplatePlan {
  /** The helpers that print the versions of the template's objects. */
  readonly helpers: readonly HelperUse[];
  readonly objects: number;
  readonly edits: readonly Edit[];
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
}

/** Names the place where a helper's literal is written. */
export function helperKey({ file, span }: Pick<HelperUse, 'file' | 'span'>): string {
  return `${file}:${span.start}`;
}

export type PlannedTemplate = { readonly ok: true; readonly plan: TemplatePlan } | { readonly ok: false; readonly reason: string };

/** A transform that cannot be applied to the documents of a stretch of the template, and why. */
interface Exclusion extends Span {
  readonly transform: string;
  readonly detail: string;
}

/** A document of one world, and what is planned for it. */
interface WorldDocument extends Span {
  readonly text: string;
  readonly document?: TemplateDocument;
  readonly plan?: DocumentPlan;
}

interface PlannedWorld {
  readonly region: TemplateRegion;
  readonly world: TemplateWorld;
  readonly documents: readonly WorldDocument[];
  /** Bodies of arms that the world does not take. */
  readonly inactive: readonly Span[];
  /** A loop has nothing to print: what is then missing from an object says nothing about the others. */
  readonly idleLoop: boolean;
}

type Attempt = { readonly worlds: readonly PlannedWorld[]; readonly plan: TemplatePlan; readonly failure?: never } | { readonly worlds: readonly PlannedWorld[]; readonly plan?: never; readonly failure: Failure };

/** Where a template does not hold together after the changes. */
interface Failure extends Span {
  readonly detail: string;
}

/**
 * Plans a Helm template. It stands for a set of texts, one for each way through its blocks; each is
 * planned as any manifest is, and a change is made where all texts that show its place call for it.
 * The changed template is read again, and each of its texts has to mean what was planned for it.
 */
export function planTemplate(text: string, context: TemplateContext): PlannedTemplate {
  const template = TemplateRun.open(text, context);
  return template instanceof TemplateRun ? template.run() : { ok: false, reason: template };
}

class TemplateRun {
  /** Actions that print a helper's one literal, by their start. */
  private readonly helperUses: ReadonlyMap<number, TemplateHole & { literal: HelperLiteral; helper: string }>;

  private constructor(
    private readonly text: string,
    private readonly context: TemplateContext,
    private readonly regions: readonly TemplateRegion[],
    private readonly actions: readonly Span[],
    private readonly blocks: readonly Span[],
    private readonly bodies: readonly Span[],
    private readonly loops: readonly Span[],
    private readonly scope: TemplateScope,
  ) {
    const holes = regions.flatMap(({ worlds }) => worlds.flatMap((world) => world.holes));
    this.helperUses = new Map(holes.flatMap(({ literal, helper, ...hole }) => (literal && helper !== undefined ? [[hole.start, { ...hole, literal, helper }]] : [])));
  }

  /** A reason where the template cannot be read. */
  static open(text: string, context: TemplateContext): TemplateRun | string {
    const read = readTemplate(text, context.target, context.helpers);
    if (!read.ok) return describe(read.problem, context.positionOf);
    const tokenized = tokenizeTemplate(text);
    if (!tokenized.ok) return describe(tokenized.problem, context.positionOf);
    const treed = blockTree(text, tokenized.tokens);
    if (!treed.ok) return describe(treed.problem, context.positionOf);
    const blocks = treed.tree.blocks.filter(({ start, end, keyword }) => keyword !== 'define' && text.slice(start, end).includes('\n'));
    const bodies = treed.tree.blocks.flatMap(({ arms }) => arms.map(({ body }) => body));
    const loops = treed.tree.blocks.flatMap(({ keyword, arms: [first] }) => (keyword === 'range' && first ? [first.body] : []));
    const actions = tokenized.tokens.filter((token) => token.type === 'action');
    return new TemplateRun(text, context, read.regions, actions, blocks, bodies, loops, new TemplateScope(text, actions, treed.tree.blocks));
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
    const worlds = this.planWorlds(exclusions, anchor);
    if (typeof worlds === 'string') return worlds;
    const merged = this.merge(worlds);
    if ('detail' in merged) return { worlds, failure: merged };
    const failure = this.prove(worlds, merged);
    return failure ? { worlds, failure } : { worlds, plan: merged };
  }

  /** A reason where a document cannot be read in one of the worlds. */
  private planWorlds(exclusions: readonly Exclusion[], anchor: Anchor): PlannedWorld[] | string {
    const known = new Map<string, WorldDocument>();
    const worlds: PlannedWorld[] = [];
    for (const region of this.regions) {
      for (const world of region.worlds) {
        const documents: WorldDocument[] = [];
        for (const { start, end } of cutDocuments(world.text)) {
          const text = world.text.slice(start, end);
          // Lines that the template prints are blank in the text.
          const printed = world.opaque.flatMap((lines) => (lines.start >= start && lines.end <= end ? [lines.start] : []));
          const key = `${start}:${printed.join()}:${text}`;
          let document = known.get(key);
          if (!document) {
            const planned = this.planOne(world, { start, end }, text, exclusions, anchor);
            if (typeof planned === 'string') return planned;
            known.set(key, (document = planned));
          }
          documents.push(document);
        }
        const taken = new Set(world.arms.map(({ body }) => body.start));
        const inactive = this.bodies.filter((body) => !taken.has(body.start));
        worlds.push({ region, world, documents, inactive, idleLoop: this.loops.some((body) => !taken.has(body.start) && !within(body, inactive)) });
      }
    }
    return worlds;
  }

  private planOne(world: TemplateWorld, span: Span, text: string, exclusions: readonly Exclusion[], anchor: Anchor): WorldDocument | string {
    const { context } = this;
    const unplanned = { ...span, text };
    if (holdsObject(text) === 'no' || !context.concerns(this.text.slice(span.start, span.end))) return unplanned;
    const parsed = parseTemplateDocument(this.text, world, span, this.blocks);
    if (!parsed.ok) {
      const { line, column } = context.positionOf(span.start + parsed.problem.offset);
      return /apiVersion["']?\s*:/.test(text) && /kind["']?\s*:/.test(text) ? `${parsed.problem.message} (line ${line}, column ${column})` : unplanned;
    }
    const { document } = parsed;
    const { root } = document;
    if (root?.type !== 'map') return unplanned;
    const refused = new Map(exclusions.filter(({ start, end }) => start < span.end && end > span.start).map(({ transform, detail }) => [transform, detail]));
    // What is printed where the target settles it is not in the template's text.
    const printed = world.holes.flatMap(({ start, value }) => (value !== undefined && start >= span.start && start < span.end ? [value] : []));
    const concerned = context.concerned([this.text.slice(span.start, span.end), ...printed].join('\n'));
    const place = { ...(concerned ? { concerned } : {}), document: { ...document, root }, start: span.start, eol: context.eol, positionOf: context.positionOf, template: { open: document.open, anchor, refused } };
    return { ...unplanned, document, plan: planDocument(place, context.settings, context.choose, context.suppressions) };
  }

  /** The edits of all worlds, where they agree; each has to be called for in every world that shows its place. */
  private merge(worlds: readonly PlannedWorld[]): TemplatePlan | Failure {
    const edits = new Map<string, { readonly edit: Edit; readonly worlds: Set<PlannedWorld>; readonly document: Span }>();
    for (const world of worlds) {
      for (const document of world.documents) {
        for (const edit of document.plan?.edits ?? []) {
          const key = `${edit.start}:${edit.end}:${edit.text}`;
          const known = edits.get(key);
          if (known) known.worlds.add(world);
          else edits.set(key, { edit, worlds: new Set([world]), document });
        }
      }
    }
    const all = [...edits.values()].map(({ edit }) => edit);
    for (const { edit, worlds: calling, document } of edits.values()) {
      const span = { start: document.start, end: document.end };
      const [caller] = calling;
      const objecting = worlds.filter((world) => world.region === caller?.region && !calling.has(world) && shows(world, edit) && !isOddCase(world, edit));
      if (objecting.length > 0) return { ...span, detail: `the change would not be the same in every case: ${this.differenceOf([...calling], objecting)}` };
      const misplaced = this.scope.misplaced(edit, span, all);
      if (misplaced !== undefined) return { ...span, detail: `${misplaced} would stand for something else where it is wanted` };
      if (this.actions.some((action) => cuts(edit.start, action) || cuts(edit.end, action))) return { ...span, detail: 'the change would cut a template action' };
    }
    const helpers: HelperUse[] = [];
    const own: Edit[] = [];
    for (const { edit, document } of edits.values()) {
      const use = this.helperUses.get(edit.start);
      if (!use || use.end !== edit.end) {
        own.push(edit);
        continue;
      }
      const text = rewritten(use.literal.text, edit.text);
      const failed = (detail: string): Failure => ({ start: document.start, end: document.end, detail });
      if (text === undefined) return failed(`the helper ${use.helper} prints it in a form that is not known`);
      if (this.context.settledHelpers.has(helperKey(use.literal))) return failed(`the helper ${use.helper} prints the version of other objects, too, which cannot change in the same way`);
      helpers.push({ helper: use.helper, file: use.literal.file, span: use.literal.span, text });
    }
    for (const { start, literal, helper } of this.versionsFromHelpers(worlds)) {
      if (![...edits.values()].some(({ edit }) => edit.start === start)) helpers.push({ helper, file: literal.file, span: literal.span });
    }
    const ordered = orderEdits(own);
    const overlapping = ordered.find((edit, index) => edit.start < (ordered[index - 1]?.end ?? 0));
    if (overlapping) return { start: overlapping.start, end: overlapping.end + 1, detail: 'changes of different cases meet in the same text' };
    return { helpers, objects: this.objectsOf(worlds), edits: ordered, ...this.said(worlds) };
  }

  /** The actions of a helper that stand where objects say their version. */
  private versionsFromHelpers(worlds: readonly PlannedWorld[]): (TemplateHole & { literal: HelperLiteral; helper: string })[] {
    const starts = new Set(
      worlds.flatMap(({ documents }) =>
        documents.flatMap(({ document, start }) => {
          const root = document?.root;
          const entry = root?.type === 'map' ? root.entries.find(({ key }) => key === 'apiVersion') : undefined;
          return entry?.value ? [start + entry.value.start] : [];
        }),
      ),
    );
    return [...this.helperUses.values()].filter(({ start }) => starts.has(start));
  }

  /** The condition that worlds which agree otherwise take differently. */
  private differenceOf(calling: readonly PlannedWorld[], objecting: readonly PlannedWorld[]): string {
    const arms = (world: PlannedWorld): Map<number, string> => new Map(world.world.arms.map(({ opener }) => [opener.start, this.text.slice(opener.start, opener.end)]));
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

  private said(worlds: readonly PlannedWorld[]): Pick<TemplatePlan, 'findings' | 'suppressed'> {
    const findings = new Map<string, Finding>();
    const suppressed = new Map<string, SuppressedFinding>();
    const regular = worlds.some(({ idleLoop }) => !idleLoop) ? worlds.filter(({ idleLoop }) => !idleLoop) : worlds;
    const planned = [...new Map(regular.flatMap(({ documents }) => documents.flatMap(({ plan, start }) => (plan ? [[plan, start] as const] : []))))];
    // What no version accepts is news only where the template never prints anything better.
    const sound = new Set(planned.flatMap(([{ malformed }, start]) => (malformed ? [] : [start])));
    for (const [plan, start] of planned) {
      if (plan.malformed && sound.has(start)) continue;
      for (const finding of plan.findings) {
        const key = plan.once.has(finding) ? `${start} ${keyOf({ ...finding, line: 0, column: 0, path: '' })}` : keyOf(finding);
        const known = findings.get(key);
        if (!known || finding.line < known.line) findings.set(key, finding);
      }
      for (const silenced of plan.suppressed) if (!suppressed.has(keyOf(silenced.finding))) suppressed.set(keyOf(silenced.finding), silenced);
    }
    return { findings: withoutEchoes([...findings.values()]), suppressed: [...suppressed.values()] };
  }

  /** Reads the changed template again: every text of it has to mean what was planned. */
  private prove(worlds: readonly PlannedWorld[], { edits, helpers }: TemplatePlan): Failure | undefined {
    const changedHelpers = helpers.filter(({ text }) => text !== undefined);
    if (edits.length === 0 && changedHelpers.length === 0) return undefined;
    const after = applyEdits(this.text, edits);
    const everywhere = { start: 0, end: this.text.length + 1 };
    const read = readTemplate(after, this.context.target, changedHelpers.length === 0 ? this.context.helpers : helpersAfter(this.context.helpers, changedHelpers));
    if (!read.ok) return { ...everywhere, detail: `the changed template cannot be read: ${read.problem.message}` };
    const tokenized = tokenizeTemplate(after);
    const treed = tokenized.ok ? blockTree(after, tokenized.tokens) : undefined;
    const blocks = treed?.ok ? treed.tree.blocks.filter(({ start, end, keyword }) => keyword !== 'define' && after.slice(start, end).includes('\n')) : [];
    for (const planned of worlds) {
      const region = read.regions[this.regions.indexOf(planned.region)];
      const world = region && sameWorld(planned, this.text, region, after);
      if (!world) return { ...everywhere, detail: 'the changed template branches in another way' };
      const documents = cutDocuments(world.text);
      if (documents.length !== planned.documents.length) return { ...everywhere, detail: 'the change would change where documents end' };
      for (const [index, before] of planned.documents.entries()) {
        const span = documents[index];
        if (!span) continue;
        const failure = this.proveOne(before, after, world, span, blocks);
        if (failure !== undefined) return { start: before.start, end: before.end, detail: failure };
      }
    }
    return undefined;
  }

  private proveOne(before: WorldDocument, after: string, world: TemplateWorld, span: Span, blocks: readonly Span[]): string | undefined {
    const text = world.text.slice(span.start, span.end);
    if (text === before.text && (before.plan?.edits.length ?? 0) === 0) return undefined;
    const read = parseTemplateDocument(after, world, span, blocks);
    if (!read.ok) return before.plan ? read.problem.message : undefined;
    // An object that no version accepts has no say in what the others call for, and so may come out as neither.
    if (!before.document || !before.plan || before.plan.malformed) return undefined;
    try {
      compare(before.plan.data, read.document.data, before.document.aliased);
      keepComments(before.document, read.document);
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error.detail;
      throw error;
    }
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

/** Where one text says that a person has to decide, that is why the others cannot be changed. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const objectOf = ({ transform, kind, name }: Finding): string => JSON.stringify([transform, kind, name]);
  const asked = new Set(findings.filter(({ status }) => status === 'manual').map(objectOf));
  return findings.filter((finding) => finding.refusal !== 'template' || !asked.has(objectOf(finding)));
}

/** Findings of one key say the same. What could not be made in one way is said once, whatever the ways are. */
function keyOf({ transform, messageId, status, line, column, path, kind, name, refusal }: Finding): string {
  return JSON.stringify(refusal === 'template' ? [transform, kind, name] : [transform, messageId, status, line, column, path, kind, name]);
}

/**
 * Whether a world has no say in an edit that it does not call for: its object is one that no version
 * accepts, or a loop of it has nothing to print. Edits of its own are compared all the same.
 */
function isOddCase({ idleLoop, documents }: PlannedWorld, { start, end }: Edit): boolean {
  return idleLoop || documents.some((document) => document.start <= start && document.end >= end && document.plan?.malformed === true);
}

/** Whether a body lies inside another one. */
function within(body: Span, others: readonly Span[]): boolean {
  return others.some((other) => other.start < body.start && other.end >= body.end);
}

/** Whether a world shows the place of an edit: it is in no arm that the world leaves out. */
function shows({ inactive, region }: PlannedWorld, { start, end }: Edit): boolean {
  return start >= region.span.start && end <= region.span.end && !inactive.some((body) => body.start <= start && body.end >= end);
}

function cuts(offset: number, { start, end }: Span): boolean {
  return offset > start && offset < end;
}

/** The world of a changed template that takes the same arms. */
function sameWorld({ world, region: { worlds } }: PlannedWorld, before: string, region: TemplateRegion, after: string): TemplateWorld | undefined {
  const signature = (text: string, { arms }: TemplateWorld): string => JSON.stringify(arms.map(({ opener, keyword, condition }) => [keyword, condition ?? text.slice(opener.start, opener.end)]));
  const wanted = signature(before, world);
  const inPlace = region.worlds[worlds.indexOf(world)];
  if (inPlace && signature(after, inPlace) === wanted) return inPlace;
  const sorted = (text: string, each: TemplateWorld): string => JSON.stringify(JSON.parse(signature(text, each)).map(String).sort());
  return region.worlds.find((each) => signature(after, each) === wanted) ?? region.worlds.find((each) => sorted(after, each) === sorted(before, world));
}

/** What a helper is to print: the literal with the new version, in its quotes if it has any. */
function rewritten(literal: string, text: string): string | undefined {
  const value = withoutQuotes(text);
  const [, quote] = /^(["'])[^"'\\]*\1$/.exec(literal) ?? [];
  if (!/^[\w./-]+$/.test(value) || !/^[\w./-]+$/.test(withoutQuotes(literal))) return undefined;
  return quote === undefined ? value : quote + value + quote;
}

/** The named templates of a chart as they are when their files have been changed. */
export function helpersAfter(helpers: Helpers, uses: readonly HelperUse[]): Helpers {
  const all = [...helpers.values()].flat();
  const changed = new Map(uses.map((use) => [helperKey(use), use]));
  const files = new Set(uses.map(({ file }) => file));
  const others = all.filter(({ file }) => !files.has(file));
  const again = [...files].flatMap((file) => {
    const source = all.find((helper) => helper.file === file)?.source ?? '';
    const edits = [...changed.values()].flatMap((use) => (use.file === file && use.text !== undefined ? [{ start: use.span.start, end: use.span.end, text: use.text }] : []));
    const text = applyEdits(source, edits);
    const tokenized = tokenizeTemplate(text);
    const treed = tokenized.ok ? blockTree(text, tokenized.tokens) : undefined;
    return treed?.ok ? collectHelpers(file, text, treed.tree) : [];
  });
  return indexHelpers([...others, ...again]);
}

function describe({ message, offset }: { readonly message: string; readonly offset: number }, positionOf: PositionOf): string {
  const { line, column } = positionOf(offset);
  return `${message} (line ${line}, column ${column})`;
}
