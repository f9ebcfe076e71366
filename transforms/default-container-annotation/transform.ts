import { atLeast, defineTransform, isObject, isText, podTemplateKinds, podTemplates, type Context, type Manifest, type PodTemplate } from '../../src/transform.js';
import { metadataRolloutNotes, misplacedAnnotations, rolloutMessages } from '../_shared/pod-changes.js';

const old = 'kubectl.kubernetes.io/default-logs-container';
const stable = 'kubectl.kubernetes.io/default-container';

export default defineTransform({
  meta: {
    id: 'default-container-annotation',
    title: 'Annotation default-logs-container to default-container',
    description:
      'kubectl 1.21 brought `kubectl.kubernetes.io/default-container`, which `logs`, `exec`, `attach` and `cp` go by. The older ' +
      '`kubectl.kubernetes.io/default-logs-container`, for `logs` alone, is read with a warning up to 1.24.',
    kinds: podTemplateKinds,
    triggers: [old],
    safety: 'safe',
    introduced: '1.21',
    deprecated: '1.21',
    removed: '1.25',
    keps: [2227],
    messages: {
      renamed: 'The annotation default-logs-container becomes kubectl.kubernetes.io/default-container.',
      added: 'The annotation kubectl.kubernetes.io/default-container joins default-logs-container, which kubectl before 1.21 reads.',
      dropped: 'The annotation default-logs-container is deleted: kubectl goes by kubectl.kubernetes.io/default-container.',
      'more-commands': 'kubectl exec, attach and cp go by the new annotation too, where they took the first container before.',
      ...rolloutMessages,
      'not-text': 'The annotation default-logs-container is not text; put its value in quotes.',
      misplaced: 'The annotation {annotation} stands on the {kind} itself, where kubectl does not look; it was meant for the pod template. Delete it.',
    },
    references: [
      'https://kubernetes.io/docs/reference/labels-annotations-taints/#kubectl-kubernetes-io-default-container',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-cli/2227-kubectl-default-container',
    ],
  },
  run(manifest, context) {
    for (const template of podTemplates(manifest)) {
      convert(template, manifest, context);
      for (const { at, ...values } of misplacedAnnotations(manifest, template, (key) => key === old)) context.info('misplaced', { at, values });
    }
  },
});

function convert({ path, metadata }: PodTemplate, manifest: Manifest, context: Context): void {
  const annotations = metadata?.['annotations'];
  if (!isObject(annotations) || !Object.hasOwn(annotations, old)) return;
  const all = [...path, 'metadata', 'annotations'];
  const at = [...all, old];
  const container = annotations[old];
  if (!isText(container)) return context.manual('not-text', { at });

  const { from } = context.target;
  const rollout = metadataRolloutNotes(manifest.kind);
  const change = { at, values: { kind: manifest.kind } };
  if (from !== undefined && !atLeast(from, '1.21')) {
    // An annotation that a kubectl does not know does no harm, so this need not wait for the upgrade.
    const now = { ...change, notes: ['more-commands', ...rollout], introduced: from };
    if (!Object.hasOwn(annotations, stable)) context.change('added', now, (edit) => edit.set([...all, stable], container, { after: old }));
  } else if (Object.hasOwn(annotations, stable)) {
    context.change('dropped', { ...change, notes: rollout }, (edit) => edit.remove(at));
  } else {
    context.change('renamed', { ...change, notes: ['more-commands', ...rollout] }, (edit) => edit.rename(at, stable));
  }
}
