import { defineTransform, Hole, isObject, isText, lifecycleOf, type JsonObject, type Path } from '../../src/transform.js';
import { versionMove } from '../_shared/version-move.js';

export default defineTransform({
  meta: {
    id: 'event-v1',
    title: 'Event events.k8s.io/v1beta1 to v1',
    description:
      'The fields are the same, what the server insists on is not: v1 refuses a new Event without `eventTime`, `type`, `action`, ' +
      '`reason`, `reportingController` and `reportingInstance`, and one with any of the `deprecated…` fields. An Event that fits ' +
      'moves; any other is left to a person.',
    kinds: [{ group: 'events.k8s.io', kind: 'Event', versions: ['v1beta1'] }],
    triggers: ['events.k8s.io/v1beta1'],
    safety: 'safe',
    introduced: '1.19',
    deprecated: '1.22',
    removed: '1.25',
    keps: [383],
    messages: {
      moved: 'Event moves from events.k8s.io/v1beta1 to {to}.',
      missing: 'events.k8s.io/v1 refuses an Event without {field}; write it, then move the Event.',
      type: 'events.k8s.io/v1 knows the types Normal and Warning only.',
      'too-long': 'events.k8s.io/v1 allows {limit} characters in {field}.',
      series: 'events.k8s.io/v1 wants a count of at least 2 and a lastObservedTime in series.',
      deprecated: 'events.k8s.io/v1 refuses {field} in a new Event; write {instead} instead, then move the Event.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#event-v125',
      'https://github.com/kubernetes/kubernetes/blob/v1.21.0/pkg/apis/core/validation/events.go',
    ],
  },
  run(manifest, context) {
    const row = lifecycleOf(manifest.group, manifest.version, manifest.kind);
    const move = row && versionMove(row, context);
    if (move === undefined) return;
    const problem = refusalOf(manifest.data, manifest.partial);
    if (problem) return context.manual(problem.message, { at: problem.at, values: problem.values });
    context.change('moved', { at: ['apiVersion'], values: { to: move.apiVersion }, ...move.versions }, (edit) => {
      edit.set(['apiVersion'], move.apiVersion);
    });
  },
});

interface Problem {
  readonly message: string;
  readonly at: Path;
  readonly values: Readonly<Record<string, string | number>>;
}

const required = ['eventTime', 'reportingController', 'reportingInstance', 'action', 'reason'];

const limits: Readonly<Record<string, number>> = { reportingInstance: 128, action: 128, reason: 128, note: 1024 };

const deprecated: Readonly<Record<string, string>> = {
  deprecatedSource: 'reportingController and reportingInstance',
  deprecatedFirstTimestamp: 'eventTime',
  deprecatedLastTimestamp: 'series.lastObservedTime',
  deprecatedCount: 'series.count',
};

/** Why v1 would refuse a new Event; undefined where it accepts it. */
function refusalOf(event: JsonObject, partial: boolean): Problem | undefined {
  for (const [field, instead] of Object.entries(deprecated)) {
    if (field in event) return { message: 'deprecated', at: [field], values: { field, instead } };
  }
  for (const field of partial ? [] : required) {
    if (event[field] === undefined || event[field] === null || event[field] === '') return { message: 'missing', at: [field in event ? field : 'kind'], values: { field } };
  }
  const { type, series } = event;
  if (!(partial && type === undefined) && type !== 'Normal' && type !== 'Warning' && !(type instanceof Hole)) return { message: 'type', at: [type === undefined ? 'kind' : 'type'], values: {} };
  for (const [field, limit] of Object.entries(limits)) {
    if (!(event[field] instanceof Hole) && String(event[field] ?? '').length > limit) return { message: 'too-long', at: [field], values: { field, limit } };
  }
  if (series !== undefined && series !== null && !(isObject(series) && (series['count'] instanceof Hole || Number(series['count']) >= 2) && isText(series['lastObservedTime']))) {
    return { message: 'series', at: ['series'], values: {} };
  }
  return undefined;
}
