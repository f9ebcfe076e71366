import { dirname, resolve } from 'node:path';
import type { Finding } from '../model/finding.js';
import { deepEqual, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import { getIn, type Path } from '../model/path.js';
import { applyOperation, formatPointer, pointerKeys, resolvePointer, type JsonPatchOperation } from './json-patch.js';
import { isRemote, type Kustomization, type PatchEntry } from './kustomization.js';
import { hasDeepLabels, withDeepLabels } from './labels.js';
import type { TextDocument } from './objects.js';
import { selects } from './selector.js';
import { strategicMerge } from './strategic-merge.js';

/** An object on its way through kustomizations: as it is built now, and as it is to be built. */
export interface BuiltObject {
  /** The same for all that is made of one object of a file. */
  readonly id: string;
  readonly file: string;
  readonly key: string;
  /** Each name and namespace that it has had on its way. */
  readonly names: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** The last kustomization that has written labels into its selectors. */
  readonly labelledBy?: KustomizationFile;
}

/** A document of a patch, wherever the patch is written. */
export interface PatchDocument extends TextDocument {
  readonly id: string;
  readonly text: PatchText;
  /** Present for a JSON patch. */
  readonly operations?: readonly JsonPatchOperation[];
}

/** The text of a patch: a file, or a value in a kustomization. */
export interface PatchText {
  readonly id: string;
  readonly file: string;
  /** Absent where the patch is a file of its own. */
  readonly inline?: { readonly inline: string; readonly at: Path };
  /** Undefined where it cannot be read. */
  readonly documents: readonly PatchDocument[] | undefined;
}

/** A kustomization in its file. */
export interface KustomizationFile extends Kustomization {
  readonly file: string;
  /** Where its document starts in the file. */
  readonly start: number;
}

/** One object that a patch is applied to. */
export interface Use {
  readonly object: BuiltObject;
  /** The object as it is to be after the patch; undefined where the patch deletes it. */
  readonly wanted: JsonObject | undefined;
  /** The object after the patch if neither of the two changes. */
  readonly patched: JsonObject | undefined;
  /** Operations, by index, that do not apply to what is known of the object. */
  readonly skipped: ReadonlySet<number>;
  /** What is to be said of the object because of the patch. */
  readonly findings: readonly Finding[];
}

/** An entry of a kustomization that applies a document of a patch. */
export interface Application {
  readonly kustomization: KustomizationFile;
  readonly entry: PatchEntry;
  readonly document: PatchDocument;
  readonly uses: Use[];
  /** Objects that it leaves alone. */
  readonly others: BuiltObject[];
}

/** What the overlays ask of the repository. */
export interface Surroundings {
  /** The kustomization in a directory, if there is one. */
  kustomizationIn(directory: string): KustomizationFile | undefined;
  patchText(kustomization: KustomizationFile, entry: PatchEntry): PatchText;
  objectsOf(file: string): readonly BuiltObject[];
  /** Whether a patch may bring something outdated along. */
  isConcerned(text: PatchText): boolean;
  /** What planning makes of an object: as it is where the object has to stay. */
  migrate(object: BuiltObject, data: JsonObject): { readonly data: JsonObject; readonly findings: readonly Finding[] };
}

/** What is not known of what a kustomization builds. */
export interface Unknown {
  readonly remote: ReadonlySet<string>;
  readonly missing: ReadonlySet<string>;
}

/**
 * Builds kustomizations, from the bases up, as they are and as they are to be, and records what each
 * patch is applied to. What does not matter to patches (images, replicas, generators) is left out.
 */
export class Overlays {
  /** In the order in which they are met. */
  readonly applications: Application[] = [];
  private readonly built = new Map<string, readonly BuiltObject[]>();
  private readonly building = new Set<string>();

  constructor(private readonly surroundings: Surroundings) {}

  /** The objects of a kustomization that is no component. */
  build(kustomization: KustomizationFile): readonly BuiltObject[] {
    const known = this.built.get(kustomization.file);
    if (known) return known;
    // A circle does not build.
    if (this.building.has(kustomization.file)) return [];
    this.building.add(kustomization.file);
    const objects = this.apply(kustomization, []);
    this.building.delete(kustomization.file);
    this.built.set(kustomization.file, objects);
    return objects;
  }

  private apply(kustomization: KustomizationFile, inherited: readonly BuiltObject[]): readonly BuiltObject[] {
    const directory = dirname(kustomization.file);
    let objects = [...inherited, ...kustomization.resources.flatMap((resource) => this.resource(directory, resource))];
    for (const component of kustomization.components) {
      const found = isRemote(component) ? undefined : this.surroundings.kustomizationIn(resolve(directory, component));
      if (!found || this.building.has(found.file)) continue;
      this.building.add(found.file);
      objects = [...this.apply(found, objects)];
      this.building.delete(found.file);
    }
    for (const entry of kustomization.patches) {
      const text = this.surroundings.patchText(kustomization, entry);
      for (const document of text.documents ?? []) objects = this.patch({ kustomization, entry, document, uses: [], others: [] }, objects);
    }
    return objects.map((object) => dressed(object, kustomization));
  }

  private resource(directory: string, resource: string): readonly BuiltObject[] {
    if (isRemote(resource)) return [];
    const path = resolve(directory, resource);
    const kustomization = this.surroundings.kustomizationIn(path);
    if (!kustomization) return this.surroundings.objectsOf(path);
    return kustomization.component ? [] : this.build(kustomization);
  }

  private patch(application: Application, objects: readonly BuiltObject[]): BuiltObject[] {
    this.applications.push(application);
    return objects.flatMap((object) => {
      if (!appliesTo(application, object)) {
        application.others.push(object);
        return [object];
      }
      const use = this.use(application.document, application.entry, object);
      application.uses.push(use);
      return use.wanted && use.patched ? [{ ...object, before: use.patched, after: use.wanted }] : [];
    });
  }

  private use(document: PatchDocument, entry: PatchEntry, object: BuiltObject): Use {
    const skipped = new Set<number>();
    const patched = document.operations
      ? operate(object.before, document.operations.map((operation) => [operation]), skipped, 'skip')
      : merge(object.before, document.data, entry);
    if (!isObject(patched)) return { object, wanted: undefined, patched: undefined, skipped, findings: [] };
    // Most patches say nothing outdated of objects that stay.
    if (!this.surroundings.isConcerned(document.text) && deepEqual(object.before, object.after)) return { object, wanted: patched, patched, skipped, findings: [] };
    const { data, findings } = this.surroundings.migrate(object, patched);
    const known = new Set(this.surroundings.migrate(object, object.before).findings.map(wordOf));
    return { object, wanted: data, patched, skipped, findings: findings.filter((finding) => finding.status !== 'fixed' && !known.has(wordOf(finding))) };
  }
}

function wordOf({ transform, messageId, status, path, message }: Finding): string {
  return JSON.stringify([transform, messageId, status, path, message]);
}

/** Whether an entry applies a patch to an object as it is now. */
function appliesTo({ entry, document }: Application, object: BuiltObject): boolean {
  const selectable = { ...object, data: object.before };
  return entry.target ? selects(entry.target, selectable) : isNamedBy(document.data, object, object.before);
}

/** Whether a strategic-merge patch names an object: by group, version, kind, name and namespace. */
export function isNamedBy(patch: JsonValue, { names: known, namespaces }: BuiltObject, data: JsonObject): boolean {
  if (!isObject(patch)) return false;
  const metadata = isObject(patch['metadata']) ? patch['metadata'] : {};
  const namespace = metadata['namespace'];
  return (
    patch['apiVersion'] === data['apiVersion'] &&
    patch['kind'] === data['kind'] &&
    known.has(String(metadata['name'])) &&
    (typeof namespace !== 'string' || namespaces.size === 0 || namespaces.has(namespace))
  );
}

/** A strategic merge; a target lets the object keep its kind and name, whatever the patch says. Undefined where the object is deleted. */
export function merge(object: JsonObject, patch: JsonValue, { target }: PatchEntry): JsonObject | undefined {
  if (!isObject(patch)) return object;
  const merged = strategicMerge(object, patch);
  if (!merged || !target || !isObject(merged['metadata'])) return merged;
  const from = isObject(object['metadata']) ? object['metadata'] : {};
  const kept = Object.fromEntries(['name', 'namespace'].flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]]))) as JsonObject;
  return { ...merged, kind: object['kind'] ?? '', metadata: { ...merged['metadata'], ...kept } };
}

