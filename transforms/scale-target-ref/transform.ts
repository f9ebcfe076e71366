import { atLeast, defineTransform, getIn, groupOf, isList, isObject, isText, lifecycleOf, preferredVersion, versionOf, type ApiLifecycle, type Change, type Context, type Manifest, type Path } from '../../src/transform.js';

interface Reference {
  readonly path: Path;
  /** Absent where any can. */
  readonly kinds?: readonly string[];
  readonly defaultKind?: string;
}

/** Where an object names what it scales or rolls out, and the kinds that can stand there. */
const references: Readonly<Record<string, readonly Reference[]>> = {
  'autoscaling/HorizontalPodAutoscaler': [{ path: ['spec', 'scaleTargetRef'], kinds: ['Deployment', 'ReplicaSet', 'StatefulSet'] }],
  'autoscaling.k8s.io/VerticalPodAutoscaler': [{ path: ['spec', 'targetRef'], kinds: ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'CronJob'] }],
  'keda.sh/ScaledObject': [{ path: ['spec', 'scaleTargetRef'], kinds: ['Deployment', 'ReplicaSet', 'StatefulSet'], defaultKind: 'Deployment' }],
  'http.keda.sh/HTTPScaledObject': [{ path: ['spec', 'scaleTargetRef'], kinds: ['Deployment', 'ReplicaSet', 'StatefulSet'] }],
  'argoproj.io/Rollout': [{ path: ['spec', 'workloadRef'], kinds: ['Deployment', 'ReplicaSet'] }],
  'flagger.app/Canary': [
    { path: ['spec', 'targetRef'], kinds: ['Deployment', 'DaemonSet'] },
    { path: ['spec', 'autoscalerRef'], kinds: ['HorizontalPodAutoscaler'] },
    { path: ['spec', 'ingressRef'], kinds: ['Ingress'] },
  ],
};

/** These look the version up. The horizontal autoscaler looks up the group, the others know the kinds by heart. */
const versionSeekers = ['keda.sh', 'http.keda.sh', 'argoproj.io'];

export default defineTransform({
  meta: {
    id: 'scale-target-ref',
    title: 'Autoscalers and rollouts that name a workload in extensions/v1beta1, apps/v1beta1 or apps/v1beta2',
    description:
      'An autoscaler whose target names a group that is gone is accepted by the API server, and never scales. The reference has to move ' +
      'along with the workload. HorizontalPodAutoscaler, also for the objects that its metrics are of, VerticalPodAutoscaler, KEDA’s ' +
      'ScaledObject and HTTPScaledObject, the Rollout of Argo Rollouts, and Flagger’s Canary, which names its autoscaler and its Ingress as well.',
    kinds: [
      { group: 'autoscaling', kind: 'HorizontalPodAutoscaler' },
      { group: 'autoscaling.k8s.io', kind: 'VerticalPodAutoscaler' },
      { group: 'keda.sh', kind: 'ScaledObject' },
      { group: 'http.keda.sh', kind: 'HTTPScaledObject' },
      { group: 'argoproj.io', kind: 'Rollout' },
      { group: 'flagger.app', kind: 'Canary' },
    ],
    triggers: ['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2', 'networking.k8s.io/v1beta1', 'autoscaling/v2beta', 'batch/v1beta1', 'batch/v2alpha1', 'policy/v1beta1'],
    safety: 'safe',
    introduced: '1.9',
    deprecated: '1.8',
    removed: '1.16',
    messages: {
      moved: 'The reference to {kind} {name} moves from {from} to {to}.',
      revived: 'From 1.16 on nothing answers to {kind} in {from}, and an autoscaler that names it does nothing, without an error in the manifest: where that has been so, it begins to scale with this change.',
      measured: 'The metric is of {kind} {name}, which moves from {from} to {to}.',
      adapter: 'What serves custom metrics is asked for them by the group of the object: see to it that it has the metric of {kind} in {to}, as some are configured for one group.',
      unmeasured: 'From {removed} on nothing answers to {kind} in {from}, and the autoscaler does without this metric: where that has been so, it begins to scale by it with this change.',
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
    if (manifest.group === 'autoscaling') for (const path of measuredObjects(manifest)) followMetric(manifest, path, context);
  },
});

/** The objects that metrics are of; v2beta1 calls them the target. */
function measuredObjects({ data }: Manifest): Path[] {
  const metrics = getIn(data, ['spec', 'metrics']);
  if (!isList(metrics)) return [];
  return metrics.flatMap((_, index) => ['describedObject', 'target'].map((key) => ['spec', 'metrics', index, 'object', key]));
}

interface Move {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly name: string;
  readonly left: ApiLifecycle;
  readonly goal: ApiLifecycle;
}

/** Where what a reference names has gone. */
function moveOf(manifest: Manifest, { path, kinds, defaultKind }: Reference, context: Context): Move | undefined {
  const reference = getIn(manifest.data, path);
  if (!isObject(reference)) return undefined;
  const { apiVersion: from, kind = defaultKind, name } = reference;
  if (typeof from !== 'string' || typeof kind !== 'string' || kinds?.includes(kind) === false) return undefined;
  const left = lifecycleOf(groupOf(from), versionOf(from), kind);
  const goal = left && preferredVersion(left.group, left.version, kind, context.target.to);
  if (!left || !goal || goal === left || goal.kind !== kind || (goal.group === 'apps' && goal.version !== 'v1')) return undefined;
  return { from, to: `${goal.group}/${goal.version}`, kind, name: isText(name) ? String(name) : '', left, goal };
}

function releasesOf({ left, goal }: Move): Pick<Change, 'introduced' | 'removed'> {
  return { introduced: goal.introduced, ...(left.removed === undefined ? {} : { removed: left.removed }) };
}

/** The autoscaler asks for the metrics of an object by its group, whatever the version. */
function followMetric(manifest: Manifest, path: Path, context: Context): void {
  const move = moveOf(manifest, { path }, context);
  if (!move) return;
  const { from, to, kind, name, left, goal } = move;
  const at = [...path, 'apiVersion'];
  const moves = goal.group !== left.group;
  const isGone = left.removed !== undefined && atLeast(context.target.to, left.removed);
  const remark = { at, values: { from, to, kind, name, removed: left.removed ?? '' }, notes: moves ? [...(isGone ? ['unmeasured'] : []), 'adapter'] : [], ...releasesOf(move) };
  // As long as both groups are there, what has worked goes on to do so.
  context.change('measured', { ...remark, safety: moves && !isGone ? 'review' : 'safe' }, (edit) => edit.set(at, to));
}

function followReference(manifest: Manifest, place: Reference, context: Context): void {
  const move = moveOf(manifest, place, context);
  if (!move) return;
  const { from, to, kind, name, left, goal } = move;
  const unfound = versionSeekers.includes(manifest.group) || (manifest.group === 'autoscaling' && goal.group !== left.group);
  const at = [...place.path, 'apiVersion'];
  const notes = unfound && atLeast(context.target.to, '1.16') ? [manifest.kind === 'Rollout' ? 'found' : 'revived'] : [];
  context.change('moved', { at, notes, values: { from, to, kind, name }, ...releasesOf(move) }, (edit) => edit.set(at, to));
}
