import { asWritten, defineTransform, Hole, isList, isObject, isOpen, type JsonValue } from '../../src/transform.js';

/** How an API server from 1.21 on stores the empty selector of a v1beta1 object. */
const marker = 'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match';
const selector = ['spec', 'selector'] as const;

export default defineTransform({
  meta: {
    id: 'pod-disruption-budget-v1',
    title: 'PodDisruptionBudget policy/v1beta1 to policy/v1',
    description:
      'The schema is the same, the meaning of the empty selector is not: `selector: {}` and its equals select no pod in ' +
      '`policy/v1beta1` and every pod of the namespace in `policy/v1`. The rewrite keeps what the budget does today and says so.',
    kinds: [{ group: 'policy', kind: 'PodDisruptionBudget', versions: ['v1beta1'] }],
    triggers: ['policy/v1beta1'],
    safety: 'safe',
    introduced: '1.21',
    deprecated: '1.21',
    removed: '1.25',
    keps: [85],
    options: {
      emptySelector: {
        type: 'choice',
        values: ['none', 'marker', 'all'],
        default: 'none',
        description:
          'What an empty selector becomes: `none` removes it (it still selects no pod), `marker` writes the expression that a ' +
          '1.21 server stores for it, `all` lets it select every pod of the namespace (needs --accept).',
      },
      templatedSelector: {
        type: 'choice',
        values: ['manual', 'terms'],
        default: 'manual',
        description:
          'A selector that a chart’s template prints whole: `terms` states that it always holds a label or an expression, `manual` leaves ' +
          'the budget to a person, because an empty one would select every pod from now on.',
      },
    },
    messages: {
      moved: 'PodDisruptionBudget moves from policy/v1beta1 to policy/v1.',
      'moved-empty':
        'PodDisruptionBudget moves from policy/v1beta1 to policy/v1; its empty selector, which selects no pod in v1beta1, is removed, because it would select every pod in v1.',
      'moved-marker':
        'PodDisruptionBudget moves from policy/v1beta1 to policy/v1; its empty selector, which selects no pod in v1beta1, becomes the expression that stands for no pod in v1.',
      'moved-all': 'PodDisruptionBudget moves from policy/v1beta1 to policy/v1; its empty selector now selects every pod of the namespace.',
      'moved-inverse-marker':
        'PodDisruptionBudget moves from policy/v1beta1 to policy/v1; its marker expression, which selects every pod, becomes the empty selector.',
      'meant-all':
        'This budget has protected nothing so far. If it was meant for all pods of the namespace, run with --option pod-disruption-budget-v1.emptySelector=all --accept pod-disruption-budget-v1.',
      'no-selector': 'This budget has no selector and protects nothing, before and after.',
      'ambiguous-marker':
        'The selector is the marker expression of an empty selector: up to 1.20 it selects no pod, from 1.21 on v1beta1 reads it as every pod. Write the selector that is meant, then move the object to policy/v1.',
      templated:
        'The template prints the selector. Where that is empty, the budget selects no pod in policy/v1beta1 and every pod of the namespace in policy/v1. If it never is, state so for all charts with --option pod-disruption-budget-v1.templatedSelector=terms.',
      malformed: 'The selector is not a label selector (a mapping with matchLabels and matchExpressions); correct it first.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#poddisruptionbudget-v125',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-apps/85-Graduate-PDB-to-Stable',
    ],
  },
  run(manifest, context) {
    const { spec } = asWritten(manifest.data);
    const written = isObject(spec) ? spec['selector'] : spec;
    const shape = isOpen(spec) && written === undefined ? 'templated' : shapeOf(written);
    if (shape === 'templated' && context.options['templatedSelector'] === 'manual') {
      const at = written === undefined ? ['spec'] : selector;
      return context.manual('templated', { at, once: true, release: '--option pod-disruption-budget-v1.templatedSelector=terms' });
    }
    if (shape === 'malformed') return context.manual('malformed', { at: selector });
    if (shape === 'exists-marker') return context.manual('ambiguous-marker', { at: selector });
    if (shape === 'empty') {
      const choice = context.options['emptySelector'];
      if (choice === 'all') {
        return context.change('moved-all', { at: selector, safety: 'review' }, (edit) => edit.set(['apiVersion'], 'policy/v1'));
      }
      return context.change(choice === 'marker' ? 'moved-marker' : 'moved-empty', { at: selector, notes: ['meant-all'] }, (edit) => {
        edit.set(['apiVersion'], 'policy/v1');
        if (choice === 'marker') edit.set(selector, { matchExpressions: [{ key: marker, operator: 'Exists' }] });
        else edit.remove(selector);
      });
    }
    if (shape === 'inverse-marker') {
      return context.change('moved-inverse-marker', { at: selector }, (edit) => {
        edit.set(['apiVersion'], 'policy/v1');
        edit.set(selector, {});
      });
    }
    context.change('moved', { at: ['apiVersion'], notes: shape === 'absent' && !manifest.partial ? ['no-selector'] : [] }, (edit) =>
      edit.set(['apiVersion'], 'policy/v1'),
    );
  },
});

type Shape = 'absent' | 'templated' | 'empty' | 'terms' | 'exists-marker' | 'inverse-marker' | 'malformed';

/** Empty and null members are the same to the API server (apimachinery's semantic DeepEqual). */
function shapeOf(written: JsonValue | undefined): Shape {
  if (written === undefined || written === null) return 'absent';
  if (written instanceof Hole) return 'templated';
  if (!isObject(written)) return 'malformed';
  const labels = written['matchLabels'] ?? {};
  const expressions = written['matchExpressions'] ?? [];
  if (!(labels instanceof Hole || isObject(labels)) || !(expressions instanceof Hole || isList(expressions))) return 'malformed';
  if (labels instanceof Hole ? labels.facts.printsKeys : Object.keys(labels).length > 0) return 'terms';
  if (isList(expressions) && expressions.some((expression) => !(expression instanceof Hole) && !isMarker(expression))) return 'terms';
  if ([written, labels, expressions].some((each) => each instanceof Hole || isOpen(each)) || !isList(expressions)) return 'templated';
  if (expressions.length === 0) return 'empty';
  const [only] = expressions;
  if (expressions.length === 1 && isObject(only) && isMarker(only)) {
    if (only['operator'] === 'Exists') return 'exists-marker';
    if (only['operator'] === 'DoesNotExist') return 'inverse-marker';
  }
  return 'terms';
}

function isMarker(expression: JsonValue): boolean {
  return isObject(expression) && expression['key'] === marker;
}
