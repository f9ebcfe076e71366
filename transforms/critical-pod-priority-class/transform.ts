import { defineTransform, getIn, Hole, isObject, podTemplateKinds, podTemplates, type Context, type Manifest, type PodTemplate } from '../../src/transform.js';
import { beforeContainers, isWholePod, misplacedAnnotations, rolloutMessages, rolloutNote } from '../_shared/pod-changes.js';
import { removeAnnotations } from '../_shared/annotations.js';

const annotation = 'scheduler.alpha.kubernetes.io/critical-pod';

export default defineTransform({
  meta: {
    id: 'critical-pod-priority-class',
    title: 'Annotation critical-pod to priorityClassName',
    description:
      'The annotation `scheduler.alpha.kubernetes.io/critical-pod` kept pods of kube-system from being evicted; it has had no effect since 1.16. ' +
      'A priority class takes its place. Which of the two system classes is meant cannot be read from the pod, and pods of either may evict ' +
      'others, so the class is proposed only.',
    kinds: podTemplateKinds,
    triggers: [annotation],
    safety: 'review',
    introduced: '1.11',
    deprecated: '1.13',
    options: {
      priorityClass: {
        type: 'choice',
        values: ['by-kind', 'system-cluster-critical', 'system-node-critical'],
        default: 'by-kind',
        description: 'The class to write: `by-kind` takes system-node-critical for DaemonSets and Pods, which mostly belong to a node, and system-cluster-critical for the rest.',
      },
    },
    messages: {
      converted: 'The annotation for critical pods becomes priorityClassName: {priorityClass}.',
      activates: 'Kubernetes has ignored the annotation since 1.16. With the class, the pods may evict others where a node is full.',
      guessed: 'The class is guessed from the kind; --option critical-pod-priority-class.priorityClass=… chooses another.',
      ...rolloutMessages,
      'already-set': 'The annotation for critical pods has had no effect since Kubernetes 1.16, and the pod has the priorityClassName {priorityClass}. Delete the annotation when the pod changes next.',
      'other-namespace':
        'The annotation for critical pods has never had an effect outside the namespace kube-system, and has none at all since Kubernetes 1.16. Delete it, or give the pod a priorityClassName.',
      'no-namespace':
        'The annotation for critical pods has had no effect since Kubernetes 1.16, and before that only in the namespace kube-system; the file does not say which it is. If the pod runs there, give it a priorityClassName, such as {priorityClass}; else delete the annotation.',
      'not-empty': 'The annotation for critical pods has had an effect only with the empty text as its value, and has none at all since Kubernetes 1.16. Delete it, or give the pod a priorityClassName.',
      fragment: 'The annotation for critical pods stands in what is only part of a pod. It has had no effect since Kubernetes 1.16; where the whole pod is written, set priorityClassName, and delete the annotation.',
      misplaced: 'The annotation {annotation} stands on the {kind} itself, where it has never had an effect; it was meant for the pod template. Delete it.',
    },
    references: [
      'https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/',
      'https://github.com/kubernetes/kubernetes/pull/80342',
    ],
  },
  run(manifest, context) {
    for (const template of podTemplates(manifest)) {
      convert(template, manifest, context);
      for (const { at, ...values } of misplacedAnnotations(manifest, template, (key) => key === annotation)) context.info('misplaced', { at, values });
    }
  },
});

function convert(template: PodTemplate, manifest: Manifest, context: Context): void {
  const { path, metadata, spec } = template;
  const annotations = metadata?.['annotations'];
  if (!isObject(annotations) || !Object.hasOwn(annotations, annotation)) return;
  const at = [...path, 'metadata', 'annotations', annotation];
  if (!spec || !isWholePod(manifest, template)) return context.manual('fragment', { at });
  const written = spec['priorityClassName'] ?? '';
  if (written !== '') return context.info('already-set', { at, values: { priorityClass: String(written) } });
  // As IsCritical in pkg/kubelet/types of Kubernetes 1.15 asks; null is how YAML spells an empty value.
  if ((annotations[annotation] ?? '') !== '') return context.manual('not-empty', { at });

  const choice = context.options['priorityClass'];
  const guess = manifest.kind === 'DaemonSet' || manifest.kind === 'Pod' ? 'system-node-critical' : 'system-cluster-critical';
  const priorityClass = choice === 'by-kind' ? guess : String(choice);
  if (manifest.namespace === undefined || getIn(manifest.data, ['metadata', 'namespace']) instanceof Hole) return context.manual('no-namespace', { at, values: { priorityClass } });
  if (manifest.namespace !== 'kube-system') return context.manual('other-namespace', { at });

  const notes = ['activates', ...(choice === 'by-kind' ? ['guessed'] : []), rolloutNote(manifest.kind)];
  context.change('converted', { at, values: { kind: manifest.kind, priorityClass }, notes }, (edit) => {
    const field = [...path, 'spec', 'priorityClassName'];
    edit.set(field, priorityClass, beforeContainers(spec));
    removeAnnotations(edit, manifest.data, [...path, 'metadata'], [annotation], field);
  });
}
