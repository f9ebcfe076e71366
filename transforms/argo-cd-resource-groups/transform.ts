import { atLeast, deepEqual, defineTransform, getIn, isList, isObject, type Context, type JsonObject, type Manifest, type Path } from '../../src/transform.js';
import { movedKind } from '../_shared/moved-kinds.js';
import { itemsOf, outdatedPatches } from '../_shared/outdated-patches.js';
import { apiVersionOf } from '../_shared/version-move.js';
import { impactOf, policyMove, reviewClasses, reviewPolicyText, reviewSettings } from './settings.js';

/** Lists of objects by group and kind, by the kind that holds them. */
const lists: Readonly<Record<string, readonly Path[]>> = {
  Application: [['spec', 'ignoreDifferences']],
  ApplicationSet: [['spec', 'template', 'spec', 'ignoreDifferences']],
  AppProject: [
    ['spec', 'clusterResourceWhitelist'],
    ['spec', 'clusterResourceBlacklist'],
    ['spec', 'namespaceResourceWhitelist'],
    ['spec', 'namespaceResourceBlacklist'],
    ['spec', 'orphanedResources', 'ignore'],
  ],
};

/** Lists of scripts by group and kind. */
const scripts: readonly Path[] = [
  ['spec', 'resourceHealthChecks'],
  ['spec', 'resourceActions'],
  ['spec', 'resourceIgnoreDifferences', 'resourceIdentifiers'],
];

export default defineTransform({
  meta: {
    id: 'argo-cd-resource-groups',
    title: 'Argo CD settings for kinds in the group that they have left',
    description:
      'Argo CD compares the group of a setting with the group of the object. What is ignored, allowed, denied or customised for ' +
      '`extensions` is no longer once the manifest moves to another group. The entry for the new group is added; the old one stays.',
    kinds: [
      { group: 'argoproj.io', kind: 'Application' },
      { group: 'argoproj.io', kind: 'ApplicationSet' },
      { group: 'argoproj.io', kind: 'AppProject' },
      { group: 'argoproj.io', kind: 'ArgoCD' },
      { group: '', kind: 'ConfigMap' },
    ],
    triggers: ['extensions', 'resource.exclusions', 'resource.inclusions', 'resourceExclusions', 'resourceInclusions', 'kustomize:'],
    safety: 'safe',
    messages: {
      added: 'What {list} says of {kind} in extensions is said of {group} as well: the manifest carries that group once it has moved.',
      everything: '{list} names every kind in extensions. Most of them are elsewhere now: Deployments, DaemonSets and ReplicaSets in apps, Ingresses and NetworkPolicies in networking.k8s.io. Add those that are meant.',
      policy: 'The policy on {kind} in extensions is followed by one for {group}: that is what Argo CD asks for once the manifest has moved.',
      'policy-text': 'A policy allows or denies actions on {kind} in extensions, and says nothing of {group}, where it is once its manifest has moved. Write the same for {group}/{kind}.',
      classes: '{list} names {kinds} in extensions and not in {group}, where they are once their manifests have moved. Add that group.',
      target: 'The patch is for {kind} in {from}, and applies to none that has moved to {to}. Change its target together with what it patches.',
      patch: 'The patch is of {kind} in {from}, and finds none that has moved to {to}. Change it together with what it patches.',
      customization: 'Argo CD is told how to treat {kind} in extensions, and does not treat one in {group} so. Write the same for {group}/{kind}.',
    },
    references: [
      'https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/',
      'https://argo-cd.readthedocs.io/en/stable/user-guide/projects/',
      'https://argo-cd.readthedocs.io/en/stable/operator-manual/health/',
    ],
  },
  run(manifest, context) {
    if (manifest.kind === 'ConfigMap') return reviewSettings(manifest, context);
    if (manifest.kind === 'ArgoCD') return reviewOperand(manifest, context);
    for (const path of lists[manifest.kind] ?? []) completeList(manifest, path, context);
    if (manifest.kind === 'AppProject') completePolicies(manifest, context);
    else reviewSources(manifest, manifest.kind === 'Application' ? ['spec'] : ['spec', 'template', 'spec'], context);
  },
});

