import { atLeast, defineTransform, getIn, isObject, podTemplateKinds, podTemplates, type Context, type Manifest, type Path, type Version } from '../../src/transform.js';
import { misplacedAnnotations } from '../_shared/pod-changes.js';

/** What an annotation became, and the first release that ignores it by default. */
interface Successor {
  readonly field: string;
  readonly since: Version;
}

/**
 * On pods. Source: release notes of 1.6 and 1.7; `AnnotationKey` constants of k8s.io/api/core/v1; for Hyper-V
 * CHANGELOG-1.21 (kubernetes/kubernetes#97141).
 */
export const podAnnotations: Readonly<Record<string, Successor>> = {
  'experimental.windows.kubernetes.io/isolation-type': { field: 'runtimeClassName', since: '1.21' },
  'scheduler.alpha.kubernetes.io/affinity': { field: 'affinity', since: '1.6' },
  'scheduler.alpha.kubernetes.io/tolerations': { field: 'tolerations', since: '1.6' },
  'pod.alpha.kubernetes.io/init-containers': { field: 'initContainers', since: '1.8' },
  'pod.beta.kubernetes.io/init-containers': { field: 'initContainers', since: '1.8' },
};

/** On Services: both protocols on one load balancer, from the Azure provider inside Kubernetes. Source: kubernetes/kubernetes#97096. */
const mixedProtocols = 'service.beta.kubernetes.io/azure-load-balancer-mixed-protocols';

/** On nodes. */
const nodeAnnotations: Readonly<Record<string, Successor>> = {
  'scheduler.alpha.kubernetes.io/taints': { field: 'taints', since: '1.6' },
};

export default defineTransform({
  meta: {
    id: 'inert-annotations',
    title: 'Annotations that Kubernetes has stopped reading',
    description:
      'Affinity, tolerations, taints and init containers were annotations before they were fields. Kubernetes has ignored the annotations for ' +
      'years, so what they ask for does not happen: init containers do not run, pods land anywhere. Bringing them back to life changes what ' +
      'runs, so they are only pointed out.',
    kinds: [...podTemplateKinds, { group: '', kind: 'Node' }, { group: '', kind: 'Service' }],
    triggers: [...Object.keys(podAnnotations), ...Object.keys(nodeAnnotations), mixedProtocols],
    safety: 'report',
    messages: {
      inert: 'Kubernetes has ignored the annotation {annotation} since {since} at the latest, and spec.{field} is not set. Set the field if the annotation is still meant, and delete the annotation.',
      'field-set': 'Kubernetes has ignored the annotation {annotation} since {since} at the latest; spec.{field} is set. Delete the annotation.',
      misplaced: 'The annotation {annotation} stands on the {kind} itself, where it has never had an effect; it was meant for the pod template. Delete it.',
      'mixed-protocols':
        'The Azure provider inside Kubernetes {to} no longer reads the annotation {annotation}, so the load balancer serves one protocol of the Service only. Write a Service for each protocol that share an address, and delete the annotation. A cloud-controller-manager of its own may still read it.',
    },
    references: [
      'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/',
      'https://kubernetes.io/docs/concepts/workloads/pods/init-containers/',
      'https://kubernetes.io/docs/reference/labels-annotations-taints/#experimental-windows-kubernetes-io-isolation-type',
      'https://github.com/kubernetes/kubernetes/pull/97141',
      'https://github.com/kubernetes/kubernetes/pull/97096',
    ],
  },
  run(manifest, context) {
    for (const template of podTemplates(manifest)) {
      look(template.path, podAnnotations, manifest, context);
      for (const { at, ...values } of misplacedAnnotations(manifest, template, (key) => Object.hasOwn(podAnnotations, key))) context.info('misplaced', { at, values, impact: 'none' });
    }
    if (manifest.kind === 'Node') look([], nodeAnnotations, manifest, context);
    if (manifest.kind === 'Service') judgeMixedProtocols(manifest, context);
  },
});

function look(path: Path, known: Readonly<Record<string, Successor>>, { data }: Manifest, context: Context): void {
  const all = [...path, 'metadata', 'annotations'];
  const annotations = getIn(data, all);
  if (!isObject(annotations)) return;
  for (const [annotation, { field, since }] of Object.entries(known)) {
    if (!Object.hasOwn(annotations, annotation) || !atLeast(context.target.to, since)) continue;
    const remark = { at: [...all, annotation], values: { annotation, field, since } };
    if ((getIn(data, [...path, 'spec', field]) ?? null) === null) context.manual('inert', { ...remark, impact: 'ignored' });
    else context.info('field-set', { ...remark, impact: 'none' });
  }
}

function judgeMixedProtocols({ data }: Manifest, context: Context): void {
  const { to } = context.target;
  const at = ['metadata', 'annotations', mixedProtocols];
  if (getIn(data, at) === 'true' && atLeast(to, '1.21')) context.manual('mixed-protocols', { at, values: { annotation: mixedProtocols, to }, impact: 'breaks' });
}
