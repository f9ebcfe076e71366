import { atLeast, defineTransform, getIn, isObject, isText, type Context, type Manifest, type Path } from '../../src/transform.js';
import { kindOfResource, movedKind } from '../_shared/moved-kinds.js';

export default defineTransform({
  meta: {
    id: 'resource-quota-counts',
    title: 'Resource quotas that count objects in the group that they have left',
    description:
      'A quota on `count/ingresses.extensions` counts what is created in `extensions`. An Ingress that is written in `networking.k8s.io` is created ' +
      'without being counted, however many there are. The same limit is added for the new group.',
    kinds: [
      { group: '', kind: 'ResourceQuota' },
      { group: 'quota.openshift.io', kind: 'ClusterResourceQuota' },
    ],
    triggers: ['.extensions'],
    safety: 'safe',
    messages: {
      added: 'The limit of {from} is set for {to} as well: objects are counted there once their manifests have moved.',
      holds: 'Kubernetes {release} does not serve {resource} in extensions, so nothing has been limited. With this change the limit holds: where there are as many already, no more can be created.',
    },
    references: [
      'https://kubernetes.io/docs/concepts/policy/resource-quotas/#object-count-quota',
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#v1-16',
    ],
  },
  run(manifest, context) {
    completeLimits(manifest, manifest.kind === 'ResourceQuota' ? ['spec', 'hard'] : ['spec', 'quota', 'hard'], context);
  },
});

function completeLimits({ data }: Manifest, path: Path, context: Context): void {
  const limits = getIn(data, path);
  if (!isObject(limits)) return;
  const { to: release } = context.target;
  for (const [from, limit] of Object.entries(limits)) {
    const [, resource = '', group = ''] = /^count\/([a-z]+)\.(.+)$/.exec(from) ?? [];
    const kind = kindOfResource(group, resource);
    const moved = kind === undefined ? undefined : movedKind(group, kind, release);
    const to = `count/${resource}.${moved?.goal.group ?? ''}`;
    if (!moved || Object.hasOwn(limits, to) || (!isText(limit) && typeof limit !== 'number')) continue;
    const { removed } = moved.left;
    const isGone = removed !== undefined && atLeast(release, removed);
    const change = { at: [...path, from], values: { from, to, resource, release }, notes: isGone ? ['holds'] : [], impact: isGone ? 'behaves' : 'later' } as const;
    context.change('added', { ...change, safety: isGone ? 'review' : 'safe' }, (edit) => edit.set([...path, to], limit, { after: from }));
  }
}
