import { atLeast, defineTransform, getIn, isList, isObject, type Context, type Impact, type Manifest, type Path, type Version } from '../../src/transform.js';
import { kindOfResource, movedKind } from '../_shared/moved-kinds.js';
import { itemsOf } from '../_shared/outdated-patches.js';

const lists = [
  'includedResources',
  'excludedResources',
  'includedClusterScopedResources',
  'excludedClusterScopedResources',
  'includedNamespaceScopedResources',
  'excludedNamespaceScopedResources',
] as const;


export default defineTransform({
  meta: {
    id: 'velero-resource-names',
    title: 'Velero backups that name resources in the group that they have left',
    description:
      'A backup that is limited to `deployments.extensions` finds nothing where the cluster serves Deployments in `apps`, and counts ' +
      'as complete. The name in the new group is added; a restore of an older backup still needs the old one.',
    kinds: [
      { group: 'velero.io', kind: 'Backup' },
      { group: 'velero.io', kind: 'Restore' },
      { group: 'velero.io', kind: 'Schedule' },
    ],
    triggers: ['.extensions'],
    safety: 'safe',
    messages: {
      added: '{list} names {to} beside {from}: that is where the cluster serves them now.',
      ordered: 'The order of {from} is said of {to} as well: that is where the cluster serves them now.',
    },
    references: [
      'https://velero.io/docs/main/resource-filtering/',
      'https://velero.io/docs/main/api-types/backup/',
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#v1-16',
    ],
  },
  run(manifest, context) {
    const spec = manifest.kind === 'Schedule' ? ['spec', 'template'] : ['spec'];
    const holders = [spec, [...spec, 'restoreStatus'], ...itemsOf(manifest.data, [...spec, 'hooks', 'resources'])];
    for (const holder of holders) for (const list of lists) completeNames(manifest, [...holder, list], context);
    completeOrder(manifest, [...spec, 'orderedResources'], context);
  },
});

/** From the last name to the first: what is added below one does not move those above it. */
function completeNames({ data }: Manifest, path: Path, context: Context): void {
  const names = getIn(data, path);
  if (!isList(names)) return;
  for (const [index, from] of [...names.entries()].reverse()) {
    const move = typeof from === 'string' ? nameMove(from, context.target.to) : undefined;
    if (!move || [move.to, move.resource, '*'].some((name) => names.includes(name))) continue;
    const { to, impact } = move;
    context.change('added', { at: [...path, index], values: { list: String(path.at(-1)), from: String(from), to }, impact }, (edit) => edit.insert(path, index + 1, to));
  }
}

/** The order of objects by the name of their resource. */
function completeOrder({ data }: Manifest, path: Path, context: Context): void {
  const orders = getIn(data, path);
  if (!isObject(orders)) return;
  for (const [from, order] of Object.entries(orders)) {
    const move = nameMove(from, context.target.to);
    if (!move || Object.hasOwn(orders, move.to) || Object.hasOwn(orders, move.resource)) continue;
    const { to, impact } = move;
    context.change('ordered', { at: [...path, from], values: { from, to }, impact }, (edit) => edit.set([...path, to], order, { after: from }));
  }
}

/** The name of a resource in the group that it went to: `deployments.apps` for `deployments.extensions`. */
function nameMove(name: string, release: Version): { readonly to: string; readonly resource: string; readonly impact: Impact } | undefined {
  const [, resource = '', group = ''] = /^([a-z]+)\.(.+)$/.exec(name) ?? [];
  const kind = kindOfResource(group, resource);
  const moved = kind === undefined ? undefined : movedKind(group, kind, release);
  if (!moved) return undefined;
  const { removed } = moved.left;
  return { to: `${resource}.${moved.goal.group}`, resource, impact: removed !== undefined && atLeast(release, removed) ? 'behaves' : 'later' };
}
