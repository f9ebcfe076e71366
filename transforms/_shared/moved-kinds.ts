import { apiLifecycles, preferredVersion, type ApiLifecycle, type Version } from '../../src/transform.js';

/** A kind that is served in another group than it once was. */
export interface MovedKind {
  /** The newest version of the kind in the group that it left; `removed` says since when that is gone. */
  readonly left: ApiLifecycle;
  /** Where the target prefers it. */
  readonly goal: ApiLifecycle;
}

/**
 * Where a kind went that had been in a group: `extensions` and `Deployment` give a goal in `apps`. Undefined for a
 * kind that was never there, that stays, and at a target that serves it nowhere.
 */
export function movedKind(group: string, kind: string, to: Version): MovedKind | undefined {
  const left = apiLifecycles.findLast((row) => row.group === group && row.kind === kind);
  const goal = left && preferredVersion(group, left.version, kind, to);
  return left && goal && goal.group !== group && goal.kind === kind ? { left, goal } : undefined;
}

/** The kinds that a group has had in any version. */
export function kindsOf(group: string): string[] {
  return [...new Set(apiLifecycles.filter((row) => row.group === group).map(({ kind }) => kind))];
}

/**
 * The resource that a kind is served as: `networkpolicies` of `NetworkPolicy`. It holds for every kind of Kubernetes.
 *
 * Source: `UnsafeGuessKindToResource` in k8s.io/apimachinery/pkg/api/meta.
 */
export function resourceOf(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith('endpoints')) return singular;
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

/** The kind in a group that is served as a resource; a subresource counts as its resource. */
export function kindOfResource(group: string, resource: string): string | undefined {
  const [served] = resource.split('/');
  return kindsOf(group).find((kind) => resourceOf(kind) === served);
}