/**
 * Applies operations, given by the index of the one they stand for. With `skip`, those that do not
 * apply are left out and noted; otherwise those noted are left out, and any other has to apply.
 */
export function operate(object: JsonObject, operations: readonly (readonly JsonPatchOperation[])[], skipped: Set<number> | ReadonlySet<number>, mode: 'skip' | 'all'): JsonValue | undefined {
  let data: JsonValue = object;
  for (const [index, group] of operations.entries()) {
    if (mode === 'all' && skipped.has(index)) continue;
    for (const operation of group) {
      const next = applyOperation(data, operation);
      if (next !== undefined) data = next;
      else if (mode === 'all') return undefined;
      else (skipped as Set<number>).add(index);
    }
  }
  return data;
}

/** Whether an operation that does not apply to what is known works the same on both forms of an object: they agree where it works. */
export function isNeutral(operation: JsonPatchOperation, before: JsonObject, after: JsonObject): boolean {
  const agrees = (pointer: string): boolean => {
    const keys = pointerKeys(pointer);
    for (let length = keys.length - 1; length > 0; length--) {
      const path = resolvePointer(before, keys.slice(0, length));
      if (path) return deepEqual(getIn(before, path), getIn(after, path));
    }
    return deepEqual(getIn(before, keys.slice(0, 1)), getIn(after, keys.slice(0, 1)));
  };
  return [operation.path, ...(typeof operation['from'] === 'string' ? [operation['from']] : [])].every((pointer) => pointer !== '' && agrees(pointer || formatPointer([])));
}

