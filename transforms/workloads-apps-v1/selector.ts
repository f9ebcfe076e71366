import { isList, isObject, type JsonObject, type JsonValue } from '../../src/transform.js';

/** A label selector; undefined for what is none, or has keys that a selector does not know. */
export function readSelector(value: JsonValue | undefined): LabelSelector | undefined {
  if (!isObject(value) || Object.keys(value).some((key) => key !== 'matchLabels' && key !== 'matchExpressions')) return undefined;
  const labels = value['matchLabels'] ?? {};
  const expressions = value['matchExpressions'] ?? [];
  if (!isLabels(labels) || !isList(expressions)) return undefined;
  const terms: Term[] = Object.entries(labels).map(([key, label]) => ({ key, operator: 'In', values: [label] }));
  for (const expression of expressions) {
    const term = isObject(expression) ? readExpression(expression) : undefined;
    if (!term) return undefined;
    terms.push(term);
  }
  return { terms };
}

export interface LabelSelector {
  readonly terms: readonly Term[];
}

interface Term {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly JsonValue[];
}

/** Whether all values are strings, as the API server wants labels. */
export function isLabels(value: JsonValue | undefined): value is JsonObject {
  return isObject(value) && Object.values(value).every((label) => typeof label === 'string');
}

/**
 * Whether a selector matches labels. A key that is not there satisfies `NotIn`.
 *
 * Source: `LabelSelectorRequirement` in k8s.io/apimachinery/pkg/apis/meta/v1; `Requirement.Matches` in
 * pkg/labels.
 */
export function selects({ terms }: LabelSelector, labels: JsonObject): boolean {
  return terms.every(({ key, operator, values }) => {
    const label = Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator) {
      case 'In':
        return label !== undefined && values.includes(label);
      case 'NotIn':
        return label === undefined || !values.includes(label);
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
