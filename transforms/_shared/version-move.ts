import { isServed, preferredVersion, type ApiLifecycle, type Context, type Manifest, type Version } from '../../src/transform.js';

/** Where an object goes, with what a change has to say about the versions. */
export interface VersionMove {
  readonly goal: ApiLifecycle;
  /** The goal as an object writes it: `policy/v1`. */
  readonly apiVersion: string;
  /** The group changes too. */
  readonly toAnotherGroup: boolean;
  /** For `context.change`. */
  readonly versions: { readonly introduced: Version; readonly removed?: Version };
}

/** A note for a change that moves an object to another group. */
export const pruneNote =
  'The API group changes: a GitOps controller that prunes can take the object of the old group for one that is gone, and delete it. ' +
  'Turn pruning off for it (Flux: kustomize.toolkit.fluxcd.io/prune: disabled, Argo CD: argocd.argoproj.io/sync-options: Prune=false) ' +
  'until the new form is applied.';

/**
 * Where the target wants an object of an old version; undefined where it can stay or has nowhere to go.
 *
 * Where the oldest cluster does not serve what the target prefers, but both serve something newer
 * than the object's version, that comes first: it can be applied before the upgrade.
 */
export function versionMove(current: ApiLifecycle, { target, apis }: Pick<Context, 'target' | 'apis'>): VersionMove | undefined {
  const { group, version, kind } = current;
  const { to, from, wave } = target;
  const best = preferredVersion(group, version, kind, to, { extra: apis });
  if (best === undefined || isSame(best, current)) return undefined;
  let goal = best;
  if (from !== undefined && wave !== 'after' && !isServed(best, from)) {
    const common = preferredVersion(group, version, kind, to, { from, extra: apis });
    if (common !== undefined && !isSame(common, current)) goal = common;
  }
  const { introduced } = goal;
  return {
    goal,
    apiVersion: apiVersionOf(goal),
    toAnotherGroup: goal.group !== group,
    versions: current.removed === undefined ? { introduced } : { introduced, removed: current.removed },
  };
}

function isSame(a: ApiLifecycle, b: ApiLifecycle): boolean {
  return a.group === b.group && a.version === b.version && a.kind === b.kind;
}

/** `policy/v1`, and `v1` in the core group. */
export function apiVersionOf({ group, version }: Pick<Manifest, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}
