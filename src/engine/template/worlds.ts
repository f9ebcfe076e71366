import type { Anchor } from '../../edit/lower.js';
import type { Edit } from '../../model/plan.js';
import { holdsObject } from '../../source/classify.js';
import { cutDocuments, type Span } from '../../source/documents.js';
import { parseTemplateDocument, type TemplateDocument } from '../../source/template-document.js';
import type { Arm } from '../../source/template/blocks.js';
import type { Helpers } from '../../source/template/helpers.js';
import type { TemplateRegion, TemplateWorld } from '../../source/template/read-template.js';
import type { DocumentPlan } from '../document-in-file.js';
import { planDocument } from '../plan-document.js';
import type { TemplateContext } from './context.js';
import type { TemplateReading } from './reading.js';

/** A transform that cannot be applied to the documents of a stretch of the template, and why. */
export interface Exclusion extends Span {
  readonly transform: string;
  readonly detail: string;
}

/** How the worlds of a template are to be planned. */
export interface Approach {
  readonly exclusions: readonly Exclusion[];
  /** Where new keys and items go. */
  readonly anchor: Anchor;
  /** Whether a condition holds that a transform has asked for; those that it does not know do. */
  readonly answer: (condition: string) => boolean;
}

/** A document of one world, and what is planned for it. */
export interface WorldDocument extends Span {
  readonly text: string;
  readonly document?: TemplateDocument;
  readonly plan?: DocumentPlan;
}

export interface PlannedWorld {
  readonly region: TemplateRegion;
  readonly world: TemplateWorld;
  readonly documents: readonly WorldDocument[];
  /** Bodies of arms that the world does not take. */
  readonly inactive: readonly Span[];
  /** A loop has nothing to print: what is then missing from an object says nothing about the others. */
  readonly idleLoop: boolean;
}

/** Plans the documents of every world; a reason where one cannot be read. */
export function planWorlds(reading: TemplateReading, context: TemplateContext, approach: Approach): PlannedWorld[] | string {
  const bodies = reading.blocks.flatMap(({ arms }) => arms.map(({ body }) => body));
  const loops = reading.blocks.flatMap(({ keyword, arms: [first] }) => (keyword === 'range' && first ? [first.body] : []));
  const known = new Map<string, WorldDocument>();
  const earlier = earlierPlans(reading, context);
  const worlds: PlannedWorld[] = [];
  for (const region of reading.regions) {
    for (const world of region.worlds) {
      const documents: WorldDocument[] = [];
      for (const { start, end } of cutDocuments(world.text)) {
        const text = world.text.slice(start, end);
        // Lines that the template prints are blank in the text.
        const printed = world.opaque.flatMap((lines) => (lines.start >= start && lines.end <= end ? [lines.start] : []));
        const key = `${start}:${printed.join()}:${text}`;
        let document = known.get(key);
        if (!document) {
          const planned = earlier.plan(key, { start, end }, approach, (answered) => planOne(reading, world, { start, end }, text, context, answered));
          if (typeof planned === 'string') return planned;
          known.set(key, (document = planned));
        }
        documents.push(document);
      }
      const taken = new Set(world.arms.map(({ body }) => body.start));
      const inactive = bodies.filter((body) => !taken.has(body.start));
      worlds.push({ region, world, documents, inactive, idleLoop: loops.some((body) => !taken.has(body.start) && !within(body, inactive)) });
    }
  }
  return worlds;
}

/** What has been planned for documents of a template in earlier attempts. */
class EarlierPlans {
  private readonly plans = new Map<string, Map<string, WorldDocument | string>>();

  /** What was planned for a document with the same text, anchor and exclusions; unless it depends on answers. */
  plan(text: string, span: Span, approach: Approach, make: (approach: Approach) => WorldDocument | string): WorldDocument | string {
    const exclusions = approach.exclusions.filter((exclusion) => concernsSpan(exclusion, span)).map(({ transform, detail }) => [transform, detail]);
    const key = JSON.stringify([approach.anchor, exclusions]);
    let plans = this.plans.get(text);
    if (!plans) this.plans.set(text, (plans = new Map<string, WorldDocument | string>()));
    const known = plans.get(key);
    if (known !== undefined) return known;
    let isAsked = false;
    const answer = (condition: string): boolean => {
      isAsked = true;
      return approach.answer(condition);
    };
    const planned = make({ ...approach, answer });
    if (!isAsked) plans.set(key, planned);
    return planned;
  }
}

