import type { JsonObject } from './json.js';

/** What names an object to Kubernetes, without its version. */
export interface ObjectIdentity {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** One Kubernetes object in a file: a document, or an item of a `List`. */
export interface Manifest extends ObjectIdentity {
  /** `apiVersion` as written, or as the typed list that holds the object implies it. */
  readonly apiVersion: string;
  readonly version: string;
  /** A Kustomize patch: it holds only some fields, so nothing follows from a key being absent. */
  readonly partial: boolean;
  /** The object as Kubernetes reads it (YAML 1.1 scalars), deeply frozen. */
  readonly data: JsonObject;
}

/** The group of an `apiVersion`: `apps` of `apps/v1`, the empty string of `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The version of an `apiVersion`: `v1` of `apps/v1` and of `v1`. */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** An object as people refer to it: `ConfigMap kube-system/addons`. */
export function describeObject({ kind, namespace, name }: Pick<ObjectIdentity, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${[namespace, name ?? '(no name)'].filter((part) => part !== undefined).join('/')}`;
}
