import { asWritten, defineTransform, Hole, isObject, isOpen, lifecycleOf } from '../../src/transform.js';
import { versionMove } from '../_shared/version-move.js';
import { convertMetric, readMetrics } from './metrics.js';
import { templatedMessages } from '../_shared/templated.js';

export default defineTransform({
  meta: {
    id: 'horizontal-pod-autoscaler-metrics',
    title: 'HorizontalPodAutoscaler autoscaling/v2beta1 to v2beta2 or v2',
    description:
      'From `v2beta2` on a metric names what is measured (`metric`) and what is wanted (`target`) in mappings of their own. `v2` has the ' +
      'same form and is served from 1.23 on; before that, `v2beta2` is as far as an object can go. `v1` cannot hold the metrics.',
    kinds: [{ group: 'autoscaling', kind: 'HorizontalPodAutoscaler', versions: ['v2beta1'] }],
    triggers: ['autoscaling/v2beta1'],
    safety: 'safe',
    introduced: '1.12',
    deprecated: '1.22',
    removed: '1.25',
    keps: [2702],
    messages: {
      moved: 'HorizontalPodAutoscaler moves from autoscaling/v2beta1 to {to}.',
      status: 'The status is removed: it has the form of v2beta1, and is written by the cluster, not by a manifest.',
      behavior: 'autoscaling/v2beta1 ignores spec.behavior, {to} follows it: the object would begin to scale differently. Delete it, or set apiVersion to autoscaling/v2beta2 and convert the metrics with it.',
      ...templatedMessages,
      printed: 'The template prints metrics from values, which may have the form of autoscaling/v2beta1. Move the template and these values to {to} together.',
      'not-a': '{what} is not a {type}; correct it first.',
      source: 'The metric has the type {type} and {sources}; it has to have a known type (Resource, ContainerResource, Pods, Object, External) and the one source of that name.',
      'unknown-key': 'In autoscaling/v2beta1 {source} has no {key}; correct it first.',
      missing: '{source} lacks {key}; complete it first.',
      invalid: '{key} cannot be {value}; correct it first.',
      targets: '{source} has to have {wanted}, and has {written}; correct it first.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#horizontalpodautoscaler-v125',
      'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale-walkthrough/#autoscaling-on-multiple-metrics-and-custom-metrics',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-autoscaling/2702-graduate-hpa-api-to-GA',
    ],
  },
  run({ data, group, version, kind, partial }, context) {
    const current = lifecycleOf(group, version, kind);
    const move = current && versionMove(current, context);
    if (!move) return;
    const to = move.apiVersion;
    const { spec, status } = asWritten(data);
    if (spec instanceof Hole || (isOpen(spec) && isObject(spec) && spec['metrics'] === undefined)) return context.manual('printed', { at: ['spec'], values: { to }, once: true });
    if (!isObject(spec) && !(partial && spec === undefined)) return context.manual('not-a', { at: ['spec'], values: { what: 'The spec', type: 'mapping' } });
    const { metrics: written, behavior } = isObject(spec) ? spec : {};
    const { metrics, problems } = readMetrics(written);
    if (behavior !== undefined && behavior !== null) return context.manual('behavior', { at: ['spec', 'behavior'], values: { to } });
    for (const { id, at, values, malformed } of problems) context.manual(id, { at, values: { to, ...values }, ...(malformed ? { malformed } : {}), ...(id === 'printed' ? { once: true } : {}) });
    if (problems.length > 0) return;

    const removesStatus = isObject(status) && Object.keys(status).length > 0;
    context.change('moved', { at: ['apiVersion'], values: { to }, notes: removesStatus ? ['status'] : [], ...move.versions }, (edit) => {
      edit.set(['apiVersion'], to);
      for (const metric of metrics) convertMetric(metric, edit);
      if (removesStatus) edit.remove(['status']);
    });
  },
});
