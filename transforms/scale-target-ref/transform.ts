import { atLeast, defineTransform, getIn, groupOf, isObject, lifecycleOf, preferredVersion, versionOf, type Path } from '../../src/transform.js';

/** Where an autoscaler names what it scales, and the kinds it can scale there. */
const references: Readonly<Record<string, { readonly path: Path; readonly kinds: readonly string[]; readonly defaultKind?: string }>> = {
  'autoscaling/HorizontalPodAutoscaler': { path: ['spec', 'scaleTargetRef'], kinds: ['Deployment', 'ReplicaSet', 'StatefulSet'] },
  'autoscaling.k8s.io/VerticalPodAutoscaler': { path: ['spec', 'targetRef'], kinds: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'] },
  'keda.sh/ScaledObject': { path: ['spec', 'scaleTargetRef'], kinds: ['Deployment', 'ReplicaSet', 'StatefulSet'], defaultKind: 'Deployment' },
};

export default defineTransform({
  meta: {
    id: 'scale-target-ref',
    title: 'Autoscalers that name a workload in extensions/v1beta1, apps/v1beta1 or apps/v1beta2',
    description:
      'An autoscaler whose target names a group that is gone is accepted by the API server, and never scales. The reference has to move ' +
      'along with the workload. HorizontalPodAutoscaler, VerticalPodAutoscaler, and KEDA’s ScaledObject.',
    kinds: [
      { group: 'autoscaling', kind: 'HorizontalPodAutoscaler' },
      { group: 'autoscaling.k8s.io', kind: 'VerticalPodAutoscaler' },
      { group: 'keda.sh', kind: 'ScaledObject' },
    ],
    triggers: ['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2'],
    safety: 'safe',
    introduced: '1.9',
    deprecated: '1.8',
    removed: '1.16',
    messages: {
      moved: 'The reference to {kind} {name} moves from {from} to {to}.',
      revived: 'From 1.16 on nothing answers to {kind} in {from}, and an autoscaler that names it does nothing, without an error in the manifest: where that has been so, it begins to scale with this change.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#v1-16',
      'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
      'https://keda.sh/docs/latest/reference/scaledobject-spec/#scaletargetref',
    ],
  },
  run(manifest, context) {
    const place = references[`${manifest.group}/${manifest.kind}`];
    const reference = place && getIn(manifest.data, place.path);
    if (!isObject(reference)) return;
    const { apiVersion: from, kind = place?.defaultKind, name } = reference;
    if (typeof from !== 'string' || typeof kind !== 'string' || !place?.kinds.includes(kind)) return;
    const current = lifecycleOf(groupOf(from), versionOf(from), kind);
    const goal = current && preferredVersion(current.group, current.version, kind, context.target.to);
    if (!goal || goal === current || goal.version !== 'v1') return;

    // KEDA looks the version up, the others the group only; the vertical autoscaler knows these kinds by heart.
    const unfound = manifest.group === 'keda.sh' || (manifest.group === 'autoscaling' && goal.group !== current.group);
    const at = [...place.path, 'apiVersion'];
    const to = `${goal.group}/${goal.version}`;
    const notes = unfound && atLeast(context.target.to, '1.16') ? ['revived'] : [];
    context.change('moved', { at, notes, values: { from, to, kind, name: typeof name === 'string' ? name : '' } }, (edit) => edit.set(at, to));
  },
});
