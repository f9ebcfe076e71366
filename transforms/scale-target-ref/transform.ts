import { atLeast, defineTransform, getIn, groupOf, isObject, isText, lifecycleOf, preferredVersion, versionOf, type Context, type Manifest, type Path } from '../../src/transform.js';

interface Reference {
  readonly path: Path;
  readonly kinds: readonly string[];
  readonly defaultKind?: string;
}

/** Where an object names what it scales or rolls out, and the kinds that can stand there. */
const references: Readonly<Record<string, readonly Reference[]>> = {
  'autoscaling/HorizontalPodAutoscaler': [{ path: ['spec', 'scaleTargetRef'], kinds: ['Deployment', 'ReplicaSet', 'StatefulSet'] }],
  'autoscaling.k8s.io/VerticalPodAutoscaler': [{ path: ['spec', 'targetRef'], kinds: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'] }],
  'keda.sh/ScaledObject': [{ path: ['spec', 'scaleTargetRef'], kinds: ['Deployment', 'ReplicaSet', 'StatefulSet'], defaultKind: 'Deployment' }],
  'argoproj.io/Rollout': [{ path: ['spec', 'workloadRef'], kinds: ['Deployment', 'ReplicaSet'] }],
  'flagger.app/Canary': [
    { path: ['spec', 'targetRef'], kinds: ['Deployment', 'DaemonSet'] },
    { path: ['spec', 'autoscalerRef'], kinds: ['HorizontalPodAutoscaler'] },
    { path: ['spec', 'ingressRef'], kinds: ['Ingress'] },
  ],
};

/** These look the version up. The horizontal autoscaler looks up the group, the others know the kinds by heart. */
const versionSeekers = ['keda.sh', 'argoproj.io'];

export default defineTransform({
  meta: {
    id: 'scale-target-ref',
    title: 'Autoscalers and rollouts that name a workload in extensions/v1beta1, apps/v1beta1 or apps/v1beta2',
    description:
      'An autoscaler whose target names a group that is gone is accepted by the API server, and never scales. The reference has to move ' +
      'along with the workload. HorizontalPodAutoscaler, VerticalPodAutoscaler, KEDA’s ScaledObject, the Rollout of Argo Rollouts, and ' +
      'Flagger’s Canary, which names its autoscaler and its Ingress as well.',
    kinds: [
      { group: 'autoscaling', kind: 'HorizontalPodAutoscaler' },
      { group: 'autoscaling.k8s.io', kind: 'VerticalPodAutoscaler' },
      { group: 'keda.sh', kind: 'ScaledObject' },
      { group: 'argoproj.io', kind: 'Rollout' },
      { group: 'flagger.app', kind: 'Canary' },
    ],
    triggers: ['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2', 'networking.k8s.io/v1beta1', 'autoscaling/v2beta'],
    safety: 'safe',
    introduced: '1.9',
    deprecated: '1.8',
    removed: '1.16',
    messages: {
      moved: 'The reference to {kind} {name} moves from {from} to {to}.',
      revived: 'From 1.16 on nothing answers to {kind} in {from}, and an autoscaler that names it does nothing, without an error in the manifest: where that has been so, it begins to scale with this change.',
      found: 'From 1.16 on nothing answers to {kind} in {from}, and the rollout cannot find its workload: where that has been so, it begins to run its pods with this change.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#v1-16',
      'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
      'https://keda.sh/docs/latest/reference/scaledobject-spec/#scaletargetref',
      'https://argo-rollouts.readthedocs.io/en/stable/migrating/#reference-deployment-from-rollout',
      'https://docs.flagger.app/usage/how-it-works#canary-resource',
    ],
  },
  run(manifest, context) {
    for (const place of references[`${manifest.group}/${manifest.kind}`] ?? []) followReference(manifest, place, context);
  },
});

function followReference(manifest: Manifest, { path, kinds, defaultKind }: Reference, context: Context): void {
  const reference = getIn(manifest.data, path);
  if (!isObject(reference)) return;
  const { apiVersion: from, kind = defaultKind, name } = reference;
  if (typeof from !== 'string' || typeof kind !== 'string' || !kinds.includes(kind)) return;
  const current = lifecycleOf(groupOf(from), versionOf(from), kind);
  const goal = current && preferredVersion(current.group, current.version, kind, context.target.to);
  if (!goal || goal === current || (goal.group === 'apps' && goal.version !== 'v1')) return;

  const unfound = versionSeekers.includes(manifest.group) || (manifest.group === 'autoscaling' && goal.group !== current.group);
  const at = [...path, 'apiVersion'];
  const to = `${goal.group}/${goal.version}`;
  const notes = unfound && atLeast(context.target.to, '1.16') ? [manifest.kind === 'Rollout' ? 'found' : 'revived'] : [];
  const releases = { introduced: goal.introduced, ...(current.removed === undefined ? {} : { removed: current.removed }) };
  context.change('moved', { at, notes, values: { from, to, kind, name: isText(name) ? String(name) : '' }, ...releases }, (edit) => edit.set(at, to));
}