/** From the last entry to the first: what is added below one does not move those above it. */
function completeList({ data }: Manifest, path: Path, context: Context): void {
  const written = getIn(data, path);
  if (!isList(written)) return;
  const list = String(path.at(-1));
  const entries = written.map((entry) => (isObject(entry) ? entry : {}));
  for (const [index, entry] of [...entries.entries()].reverse()) {
    const { group, kind } = entry;
    if (group !== 'extensions' || typeof kind !== 'string') continue;
    const at = [...path, index];
    const { to } = context.target;
    if (kind === '*') {
      if (!entries.some((other) => names(other, 'apps') || names(other, 'networking.k8s.io'))) context.manual('everything', { at, values: { list }, impact: impactOf('Deployment', to) });
      continue;
    }
    const goal = movedKind(group, kind, to)?.goal;
    if (!goal || entries.some((other) => ['*', goal.group].some((each) => deepEqual(other, { ...entry, group: each })))) continue;
    context.change('added', { at, values: { list, kind, group: goal.group }, impact: impactOf(kind, to) }, (edit) => edit.insert(path, index + 1, { ...entry, group: goal.group }));
  }
}

function names(entry: JsonObject, group: string): boolean {
  return entry['group'] === group || entry['group'] === '*';
}

/** From the last policy to the first: one that is added below another does not move those above it. */
function completePolicies({ data }: Manifest, context: Context): void {
  for (const role of itemsOf(data, ['spec', 'roles'])) {
    const path = [...role, 'policies'];
    const written = getIn(data, path);
    const policies = isList(written) ? written.map((policy) => (typeof policy === 'string' ? policy : '')) : [];
    for (const [index, policy] of [...policies.entries()].reverse()) {
      const move = policyMove(policy, policies, context.target.to);
      if (!move) continue;
      const { kind, group } = move;
      context.change('policy', { at: [...path, index], values: { kind, group }, impact: impactOf(kind, context.target.to) }, (edit) => edit.insert(path, index + 1, move.policy));
    }
  }
}

/** Patches that Argo CD has Kustomize apply. */
function reviewSources({ data }: Manifest, spec: Path, context: Context): void {
  const { to } = context.target;
  for (const source of [[...spec, 'source'], ...itemsOf(data, [...spec, 'sources'])]) {
    for (const { at, by, from, left, goal } of outdatedPatches(data, [...source, 'kustomize'], to)) {
      const isGone = left.removed !== undefined && atLeast(to, left.removed);
      context.manual(by, { at, values: { kind: left.kind, from, to: apiVersionOf(goal) }, impact: isGone ? 'behaves' : 'later' });
    }
  }
}

/** The operator's form of the settings. */
function reviewOperand(manifest: Manifest, context: Context): void {
  const { data } = manifest;
  for (const path of scripts) {
    const written = getIn(data, path);
    const entries = isList(written) ? written.map((entry) => (isObject(entry) ? entry : {})) : [];
    for (const [index, { group, kind }] of entries.entries()) {
      const goal = group === 'extensions' && typeof kind === 'string' ? movedKind(group, kind, context.target.to)?.goal.group : undefined;
      if (typeof kind !== 'string' || goal === undefined || entries.some((other) => other['kind'] === kind && other['group'] === goal)) continue;
      context.manual('customization', { at: [...path, index], values: { kind, group: goal }, impact: impactOf(kind, context.target.to) });
    }
  }
  for (const list of ['resourceExclusions', 'resourceInclusions']) reviewClasses(list, ['spec', list], manifest, context);
  const policy = ['spec', 'rbac', 'policy'];
  reviewPolicyText(getIn(data, policy), policy, context);
}
