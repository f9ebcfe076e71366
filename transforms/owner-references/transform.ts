import { atLeast, defineTransform, getIn, groupOf, isList, isObject, isText, lifecycleOf, versionOf } from '../../src/transform.js';

const references = ['metadata', 'ownerReferences'] as const;

export default defineTransform({
  meta: {
    id: 'owner-references',
    title: 'Owner references to a version that is gone',
    description:
      'The garbage collector looks an owner up by the version that the reference names, and gives up where nothing is served under it. ' +
      'Never rewritten: a reference holds the uid of one object of one cluster, and with a version that can be looked up an object whose ' +
      'owner is not there is deleted.',
    kinds: [{ group: '*', kind: '*' }],
    triggers: ['ownerReferences'],
    safety: 'report',
    messages: {
      unserved: 'The object is owned by {kind} {name} in {from}, which Kubernetes {to} does not serve: the garbage collector cannot look the owner up, and does not delete the object along with it. References hold the uid of one object of one cluster; take them out of a manifest that is kept in a repository.',
    },
    references: [
      'https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/',
      'https://kubernetes.io/docs/concepts/architecture/garbage-collection/#owners-dependents',
    ],
  },
  run(manifest, context) {
    const owners = getIn(manifest.data, references);
    if (!isList(owners)) return;
    const { to } = context.target;
    owners.forEach((owner, index) => {
      const { apiVersion, kind, name } = isObject(owner) ? owner : {};
      if (typeof apiVersion !== 'string' || typeof kind !== 'string') return;
      const removed = lifecycleOf(groupOf(apiVersion), versionOf(apiVersion), kind, context.apis)?.removed;
      if (removed === undefined || !atLeast(to, removed)) return;
      context.manual('unserved', { at: [...references, index, 'apiVersion'], impact: 'behaves', values: { kind, name: isText(name) ? String(name) : '', from: apiVersion, to } });
    });
  },
});
