import { deepEqual, Hole, isList, isObject, isOpen, isText, type JsonObject, type JsonValue } from '../../src/transform.js';

/**
 * A label selector; undefined for what is none, or has keys that a selector does not know. What a template
 * prints into it is left out.
 */
export function readSelector(value: JsonValue | undefined): LabelSelector | undefined {
  if (value instanceof Hole) return { terms: [], templated: true };
  if (!isObject(value) || Object.keys(value).some((key) => key !== 'matchLabels' && key !== 'matchExpressions')) return undefined;
  const labels = value['matchLabels'] ?? {};
  const expressions = value['matchExpressions'] ?? [];
  const lists = [labels, expressions].filter((each) => each instanceof Hole || isOpen(each));
  const templated = isOpen(value) || lists.length > 0;
  if (!(labels instanceof Hole || isLabels(labels)) || !(expressions instanceof Hole || isList(expressions))) return undefined;
  const terms: Term[] = Object.entries(labels instanceof Hole ? {} : labels).map(([key, label]) => ({ key, operator: 'In', values: [label] }));
  for (const expression of expressions instanceof Hole ? [] : expressions) {
    if (expression instanceof Hole || (isObject(expression) && expression['key'] instanceof Hole)) return { terms, templated: true };
    const term = isObject(expression) ? readExpression(expression) : undefined;
    if (!term) return undefined;
    terms.push(term);
  }
  return { terms, templated };
}

export interface LabelSelector {
  readonly terms: readonly Term[];
  /** A template may add terms. */
  readonly templated: boolean;
}

interface Term {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly JsonValue[];
}

/** Whether all values are strings, as the API server wants labels, or filled in by a template. */
export function isLabels(value: JsonValue | undefined): value is JsonObject {
  return isObject(value) && Object.values(value).every(isText);
}

/**
 * Whether a selector can match labels: only what is known of both counts, and two texts that a template
 * fills in may come to the same. A key that is not there satisfies `NotIn`.
 *
 * Source: `LabelSelectorRequirement` in k8s.io/apimachinery/pkg/apis/meta/v1; `Requirement.Matches` in
 * pkg/labels.
 */
export function selects({ terms }: LabelSelector, labels: JsonObject): boolean {
  return terms.every(({ key, operator, values }) => {
    const label = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (label === undefined && isOpen(labels)) return true;
    const same = values.some((value) => deepEqual(value, label));
    if (!same && [label, ...values].some((value) => value instanceof Hole)) return label !== undefined || operator !== 'In';
    switch (operator) {
      case 'In':
        return label !== undefined && same;
      case 'NotIn':
        return label === undefined || !same;
      case 'Exists':
        return label !== undefined;
      case 'DoesNotExist':
        return label === undefined;
    }
  });
}

function readExpression({ key, operator, values }: JsonObject): Term | undefined {
  if (typeof key !== 'string') return undefined;
  const list = values ?? [];
  if (!isList(list)) return undefined;
  if (operator === 'In' || operator === 'NotIn') return list.length > 0 ? { key, operator, values: list } : undefined;
  if (operator === 'Exists' || operator === 'DoesNotExist') return list.length === 0 ? { key, operator, values: list } : undefined;
  return undefined;
}
