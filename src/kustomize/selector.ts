import { isObject, type JsonObject, type JsonValue } from '../model/json.js';
import { groupOf, versionOf } from '../model/manifest.js';

/** What a kustomization says of the objects that a patch applies to (`target`). */
export type Selector = JsonObject;

/** An object as Kustomize selects it: by each name and namespace that it has had. */
export interface Selectable {
  readonly data: JsonObject;
  readonly names: ReadonlySet<string>;
  /** Empty where the object does not say. */
  readonly namespaces: ReadonlySet<string>;
}

/**
 * Whether a selector takes an object: each of its fields is a regular expression that has to match
 * the whole value, labels and annotations are selected as `kubectl get --selector` does
 * (`types.Selector` and `SelectorRegex` of sigs.k8s.io/kustomize/api).
 */
export function selects(selector: Selector, object: Selectable): boolean {
  const apiVersion = String(object.data['apiVersion'] ?? '');
  const metadata = isObject(object.data['metadata']) ? object.data['metadata'] : {};
  return (
    matches(selector['group'], [groupOf(apiVersion)]) &&
    matches(selector['version'], [versionOf(apiVersion)]) &&
    matches(selector['kind'], [String(object.data['kind'] ?? '')]) &&
    matches(selector['name'], object.names) &&
    (object.namespaces.size === 0 || matches(selector['namespace'], object.namespaces)) &&
    matchesLabels(selector['labelSelector'], metadata['labels']) &&
    matchesLabels(selector['annotationSelector'], metadata['annotations'])
  );
}

function matches(pattern: JsonValue | undefined, values: Iterable<string>): boolean {
  if (typeof pattern !== 'string' || pattern === '') return true;
  let expression: RegExp | undefined;
  try {
    expression = new RegExp(`^(?:${pattern})$`);
  } catch {
    expression = undefined;
  }
  return [...values].some((value) => value === pattern || expression?.test(value) === true);
}

/** `a=b,c!=d,e in (f, g),h,!i` (k8s.io/apimachinery/pkg/labels). */
function matchesLabels(selector: JsonValue | undefined, labels: JsonValue | undefined): boolean {
  if (typeof selector !== 'string' || selector.trim() === '') return true;
  const values = isObject(labels) ? labels : {};
  const valueOf = (key: string): string | undefined => (Object.hasOwn(values, key) ? String(values[key]) : undefined);
  return selector.split(/,(?![^(]*\))/).every((text) => {
    const requirement = text.trim();
    const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(requirement);
    if (set) {
      const value = valueOf(set[1] ?? '');
      const isIn = value !== undefined && (set[3] ?? '').split(',').some((each) => each.trim() === value);
      return isIn === (set[2] === 'in');
    }
    const equation = /^([^!=\s]+)\s*(==?|!=)\s*(.*)$/.exec(requirement);
    if (equation) return (valueOf(equation[1] ?? '') === equation[3]) === (equation[2] !== '!=');
    return requirement.startsWith('!') ? valueOf(requirement.slice(1).trim()) === undefined : valueOf(requirement) !== undefined;
  });
}

/**
 * A selector that names the object's new group, version and kind where it names the old ones to the
 * letter; the selector itself where it names none of them.
 */
export function movedSelector(selector: Selector, before: JsonObject, after: JsonObject): Selector {
  const [from, to] = [before, after].map((data) => {
    const apiVersion = String(data['apiVersion'] ?? '');
    return { group: groupOf(apiVersion), version: versionOf(apiVersion), kind: String(data['kind'] ?? '') };
  });
  if (!from || !to) return selector;
  const moved: Record<string, JsonValue> = { ...selector };
  for (const field of ['group', 'version', 'kind'] as const) {
    if (selector[field] === from[field] && to[field] !== '') moved[field] = to[field];
  }
  return moved;
}
