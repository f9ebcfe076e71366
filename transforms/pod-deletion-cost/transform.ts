import { defineTransform, getIn, Hole, isObject, podTemplateKinds, podTemplates, type Context, type JsonValue, type Path } from '../../src/transform.js';
import { misplacedAnnotations } from '../_shared/pod-changes.js';

const annotation = 'controller.kubernetes.io/pod-deletion-cost';
const gate = 'PodDeletionCost';
const smallest = -(2 ** 31);
const largest = 2 ** 31 - 1;

export default defineTransform({
  meta: {
    id: 'pod-deletion-cost',
    title: 'Annotation pod-deletion-cost as a text that holds a number',
    description:
      'The annotation holds a whole number of 32 bits, as a text: without quotes the API server refuses the object, as it does every annotation ' +
      'that is no text. A plus sign, leading zeros and anything else are refused too, once the feature gate is on.',
    kinds: podTemplateKinds,
    triggers: [annotation],
    safety: 'safe',
    keps: [2255],
    featureGates: [gate],
    messages: {
      quoted: 'The annotation pod-deletion-cost {cost} gets quotes: the API server refuses an annotation whose value is no text.',
      'no-text': 'The API server refuses the annotation pod-deletion-cost, because its value is no text. Write a whole number in quotes.',
      'not-a-number':
        'The API server refuses the pod: its annotation pod-deletion-cost is {cost}, which is no whole number from -2147483648 to 2147483647 without plus sign and leading zeros. Correct it.',
      'not-a-number-yet':
        'The annotation pod-deletion-cost is {cost}, which is no whole number from -2147483648 to 2147483647 without plus sign and leading zeros. It has no effect, and once the feature gate PodDeletionCost is on (by default from Kubernetes 1.22), the API server refuses the pod. Correct it.',
      misplaced: 'The annotation pod-deletion-cost stands on the {kind} itself, where it has no effect: it is read from pods. Move it to the pod template, or delete it.',
    },
    references: [
      'https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#pod-deletion-cost',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-apps/2255-pod-cost',
    ],
  },
  run(manifest, context) {
    for (const template of podTemplates(manifest)) {
      const at = [...template.path, 'metadata', 'annotations', annotation];
      const annotations = template.metadata?.['annotations'];
      if (isObject(annotations) && Object.hasOwn(annotations, annotation)) look(at, annotations[annotation] ?? null, context);
      for (const { at: place, kind } of misplacedAnnotations(manifest, template, (key) => key === annotation)) {
        // Refused or not: it does not belong there.
        if (typeof getIn(manifest.data, place) === 'number') quote(place, Number(getIn(manifest.data, place)), context);
        context.manual('misplaced', { at: place, values: { kind }, impact: 'ignored' });
      }
    }
  },
});

function look(at: Path, value: JsonValue, context: Context): void {
  // What a template fills in is not known.
  if (value instanceof Hole) return;
  if (typeof value === 'number') return quote(at, value, context);
  // A value of null reads as the empty text.
  if (typeof value !== 'string' && value !== null) return context.manual('no-text', { at, impact: 'breaks', malformed: true });
  if (value !== null && isCost(value)) return;
  const cost = value === null ? 'empty' : JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (context.gate(gate)) context.manual('not-a-number', { at, values: { cost }, impact: 'breaks' });
  else context.manual('not-a-number-yet', { at, values: { cost }, impact: 'ignored', gate });
}

function quote(at: Path, value: number, context: Context): void {
  const text = String(value);
  if (!isCost(text)) return context.manual('no-text', { at, impact: 'breaks' });
  context.change('quoted', { at, values: { cost: text }, impact: 'breaks' }, (edit) => edit.set(at, text));
}

/** Go's `strconv.ParseInt(value, 10, 32)` after a check of the first character; see GetDeletionCostFromPodAnnotations. */
function isCost(value: string): boolean {
  if (!/^(?:-\d+|0|[1-9]\d*)$/.test(value)) return false;
  const cost = Number(value);
  return cost >= smallest && cost <= largest;
}