const earlier = new WeakMap<TemplateReading, WeakMap<TemplateContext, EarlierPlans>>();

function earlierPlans(reading: TemplateReading, context: TemplateContext): EarlierPlans {
  let ofReading = earlier.get(reading);
  if (!ofReading) earlier.set(reading, (ofReading = new WeakMap<TemplateContext, EarlierPlans>()));
  let known = ofReading.get(context);
  if (!known) ofReading.set(context, (known = new EarlierPlans()));
  return known;
}

function concernsSpan(exclusion: Span, span: Span): boolean {
  return exclusion.start < span.end && exclusion.end > span.start;
}

function planOne(reading: TemplateReading, world: TemplateWorld, span: Span, text: string, context: TemplateContext, { exclusions, anchor, answer }: Approach): WorldDocument | string {
  const unplanned = { ...span, text };
  if (holdsObject(text) === 'no' || !context.concerns(reading.text.slice(span.start, span.end))) return unplanned;
  const parsed = parseTemplateDocument(reading.text, world, span, reading.standing);
  if (!parsed.ok) {
    const { line, column } = context.positionOf(span.start + parsed.problem.offset);
    return /apiVersion["']?\s*:/.test(text) && /kind["']?\s*:/.test(text) ? `${parsed.problem.message} (line ${line}, column ${column})` : unplanned;
  }
  const { document } = parsed;
  const { root } = document;
  if (root?.type !== 'map') return unplanned;
  const refused = new Map(exclusions.filter((exclusion) => concernsSpan(exclusion, span)).map(({ transform, detail }) => [transform, detail]));
  // What is printed where the target settles it is not in the template's text.
  const printed = world.holes.flatMap(({ start, value }) => (value !== undefined && start >= span.start && start < span.end ? [value] : []));
  const concerned = context.concerned([reading.text.slice(span.start, span.end), ...printed].join('\n'));
  const place = {
    ...(concerned ? { concerned } : {}),
    document: { ...document, root },
    start: span.start,
    eol: context.eol,
    positionOf: context.positionOf,
    template: {
      open: document.open,
      anchor,
      refused,
      answer,
      servesBoth: context.settings.helm?.compat ?? false,
      get choosesVersion() {
        return choosesVersion(reading, world, context.helpers, span.start + (root.entries.find(({ key }) => key === 'apiVersion')?.value?.start ?? 0));
      },
      get integers() {
        return context.integers;
      },
      get values() {
        return context.values;
      },
    },
  };
  return { ...unplanned, document, plan: planDocument(place, context.settings, context.choose, context.suppressions) };
}

/** Whether what stands at an offset depends on what the cluster is: another cluster takes another arm, or the helper asks. */
function choosesVersion({ blocks, regions }: TemplateReading, { holes }: TemplateWorld, helpers: Helpers, offset: number): boolean {
  const dead = new Set(regions.flatMap((region) => region.dead.map(({ start }) => start)));
  const holds = ({ body }: Arm): boolean => body.start <= offset && body.end >= offset;
  if (blocks.some(({ keyword, arms }) => keyword === 'if' && arms.some(holds) && arms.some(({ body }) => dead.has(body.start)))) return true;
  const helper = holes.find(({ start }) => start === offset)?.helper;
  return helper !== undefined && (helpers.get(helper) ?? []).some(({ source, block }) => /\.Capabilities\./.test(source.slice(block.start, block.end)));
}

/** Whether a world shows the place of an edit: it is in no arm that the world leaves out. */
export function shows({ inactive, region }: PlannedWorld, { start, end }: Edit): boolean {
  return start >= region.span.start && end <= region.span.end && !inactive.some((body) => body.start <= start && body.end >= end);
}

/**
 * Whether a world has no say in an edit that it does not call for: its object is one that no version
 * accepts, or a loop of it has nothing to print. Edits of its own are compared all the same.
 */
export function isOddCase({ idleLoop, documents }: PlannedWorld, { start, end }: Edit): boolean {
  return idleLoop || documents.some((document) => document.start <= start && document.end >= end && document.plan?.malformed === true);
}

/** Whether a body lies inside another one. */
function within(body: Span, others: readonly Span[]): boolean {
  return others.some((other) => other.start < body.start && other.end >= body.end);
}
