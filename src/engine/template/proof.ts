import { compare, keepComments } from '../../edit/document-editor.js';
import { Refusal } from '../../edit/refusal.js';
import { cutDocuments, type Span } from '../../source/documents.js';
import { parseTemplateDocument } from '../../source/template-document.js';
import type { TemplateRegion, TemplateWorld } from '../../source/template/read-template.js';
import type { Failure } from './merge.js';
import type { TemplateReading } from './reading.js';
import type { PlannedWorld, WorldDocument } from './worlds.js';

/**
 * Where the changed template has a text that does not mean what was planned for it.
 *
 * @param added conditions of blocks that are there only after the change, as they are written
 */
export function prove(before: TemplateReading, worlds: readonly PlannedWorld[], after: TemplateReading, added: ReadonlySet<string> = new Set()): Failure | undefined {
  const everywhere = { start: 0, end: before.text.length + 1 };
  for (const planned of worlds) {
    const region = after.regions[before.regions.indexOf(planned.region)];
    const world = region && sameWorld(planned, before.text, region, after.text, added);
    if (!world) return { ...everywhere, detail: 'the changed template branches in another way' };
    const documents = cutDocuments(world.text);
    if (documents.length !== planned.documents.length) return { ...everywhere, detail: 'the change would change where documents end' };
    for (const [index, document] of planned.documents.entries()) {
      const span = documents[index];
      if (!span) continue;
      const detail = proveOne(document, after, world, span, planned.idleLoop);
      if (detail !== undefined) return { start: document.start, end: document.end, detail };
    }
  }
  return undefined;
}

function proveOne(before: WorldDocument, after: TemplateReading, world: TemplateWorld, span: Span, isIdle: boolean): string | undefined {
  const text = world.text.slice(span.start, span.end);
  if (text === before.text && (before.plan?.edits.length ?? 0) === 0) return undefined;
  const read = parseTemplateDocument(after.text, world, span, after.standing);
  if (!read.ok) return before.plan ? read.problem.message : undefined;
  // An object that no version accepts has no say in what the others call for, and so may come out as neither.
  if (!before.document || !before.plan || before.plan.malformed) return undefined;
  // Nor has one in which a loop prints nothing: a list of no items moves where its items do.
  if (isIdle && before.plan.edits.length === 0) return undefined;
  try {
    compare(before.plan.data, read.document.data, before.document.aliased);
    keepComments(before.document, read.document);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.detail;
    throw error;
  }
}

/** The world of a changed template that takes the same arms. */
function sameWorld({ world, region: { worlds } }: PlannedWorld, before: string, region: TemplateRegion, after: string, added: ReadonlySet<string>): TemplateWorld | undefined {
  const arms = (text: string, each: TemplateWorld): string[] =>
    each.arms.flatMap(({ opener, keyword, condition, block }) => (block !== undefined && added.has(block) ? [] : [JSON.stringify([keyword, condition ?? text.slice(opener.start, opener.end)])]));
  const signature = (text: string, each: TemplateWorld): string => arms(text, each).join();
  const wanted = signature(before, world);
  const inPlace = region.worlds[worlds.indexOf(world)];
  if (inPlace && signature(after, inPlace) === wanted) return inPlace;
  const sorted = (text: string, each: TemplateWorld): string => arms(text, each).sort().join();
  return region.worlds.find((each) => signature(after, each) === wanted) ?? region.worlds.find((each) => sorted(after, each) === sorted(before, world));
}
