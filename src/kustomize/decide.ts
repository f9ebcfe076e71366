import { groupBy } from '../model/group-by.js';
import { deepEqual, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import type { Operation } from '../model/operation.js';
import { isChanged, type Hindrance } from './hindrance.js';
import { applyOperation, describeOperation, type JsonPatchOperation } from './json-patch.js';
import { isNamedBy, isNeutral, merge, operate, type Application, type BuiltObject, type KustomizationFile, type PatchDocument, type Use } from './overlays.js';
import { moveReference, type Reference } from './references.js';
import { movedSelector, selects, type Selector } from './selector.js';
import { translateOperation } from './translate-operation.js';

/** Operations, by the index of the one that they take the place of. */
export type TranslatedOperations = readonly (readonly JsonPatchOperation[])[];

/** What becomes of the patches. */
export interface Decisions {
  /** The new form of each patch that has to change: the merged data, or operations. */
  readonly merges: ReadonlyMap<PatchDocument, JsonObject>;
  /** Those of them that differ in their version only, which planning did not find. */
  readonly renamed: ReadonlySet<PatchDocument>;
  readonly operations: ReadonlyMap<PatchDocument, TranslatedOperations>;
  /** The new target of each entry that has to change, by its first application. */
  readonly targets: ReadonlyMap<string, { readonly application: Application; readonly target: Selector }>;
  /** Objects that cannot change, by id, with the patch that does not let them. */
  readonly stuck: ReadonlyMap<string, Hindrance>;
}

export interface Planner {
  /** A strategic-merge patch as planning makes it; undefined where planning leaves it alone. */
  migratedPatch(document: PatchDocument): JsonObject | undefined;
  /** Whether somebody has asked for a patch to be left alone. */
  isSilenced(document: PatchDocument): boolean;
  migrate(object: BuiltObject, data: JsonObject): { readonly data: JsonObject };
}

export function entryId({ kustomization, entry }: Application): string {
  return JSON.stringify([kustomization.file, entry.at]);
}

/**
 * Decides what becomes of each patch: it stays, or takes the form with which it makes of each
 * migrated object what migrating the patched object makes. Where no form does so for all objects
 * that it is applied to, those objects are stuck.
 */
export function decide(applications: readonly Application[], planner: Planner): Decisions {
  const merges = new Map<PatchDocument, JsonObject>();
  const renamed = new Set<PatchDocument>();
  const operations = new Map<PatchDocument, TranslatedOperations>();
  const targets = new Map<string, { application: Application; target: Selector }>();
  const stuck = new Map<string, Hindrance>();

  const keep = (objects: readonly BuiltObject[], application: Application, because: string): void => {
    for (const object of objects) if (!stuck.has(object.id)) stuck.set(object.id, { object, culprit: application.document, because });
  };

  for (const group of groupBy(applications.filter(({ entry }) => entry.target), entryId).values()) {
    const [application] = group;
    const { entry } = application;
    const target = entry.target;
    if (!target) continue;
    const inside = group.flatMap(({ uses }) => uses.map(({ object }) => object));
    const outside = group.flatMap(({ others }) => others);
    const selection = (selector: Selector): boolean => inside.every((object) => takes(selector, object)) && !outside.some((object) => takes(selector, object));
    const found = [target, ...inside.map(({ before, after }) => movedSelector(target, before, after))].find(selection);
    if (!found) keep([...inside, ...outside].filter((object) => isChanged(object)), application, 'its target does not select the same objects in their new form');
    else if (found !== target) targets.set(entryId(application), { application, target: found });
  }

  for (const group of groupBy(applications, ({ document: { id } }) => id).values()) {
    const [application] = group;
    const outcome = application.document.operations ? decideOperations(group, planner) : decideMerge(group, planner);
    if (outcome === 'stays') continue;
    if ('because' in outcome) keep(outcome.objects, outcome.application, outcome.because);
    else if ('operations' in outcome) operations.set(application.document, outcome.operations);
    else {
      merges.set(application.document, outcome.data);
      if (outcome.renamed) renamed.add(application.document);
    }
  }
  return { merges, renamed, operations, targets, stuck };
}

/** References that have to change, by where they stand. */
export type MovedReferences = ReadonlyMap<string, { readonly reference: Reference; readonly object: BuiltObject; readonly operations: readonly Operation[] }>;

/** Decides what becomes of the references of kustomizations, which have to suit all that is built with them. */
export function decideReferences(
  built: readonly { readonly kustomization: KustomizationFile; readonly objects: readonly BuiltObject[] }[],
  planner: Planner & { referencesOf(kustomization: KustomizationFile): readonly Reference[]; componentsOf(kustomization: KustomizationFile): readonly KustomizationFile[] },
): { readonly moved: MovedReferences; readonly stuck: readonly Hindrance[] } {
  const moved = new Map<string, { readonly reference: Reference; readonly object: BuiltObject; readonly operations: readonly Operation[] }>();
  const stuck: Hindrance[] = [];
  const uses = new Map<string, [{ reference: Reference; objects: readonly BuiltObject[] }, ...{ reference: Reference; objects: readonly BuiltObject[] }[]]>();
  for (const { kustomization, objects } of built) {
    for (const reference of [kustomization, ...planner.componentsOf(kustomization)].flatMap((each) => planner.referencesOf(each))) {
      const key = JSON.stringify([reference.file, reference.start, reference.at]);
      const known = uses.get(key);
      if (known) known.push({ reference, objects });
      else uses.set(key, [{ reference, objects }]);
    }
  }
  for (const [key, group] of uses) {
    const [{ reference }] = group;
    const all = [...new Map(group.flatMap(({ objects }) => objects).map((object) => [object.id, object])).values()];
    if (!all.some(isChanged)) continue;
    const outcome = moveReference(reference, all, (object, data) => planner.migrate(object, data).data);
    if (!outcome) continue;
    if ('because' in outcome) for (const object of outcome.stuck) stuck.push({ object, culprit: reference, because: outcome.because });
    else moved.set(key, { reference, ...outcome });
  }
  return { moved, stuck };
}

type Outcome =
  | 'stays'
  | { readonly data: JsonObject; readonly renamed: boolean }
  | { readonly operations: TranslatedOperations }
  | { readonly because: string; readonly objects: readonly BuiltObject[]; readonly application: Application };

function decideMerge(group: readonly Application[], planner: Planner): Outcome {
  const [first] = group;
  if (!first) return 'stays';
  const { data } = first.document;
  const holds = (candidate: JsonValue) => (application: Application): boolean => {
    const { entry, uses, others } = application;
    const named = (object: BuiltObject): boolean => entry.target !== undefined || isNamedBy(candidate, object, object.after);
    return (
      uses.every((use) => named(use.object) && agrees(merge(use.object.after, candidate, entry), use.wanted)) &&
      (entry.target !== undefined || !others.some((object) => isChanged(object) && named(object)))
    );
  };
  if (group.every(holds(data))) return 'stays';
  const moved = planner.migratedPatch(first.document);
  if (moved && group.every(holds(moved))) return { data: moved, renamed: false };
  const [object] = group.flatMap(({ uses }) => uses.map((use) => use.object)).filter((each) => isChanged(each));
  const renamed = object && isObject(data) && !planner.isSilenced(first.document) ? { ...data, apiVersion: object.after['apiVersion'] ?? '', kind: object.after['kind'] ?? '' } : undefined;
  if (renamed && group.every(holds(renamed))) return { data: renamed, renamed: true };
  const application = group.find((each) => !holds(moved ?? data)(each)) ?? first;
  const met = group.filter(({ entry }) => !entry.target).flatMap(({ others }) => others.filter((object) => [data, moved ?? null].some((candidate) => isNamedBy(candidate, object, object.after))));
  return stuckWith(group, application, met, moved ? 'what it merges into the new form is not what it merged into the old one' : 'it has no form of its own for the new version');
}

function decideOperations(group: readonly Application[], planner: Planner): Outcome {
  const [first] = group;
  const original = first?.document.operations;
  if (!first || !original) return 'stays';
  const all = group.flatMap(({ uses }) => uses);
  for (const application of group) {
    for (const { object, skipped } of application.uses) {
      const odd = original.find((operation, index) => skipped.has(index) && !isNeutral(operation, object.before, object.after));
      if (odd) return stuckWith(group, application, [], `${describeOperation(odd)} does not apply to the object as it is in its file`);
    }
  }
  const holds = (candidate: TranslatedOperations): boolean =>
    all.every(({ object, wanted, skipped }) => agrees(operate(object.after, candidate, skipped, 'all'), wanted));
  const asIs = original.map((operation) => [operation]);
  if (holds(asIs)) return 'stays';
  let because = '';
  for (const application of group) {
    for (const use of application.uses) {
      const translated = translateAll(original, use, planner);
      if (typeof translated === 'string') because ||= translated;
      else if (translated.flat().length > 0 && holds(translated)) return { operations: translated };
    }
  }
  const application = group.find(({ uses }) => uses.some(({ object }) => isChanged(object))) ?? first;
  return stuckWith(group, application, [], because || 'its operations would have to differ from object to object');
}

/** The operations for the new form of one object, or why there are none. */
function translateAll(operations: readonly JsonPatchOperation[], { object, skipped }: Use, planner: Planner): TranslatedOperations | string {
  let before: JsonValue = object.before;
  let after: JsonValue = object.after;
  const result: (readonly JsonPatchOperation[])[] = [];
  for (const [index, operation] of operations.entries()) {
    const start: JsonValue = before;
    const wantedAfter = (each: JsonPatchOperation): JsonValue | undefined => {
      const patched = applyOperation(start, each);
      return isObject(patched) ? planner.migrate(object, patched).data : undefined;
    };
    const next: JsonValue | undefined = skipped.has(index) ? undefined : applyOperation(before, operation);
    const wanted = next === undefined ? undefined : wantedAfter(operation);
    if (next === undefined || wanted === undefined) {
      result.push([operation]);
      continue;
    }
    const translated = translateOperation(operation, after, wanted, wantedAfter);
    if (!translated) return `${describeOperation(operation)} has no counterpart in the new form`;
    result.push(translated);
    before = next;
    after = wanted;
  }
  return result;
}

/**
 * Objects that do not change themselves are the first to stay as they are.
 *
 * @param met objects that the patch would newly apply to
 */
function stuckWith(group: readonly Application[], application: Application, met: readonly BuiltObject[], because: string): Outcome {
  const uses = group.flatMap((each) => each.uses);
  const idle = uses.filter(({ object, wanted, patched }) => !isChanged(object) && !agrees(patched, wanted)).map(({ object }) => object);
  const changed = [...uses.map(({ object }) => object), ...met].filter((object) => isChanged(object));
  return { because, objects: idle.length > 0 ? idle : changed, application };
}

function takes(selector: Selector, object: BuiltObject): boolean {
  return selects(selector, { ...object, data: object.after });
}

function agrees(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return a === undefined || b === undefined ? a === b : deepEqual(a, b);
}
