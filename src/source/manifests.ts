import { describeObject } from '../model/manifest.js';
import type { Embedding, EmbeddingKind } from '../model/embedding.js';
import { Hole, isList, isObject, isText, type JsonObject, type JsonValue } from '../model/json.js';
import { groupOf, versionOf, type Manifest } from '../model/manifest.js';
import { formatPath, type Path } from '../model/path.js';
import { embeddedValues, embeddingRules, someString } from './embedding-table.js';

/** A Kubernetes object and where in its document it stands. */
export interface ManifestSource {
  readonly path: Path;
  /** Set where a typed list, whose items need not say so, gives the object its version. */
  readonly impliedBy?: Path;
  /** Set for an object that stands in a field of another one. */
  readonly embedded?: Embedding;
  /** It may be a part of an object. */
  readonly partial?: true;
  /** Why no more than its version may change. */
  readonly limit?: string;
}

/** An object that holds manifests in a text. */
export interface EmbeddedTextSource {
  readonly path: Path;
  readonly text: string;
  readonly embedded: Embedding;
  /** The object around it. */
  readonly holder: ManifestSource;
  /** Why it is not to be edited. */
  readonly limit?: string;
}

/** The typed lists of a document: `kind: PodDisruptionBudgetList`. */
export interface TypedList {
  readonly path: Path;
  readonly items: readonly ManifestSource[];
}

export interface Selection {
  readonly manifests: readonly ManifestSource[];
  readonly typedLists: readonly TypedList[];
  readonly texts: readonly EmbeddedTextSource[];
}

/** Objects in objects in objects: as deep as a policy in a work for a cluster goes. */
const maximumNesting = 3;
const nothing: ReadonlySet<EmbeddingKind> = new Set();

/**
 * Finds the objects of a document: the document itself, or the items of a `List`, a typed list, and
 * lists inside lists. An item of a typed list without `apiVersion` and `kind` takes those of the
 * list, as apimachinery's unstructured decoder does.
 *
 * @param wanted kinds of embedding to follow: objects in fields of others are found, too, and texts that may hold some
 */
export function selectManifests(data: JsonValue, wanted = nothing): Selection {
  const manifests: ManifestSource[] = [];
  const typedLists: TypedList[] = [];
  const texts: EmbeddedTextSource[] = [];
  const visit = (value: JsonValue | undefined, path: Path, impliedBy?: Path, outer?: Outer): void => {
    if (!isObject(value)) return;
    const { apiVersion, kind, items } = value;
    // What a template fills in names a version, too, if not one that is known.
    const named = isText(apiVersion) && String(apiVersion) !== '' && isText(kind) && String(kind) !== '';
    if (!named && impliedBy === undefined) return;
    if (named && String(kind).endsWith('List') && isList(items)) {
      const typed = String(kind) !== 'List';
      const first = manifests.length;
      items.forEach((item, index) => visit(item, [...path, 'items', index], typed ? path : undefined, outer));
      if (typed) typedLists.push({ path, items: manifests.slice(first) });
      return;
    }
    const limit = outer && (outer.limit ?? (outer.fills && someString(value, outer.fills) ? 'values of it are filled in before it is applied' : undefined));
    const source: ManifestSource = {
      path,
      ...(named || impliedBy === undefined ? {} : { impliedBy }),
      ...(outer ? { embedded: embeddingAt(outer, path) } : {}),
      ...(outer?.partial ? { partial: true } : {}),
      ...(limit === undefined ? {} : { limit }),
    };
    manifests.push(source);
    if (wanted.size > 0 && named && (outer?.depth ?? 0) < maximumNesting) follow(value, source, outer);
  };
  const follow = (value: JsonObject, source: ManifestSource, outer: Outer | undefined): void => {
    const manifest = manifestOf(value, false);
    for (const rule of embeddingRules(manifest.group, manifest.kind, wanted)) {
      for (const { path: inner, value: held, around } of embeddedValues(value, rule)) {
        const path = [...source.path, ...inner];
        const limit = outer?.limit ?? rule.limit?.(around, value);
        const { by, fills = outer?.fills, partial = outer?.partial } = rule;
        const next = {
          by,
          depth: (outer?.depth ?? 0) + 1,
          from: outer?.from ?? source.path.length,
          object: outer?.object ?? describeObject(manifest),
          ...(fills ? { fills } : {}),
          ...(partial ? { partial } : {}),
          ...(limit === undefined ? {} : { limit }),
        };
        if (rule.holds === 'object') visit(held, path, undefined, next);
        else if (typeof held === 'string') texts.push({ path, text: held, embedded: embeddingAt(next, path), holder: source, ...(limit === undefined ? {} : { limit }) });
      }
    }
  };
  visit(data, []);
  return { manifests, typedLists, texts };
}

/** What an embedded object stands in. */
interface Outer {
  readonly by: EmbeddingKind;
  /** How many objects are around it. */
  readonly depth: number;
  /** The length of the outermost object's own path. */
  readonly from: number;
  readonly object: string;
  readonly fills?: RegExp;
  readonly partial?: true;
  readonly limit?: string;
}

function embeddingAt({ by, object, from }: Outer, path: Path): Embedding {
  return { kind: by, object, path: formatPath(path.slice(from)) };
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
    ...(own['apiVersion'] instanceof Hole ? { group: apiVersion, version: apiVersion } : { group: groupOf(apiVersion), version: versionOf(apiVersion) }),
    kind: kindOf(own['kind'], groupOf(apiVersion)),
    ...named('name', metadata),
    ...named('namespace', metadata),
    partial,
    data: own,
  };
}

/**
 * A kind that a template fills in is shown as it is written. Whether it is a Role or a ClusterRole
 * makes no difference to what their rules mean: `{{ if .Values.clusterWide }}Cluster{{ end }}Role`.
 */
function kindOf(kind: JsonValue | undefined, group: string): string {
  const text = String(kind ?? '');
  if (!(kind instanceof Hole) || group !== 'rbac.authorization.k8s.io') return text;
  return /\}\}(Role(?:Binding)?)$/.exec(text)?.[1] ?? /\bprintf\s+"%s(Role(?:Binding)?)"\s*-?\}\}$/.exec(text)?.[1] ?? text;
}

/** A name that a template fills in is shown as it is written. */
function named<K extends 'name' | 'namespace'>(key: K, metadata: JsonObject): Partial<Record<K, string>> {
  const value = metadata[key];
  return typeof value === 'string' || value instanceof Hole ? ({ [key]: String(value) } as Record<K, string>) : {};
}
