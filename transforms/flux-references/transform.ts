import { atLeast, defineTransform, getIn, groupOf, isList, isObject, isText, lifecycleOf, preferredVersion, versionOf, type ApiLifecycle, type Context, type JsonObject, type Manifest, type Path, type Version } from '../../src/transform.js';
import { movedKind } from '../_shared/moved-kinds.js';
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
    },
    references: [
      'https://fluxcd.io/flux/components/kustomize/kustomizations/#health-checks',
      'https://fluxcd.io/flux/components/kustomize/kustomizations/#patches',
      'https://fluxcd.io/flux/components/helm/helmreleases/#post-renderers',
    ],
  },
  run(manifest, context) {
    if (manifest.kind === 'Kustomization') {
      followHealthChecks(manifest, context);
      reviewPatches(manifest, ['spec'], context);
      return;
    }
    for (const path of itemsOf(manifest, ['spec', 'postRenderers'])) reviewPatches(manifest, [...path, 'kustomize'], context);
  },
});

interface Move {
  readonly left: ApiLifecycle;
  readonly goal: ApiLifecycle;
}

function followHealthChecks(manifest: Manifest, context: Context): void {
  for (const path of itemsOf(manifest, ['spec', 'healthChecks'])) {
    const check = getIn(manifest.data, path);
    const { apiVersion: from, kind, name } = isObject(check) ? check : {};
    if (typeof from !== 'string' || typeof kind !== 'string') continue;
    const move = moveOf(groupOf(from), versionOf(from), kind, context.target.to);
    if (!move) continue;
    const at = [...path, 'apiVersion'];
    const to = apiVersionOf(move.goal);
    const releases = { introduced: move.goal.introduced, ...(move.left.removed === undefined ? {} : { removed: move.left.removed }) };
    const impact = isGone(move, context.target.to) ? ('breaks' as const) : ('later' as const);
    context.change('health-check', { at, values: { kind, name: isText(name) ? String(name) : '', from, to }, impact, ...releases }, (edit) => edit.set(at, to));
  }
}

/** Patches of Kustomize's kinds; those with a target go by that, the others by what they are. */
function reviewPatches(manifest: Manifest, holder: Path, context: Context): void {
  const { to } = context.target;
  const report = (message: 'target' | 'patch', at: Path, { left, goal }: Move, from: string): void =>
    context.manual(message, { at, values: { kind: left.kind, from, to: apiVersionOf(goal) }, impact: isGone({ left, goal }, to) ? 'behaves' : 'later' });
  for (const path of [...itemsOf(manifest, [...holder, 'patches']), ...itemsOf(manifest, [...holder, 'patchesJson6902'])]) {
    const entry = getIn(manifest.data, path);
    if (!isObject(entry)) continue;
    const { target, patch } = entry;
    if (isObject(target)) {
      const move = targetMove(target, to);
      if (move) report('target', [...path, 'target'], move, [target['group'], target['version']].filter((part) => typeof part === 'string').join('/'));
    } else if (typeof patch === 'string') {
      const move = writtenMove(patch, to);
      if (move) report('patch', [...path, 'patch'], move, apiVersionOf(move.left));
    }
  }
  for (const path of itemsOf(manifest, [...holder, 'patchesStrategicMerge'])) {
    const patch = getIn(manifest.data, path);
    const { apiVersion, kind } = isObject(patch) ? patch : {};
    const move = typeof apiVersion === 'string' && typeof kind === 'string' ? moveOf(groupOf(apiVersion), versionOf(apiVersion), kind, to) : undefined;
    if (move) report('patch', path, move, apiVersionOf(move.left));
  }
}

/** A target without a group takes any; one that is a regular expression is no name. */
function targetMove({ group, version, kind }: JsonObject, to: Version): Move | undefined {
  if (typeof group !== 'string' || typeof kind !== 'string') return undefined;
  return typeof version === 'string' ? moveOf(group, version, kind, to) : movedKind(group, kind, to);
}

/** A strategic merge patch in a text. */
function writtenMove(patch: string, to: Version): Move | undefined {
  const [, apiVersion] = /^\s*["']?apiVersion["']?:\s*["']?([\w./-]+)/m.exec(patch) ?? [];
  const [, kind] = /^\s*["']?kind["']?:\s*["']?(\w+)/m.exec(patch) ?? [];
  return apiVersion === undefined || kind === undefined ? undefined : moveOf(groupOf(apiVersion), versionOf(apiVersion), kind, to);
}

function moveOf(group: string, version: string, kind: string, to: Version): Move | undefined {
  const left = lifecycleOf(group, version, kind);
  const goal = preferredVersion(group, version, kind, to);
  return left && goal && goal !== left && goal.kind === kind ? { left, goal } : undefined;
}

function isGone({ left: { removed } }: Move, to: Version): boolean {
  return removed !== undefined && atLeast(to, removed);
}

function itemsOf({ data }: Manifest, path: Path): Path[] {
  const list = getIn(data, path);
  return isList(list) ? list.map((_, index) => [...path, index]) : [];
}
