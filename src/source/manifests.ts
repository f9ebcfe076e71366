import { Hole, isList, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import { groupOf, versionOf, type Manifest } from '../model/manifest.js';
import type { Path } from '../model/path.js';

/** A Kubernetes object and where in its document it stands. */
export interface ManifestSource {
  readonly path: Path;
  /** Set where a typed list, whose items need not say so, gives the object its version. */
  readonly impliedBy?: Path;
}

/** The typed lists of a document: `kind: PodDisruptionBudgetList`. */
export interface TypedList {
  readonly path: Path;
  readonly items: readonly ManifestSource[];
}

export interface Selection {
  readonly manifests: readonly ManifestSource[];
  readonly typedLists: readonly TypedList[];
}

/**
 * Finds the objects of a document: the document itself, or the items of a `List`, a typed list, and
 * lists inside lists. An item of a typed list without `apiVersion` and `kind` takes those of the
 * list, as apimachinery's unstructured decoder does.
 */
export function selectManifests(data: JsonValue): Selection {
  const manifests: ManifestSource[] = [];
  const typedLists: TypedList[] = [];
  const visit = (value: JsonValue | undefined, path: Path, impliedBy?: Path): void => {
    if (!isObject(value)) return;
    const { apiVersion, kind, items } = value;
    const named = typeof apiVersion === 'string' && apiVersion !== '' && typeof kind === 'string' && kind !== '';
    if (!named && impliedBy === undefined) return;
    if (named && kind.endsWith('List') && isList(items)) {
      const typed = kind !== 'List';
      const first = manifests.length;
      items.forEach((item, index) => visit(item, [...path, 'items', index], typed ? path : undefined));
      if (typed) typedLists.push({ path, items: manifests.slice(first) });
      return;
    }
    manifests.push({ path, ...(named || impliedBy === undefined ? {} : { impliedBy }) });
  };
  visit(data, []);
  return { manifests, typedLists };
}

/**
 * What a transform sees of an object; `data` is the object's own, `list` that of the typed list
 * that implies its version.
 */
export function manifestOf(data: JsonObject, partial: boolean, list?: JsonObject): Manifest {
  const own = list ? { apiVersion: list['apiVersion'] ?? '', kind: String(list['kind']).replace(/List$/, ''), ...data } : data;
  const apiVersion = String(own['apiVersion'] ?? '');
  const metadata = isObject(own['metadata']) ? own['metadata'] : {};
  return {
    apiVersion,
    group: groupOf(apiVersion),
    version: versionOf(apiVersion),
    kind: String(own['kind'] ?? ''),
    ...named('name', metadata),
    ...named('namespace', metadata),
    partial,
    data: own,
  };
}

/** A name that a template fills in is shown as it is written. */
function named<K extends 'name' | 'namespace'>(key: K, metadata: JsonObject): Partial<Record<K, string>> {
  const value = metadata[key];
  return typeof value === 'string' || value instanceof Hole ? ({ [key]: String(value) } as Record<K, string>) : {};
}
