import { atLeast, defineTransform, getIn, isList, type Context, type Manifest, type Path } from '../../src/transform.js';
import { kindOfResource, movedKind } from '../_shared/moved-kinds.js';

const lists = ['includedResources', 'excludedResources'] as const;

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
    messages: { added: '{list} names {to} beside {from}: that is where the cluster serves them now.' },
    references: [
      'https://velero.io/docs/main/resource-filtering/',
      'https://velero.io/docs/main/api-types/backup/',
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#v1-16',
    ],
  },
  run(manifest, context) {
    const spec = manifest.kind === 'Schedule' ? ['spec', 'template'] : ['spec'];
    for (const list of lists) completeNames(manifest, [...spec, list], context);
  },
});

/** From the last name to the first: what is added below one does not move those above it. */
function completeNames({ data }: Manifest, path: Path, context: Context): void {
  const names = getIn(data, path);
  if (!isList(names)) return;
  for (const [index, from] of [...names.entries()].reverse()) {
    const [, resource, group] = (typeof from === 'string' && /^([a-z]+)\.(.+)$/.exec(from)) || [];
    const kind = resource === undefined || group === undefined ? undefined : kindOfResource(group, resource);
    const moved = kind === undefined ? undefined : movedKind(group ?? '', kind, context.target.to);
    if (resource === undefined || !moved) continue;
    const to = `${resource}.${moved.goal.group}`;
    if ([to, resource, '*'].some((name) => names.includes(name))) continue;
    const { removed } = moved.left;
    const impact = removed !== undefined && atLeast(context.target.to, removed) ? 'behaves' : 'later';
    context.change('added', { at: [...path, index], values: { list: String(path.at(-1)), from: String(from), to }, impact }, (edit) => edit.insert(path, index + 1, to));
  }
}
