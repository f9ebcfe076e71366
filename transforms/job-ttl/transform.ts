import { defineTransform, getIn, Hole, isObject, type JsonValue, type Manifest, type Path } from '../../src/transform.js';
import { crosses } from '../_shared/crossing.js';

const gate = 'TTLAfterFinished';
const places: Readonly<Record<string, Path>> = {
  Job: ['spec', 'ttlSecondsAfterFinished'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'ttlSecondsAfterFinished'],
};

export default defineTransform({
  meta: {
    id: 'job-ttl',
    title: 'Jobs that delete themselves from 1.21 on',
    description:
      'Up to 1.20 the API server dropped `ttlSecondsAfterFinished` by default. From 1.21 on it counts: finished Jobs go with their pods and ' +
      'logs, and what applies such a Job again and again finds it gone and creates it anew.',
    kinds: [{ group: 'batch', kind: 'Job' }, { group: 'batch', kind: 'CronJob' }],
    triggers: ['ttlSecondsAfterFinished'],
    safety: 'report',
    keps: [592],
    featureGates: [gate],
    messages: {
      deletes:
        'From Kubernetes 1.21 on, the Job is deleted with its pods and their logs {when}; before, ttlSecondsAfterFinished was dropped by default. What applies the manifest again, as GitOps controllers do, then finds the Job gone and runs it anew. Delete the field where that must not happen.',
      'deletes-each':
        'From Kubernetes 1.21 on, each Job of the CronJob is deleted with its pods and their logs {when}, however many the history limits would keep; before, ttlSecondsAfterFinished was dropped by default.',
      'deletes-once': 'From Kubernetes 1.21 on, the Job is deleted with its pods and their logs {when}; before, ttlSecondsAfterFinished was dropped by default.',
    },
    references: [
      'https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-apps/592-ttl-after-finish',
    ],
  },
  run(manifest, context) {
    const at = places[manifest.kind];
    if (at === undefined || !crosses('1.21', context.target) || !context.gate(gate)) return;
    const seconds = getIn(manifest.data, at);
    const when = whenOf(seconds);
    if (when === undefined) return;
    const values = { when };
    if (manifest.kind === 'CronJob') context.info('deletes-each', { at, values, gate, impact: 'behaves' });
    else if (runsOnce(manifest)) context.info('deletes-once', { at, values, gate, impact: 'behaves' });
    else context.manual('deletes', { at, values, gate, impact: 'behaves' });
  },
});

/** Whether nothing keeps the Job applied: its name is made anew each time, or it is a hook of Helm or Argo CD. */
function runsOnce({ data }: Manifest): boolean {
  if (typeof getIn(data, ['metadata', 'generateName']) === 'string') return true;
  const annotations = getIn(data, ['metadata', 'annotations']);
  return isObject(annotations) && ['helm.sh/hook', 'argocd.argoproj.io/hook'].some((key) => Object.hasOwn(annotations, key));
}

/** As the end of a sentence; undefined for what the API server refuses. */
function whenOf(seconds: JsonValue | undefined): string | undefined {
  // A template fills it in.
  if (seconds instanceof Hole) return 'ttlSecondsAfterFinished after it has finished';
  if (typeof seconds !== 'number' || seconds < 0) return undefined;
  return seconds === 0 ? 'as soon as it has finished' : `${duration(seconds)} after it has finished`;
}

function duration(seconds: number): string {
  for (const [unit, length] of [['day', 86_400], ['hour', 3600], ['minute', 60]] as const) {
    if (seconds % length === 0) return seconds === length ? `one ${unit}` : `${seconds / length} ${unit}s`;
  }
  return seconds === 1 ? 'one second' : `${seconds} seconds`;
}
