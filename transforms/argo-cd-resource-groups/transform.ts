import { atLeast, deepEqual, defineTransform, getIn, isList, isObject, type Context, type JsonObject, type Manifest, type Path, type Version } from '../../src/transform.js';
import { movedKind } from '../_shared/moved-kinds.js';

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
      { group: '', kind: 'ConfigMap' },
    ],
    triggers: ['group: extensions', 'group: "extensions"', "group: 'extensions'", '"group":"extensions"', '"group": "extensions"', '.extensions_', 'extensions/'],
    safety: 'safe',
    messages: {
      added: 'What {list} says of {kind} in extensions is said of {group} as well: the manifest carries that group once it has moved.',
      everything: '{list} names every kind in extensions. Most of them are elsewhere now: Deployments, DaemonSets and ReplicaSets in apps, Ingresses and NetworkPolicies in networking.k8s.io. Add those that are meant.',
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
    for (const path of lists[manifest.kind] ?? []) completeList(manifest, path, context);
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

/** Where the old group is gone, the manifest cannot have stayed in it. */
function impactOf(kind: string, to: Version): 'behaves' | 'later' {
  const removed = movedKind('extensions', kind, to)?.left.removed;
  return removed !== undefined && atLeast(to, removed) ? 'behaves' : 'later';
}

/** `resource.customizations.health.extensions_Ingress`, or `extensions/Ingress:` in the text of `resource.customizations`. */
function reviewSettings({ data }: Manifest, context: Context): void {
  const settings = data['data'];
  if (!isObject(settings)) return;
  const { to } = context.target;
  for (const [key, text] of Object.entries(settings)) {
    if (!key.startsWith('resource.customizations')) continue;
    const named = /^(resource\.customizations\.[^.]+\.)extensions_(\w+)$/.exec(key);
    const found = named ? [named[2]] : typeof text === 'string' ? [...text.matchAll(/^\s*["']?extensions\/(\w+)["']?:/gm)].map(([, kind]) => kind) : [];
    for (const kind of new Set(found)) {
      const group = kind === undefined ? undefined : movedKind('extensions', kind, to)?.goal.group;
      if (kind === undefined || group === undefined) continue;
      const isSaid = named ? Object.hasOwn(settings, `${named[1] ?? ''}${group}_${kind}`) : String(text).includes(`${group}/${kind}`);
      if (!isSaid) context.manual('customization', { at: ['data', key], values: { kind, group }, impact: impactOf(kind, to) });
    }
  }
}
