import { atLeast, defineTransform, getIn, groupOf, isObject, isText, versionOf, type Context, type Manifest, type Path, type Version } from '../../src/transform.js';
import { itemsOf, outdatedPatches, outdatedVersion, targetMove, type OutdatedVersion } from '../_shared/outdated-patches.js';
import { apiVersionOf } from '../_shared/version-move.js';

export default defineTransform({
  meta: {
    id: 'flux-references',
    title: 'Flux health checks and patches that name objects in an old version',
    description:
      'A health check asks the cluster for an object in the version that it names, and fails where that is gone; it moves along. A patch ' +
      'goes by group, version and kind of what was built: it is pointed out, since it has to change together with the object.',
    kinds: [
      { group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization' },
      { group: 'helm.toolkit.fluxcd.io', kind: 'HelmRelease' },
    ],
    triggers: ['kustomize.toolkit.fluxcd.io', 'helm.toolkit.fluxcd.io'],
    safety: 'safe',
    messages: {
      'health-check': 'The health check of {kind} {name} asks for it in {to} instead of {from}.',
      target: 'The patch is for {kind} in {from}, and applies to none that has moved to {to}. Change its target together with what it patches.',
      patch: 'The patch is of {kind} in {from}, and finds none that has moved to {to}. Change it together with what it patches.',
      drift: 'What is ignored of {kind} in {from} is put right of one that has moved to {to}. Change the target together with the chart.',
    },
    references: [
      'https://fluxcd.io/flux/components/kustomize/kustomizations/#health-checks',
      'https://fluxcd.io/flux/components/kustomize/kustomizations/#patches',
      'https://fluxcd.io/flux/components/helm/helmreleases/#post-renderers',
      'https://fluxcd.io/flux/components/helm/helmreleases/#drift-detection',
    ],
  },
  run(manifest, context) {
    if (manifest.kind === 'Kustomization') {
      followHealthChecks(manifest, context);
      reviewPatches(manifest, ['spec'], context);
      return;
    }
    reviewDrift(manifest, context);
    for (const path of itemsOf(manifest.data, ['spec', 'postRenderers'])) reviewPatches(manifest, [...path, 'kustomize'], context);
  },
});

function followHealthChecks(manifest: Manifest, context: Context): void {
  for (const path of itemsOf(manifest.data, ['spec', 'healthChecks'])) {
    const check = getIn(manifest.data, path);
    const { apiVersion: from, kind, name } = isObject(check) ? check : {};
    if (typeof from !== 'string' || typeof kind !== 'string') continue;
    const move = outdatedVersion(groupOf(from), versionOf(from), kind, context.target.to);
    if (!move) continue;
    const at = [...path, 'apiVersion'];
    const to = apiVersionOf(move.goal);
    const releases = { introduced: move.goal.introduced, ...(move.left.removed === undefined ? {} : { removed: move.left.removed }) };
    const impact = isGone(move, context.target.to) ? ('breaks' as const) : ('later' as const);
    context.change('health-check', { at, values: { kind, name: isText(name) ? String(name) : '', from, to }, impact, ...releases }, (edit) => edit.set(at, to));
  }
}

function reviewPatches(manifest: Manifest, holder: Path, context: Context): void {
  const { to } = context.target;
  for (const { at, by, from, ...move } of outdatedPatches(manifest.data, holder, to)) {
    context.manual(by, { at, values: { kind: move.left.kind, from, to: apiVersionOf(move.goal) }, impact: isGone(move, to) ? 'behaves' : 'later' });
  }
}

/** A difference that is ignored by the target that it is in. */
function reviewDrift(manifest: Manifest, context: Context): void {
  const { to } = context.target;
  for (const path of itemsOf(manifest.data, ['spec', 'driftDetection', 'ignore'])) {
    const target = getIn(manifest.data, [...path, 'target']);
    const move = isObject(target) ? targetMove(target, to) : undefined;
    if (!isObject(target) || !move) continue;
    const from = [target['group'], target['version']].filter((part) => typeof part === 'string').join('/');
    context.manual('drift', { at: [...path, 'target'], values: { kind: move.left.kind, from, to: apiVersionOf(move.goal) }, impact: isGone(move, to) ? 'behaves' : 'later' });
  }
}

function isGone({ left: { removed } }: OutdatedVersion, to: Version): boolean {
  return removed !== undefined && atLeast(to, removed);
}
