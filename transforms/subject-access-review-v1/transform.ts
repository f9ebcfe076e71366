import { defineTransform, getIn, isObject, lifecycleOf } from '../../src/transform.js';
import { versionMove } from '../_shared/version-move.js';

const group = 'authorization.k8s.io';
const groups = ['spec', 'group'] as const;

export default defineTransform({
  meta: {
    id: 'subject-access-review-v1',
    title: 'SubjectAccessReview authorization.k8s.io/v1beta1 to v1',
    description:
      'The list of groups a review asks for is called `group` in v1beta1 and `groups` in v1; everything else is the same. Reviews ' +
      'are requests, found in scripts and tests rather than among deployed objects.',
    kinds: [
      { group, kind: 'SubjectAccessReview', versions: ['v1beta1'] },
      { group, kind: 'LocalSubjectAccessReview', versions: ['v1beta1'] },
    ],
    triggers: [`${group}/v1beta1`],
    safety: 'safe',
    introduced: '1.8',
    deprecated: '1.19',
    removed: '1.22',
    messages: {
      moved: '{kind} moves from authorization.k8s.io/v1beta1 to {to}.',
      'moved-groups': '{kind} moves from authorization.k8s.io/v1beta1 to {to}; spec.group becomes spec.groups.',
      'both-forms': 'The review has spec.groups, which v1beta1 does not read; decide whether it is meant, and write it as spec.group or remove it first.',
    },
    references: ['https://kubernetes.io/docs/reference/using-api/deprecation-guide/#subjectaccessreview-resources-v122'],
  },
  run(manifest, context) {
    const row = lifecycleOf(manifest.group, manifest.version, manifest.kind);
    const move = row && versionMove(row, context);
    if (move === undefined) return;
    const { spec } = manifest.data;
    if (isObject(spec) && 'groups' in spec) return context.manual('both-forms', { at: ['spec', 'groups'] });
    const renames = getIn(manifest.data, groups) !== undefined;
    const change = { at: ['apiVersion'], values: { kind: manifest.kind, to: move.apiVersion }, ...move.versions };
    context.change(renames ? 'moved-groups' : 'moved', change, (edit) => {
      edit.set(['apiVersion'], move.apiVersion);
      if (renames) edit.rename(groups, 'groups');
    });
  },
});