/** What a kustomization gives its objects beside patches, as far as patches above it can see it. */
function dressed(object: BuiltObject, kustomization: KustomizationFile): BuiltObject {
  const { namePrefix, nameSuffix, namespace, labels, deepLabels, annotations } = kustomization;
  if (namePrefix === '' && nameSuffix === '' && namespace === undefined && Object.keys(labels).length === 0 && Object.keys(annotations).length === 0) return object;
  const dress = (data: JsonObject): JsonObject => {
    const metadata = isObject(data['metadata']) ? data['metadata'] : {};
    const { name } = metadata;
    return {
      ...withDeepLabels(data, deepLabels),
      metadata: {
        ...metadata,
        ...(typeof name === 'string' ? { name: namePrefix + name + nameSuffix } : {}),
        ...(namespace === undefined ? {} : { namespace }),
        ...added('labels', metadata, labels),
        ...added('annotations', metadata, annotations),
      },
    };
  };
  const [before, after] = [dress(object.before), dress(object.after)];
  const metadata = before['metadata'] as JsonObject;
  return {
    ...object,
    before,
    after,
    ...(hasDeepLabels(kustomization) ? { labelledBy: kustomization } : {}),
    names: typeof metadata['name'] === 'string' ? new Set([...object.names, metadata['name']]) : object.names,
    namespaces: namespace === undefined ? object.namespaces : new Set([...object.namespaces, namespace]),
  };
}

function added(key: string, metadata: JsonObject, values: JsonObject): JsonObject {
  if (Object.keys(values).length === 0) return {};
  return { [key]: { ...(isObject(metadata[key]) ? metadata[key] : {}), ...values } };
}

