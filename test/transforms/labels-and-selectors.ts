import { deepEqual, Hole, isList, isObject, type JsonObject, type JsonValue } from '../../src/model/json.js';
import { formatPath, getIn, type Path } from '../../src/model/path.js';

/** Keys under which objects select others by their labels. */
const selectorKeys: ReadonlySet<string> = new Set(['selector', 'labelSelector', 'podSelector', 'namespaceSelector', 'objectSelector', 'claimSelector', 'metricSelector']);

/** The stable name of a label that only nodes and volumes have; see well_known_labels.go in k8s.io/api/core/v1. */
const stableNames: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
};

/**
 * What a change of an object alters of who selects it and whom it selects, in words; nothing where all
 * selectors of a repository find the same objects as before.
 */
export function alterations(before: JsonObject, after: JsonObject): string[] {
  return [...alteredLabels(before, after), ...alteredSelectors(before, after)];
}

function alteredLabels(before: JsonObject, after: JsonObject): string[] {
  const old = mapsOf(before, isLabels);
  const fresh = mapsOf(after, isLabels);
  const lost = [...old].flatMap(([path, labels]) => Object.keys(labels).flatMap((key) => (deepEqual(fresh.get(path)?.[key], labels[key]) ? [] : [`${path} loses ${key}`])));
  const added = [...fresh].flatMap(([path, labels]) => {
    const known = old.get(path) ?? {};
    const more = Object.keys(labels).filter((key) => !Object.hasOwn(known, key));
    // The API server has given a workload without labels those of its template.
    if (path === 'metadata.labels' && Object.keys(known).length === 0 && deepEqual(labels, templateLabels(before))) return [];
    // Both names of such a label say the same, and the old one is still there.
    const isBeside = (key: string): boolean => ['Node', 'PersistentVolume'].includes(String(before['kind'])) && Object.entries(known).some(([name, value]) => stableNames[name] === key && deepEqual(value, labels[key]));
    return more.filter((key) => !isBeside(key)).map((key) => `${path} gains ${key}`);
  });
  return [...lost, ...added];
}

function alteredSelectors(before: JsonObject, after: JsonObject): string[] {
  // They may stand elsewhere, or once where they were twice.
  const meaningsOf = (data: JsonObject): Map<string, string> =>
    new Map([...mapsOf(data, isSelector)].map(([path, selector]) => [meaningOf(data, path, selector), path]));
  const [old, fresh] = [meaningsOf(before), meaningsOf(after)];
  const defaulted = written({ matchLabels: templateLabels(before) ?? {} });
  return [
    ...[...old].flatMap(([meaning, path]) => (meaning === 'nothing' || fresh.has(meaning) ? [] : [`${path} no longer selects ${meaning}`])),
    ...[...fresh].flatMap(([meaning, path]) => {
      // The API server has given a workload without a selector one for the labels of its template.
      if (path === 'spec.selector' && meaning === defaulted && !mapsOf(before, isSelector).has(path)) return [];
      return meaning === 'nothing' || old.has(meaning) ? [] : [`${path} selects ${meaning}`];
    }),
  ];
}

/** Selectors as they are, but for those of budgets, where versions read the same one differently. */
function meaningOf(data: JsonObject, path: string, selector: JsonObject): string {
  if (data['kind'] !== 'PodDisruptionBudget' || path !== 'spec.selector') return written(selector);
  const expressions = isList(selector['matchExpressions']) ? selector['matchExpressions'] : [];
  const terms = [...Object.entries(isObject(selector['matchLabels']) ? selector['matchLabels'] : {}), ...expressions];
  // A map that a template prints holds something: where it may not, the budget is left to a person.
  if (Object.values(selector).some((value) => value instanceof Hole)) return written(selector);
  const [only] = expressions;
  const marker = isObject(only) && only['key'] === 'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match' ? only['operator'] : undefined;
  if (terms.length === 1 && marker !== undefined) return marker === 'Exists' ? 'nothing' : 'everything';
  if (terms.length > 0) return written(selector);
  return data['apiVersion'] === 'policy/v1' ? 'everything' : 'nothing';
}

/** Text that is the same for maps that differ in the order of their keys. */
function written(value: JsonValue): string {
  return JSON.stringify(value, (_key, each: unknown) => (isObject(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each));
}

function templateLabels(data: JsonObject): JsonValue | undefined {
  return getIn(data, ['spec', 'template', 'metadata', 'labels']);
}

function isLabels(path: Path): boolean {
  return path.at(-1) === 'labels' && path.at(-2) === 'metadata';
}

function isSelector(path: Path): boolean {
  return selectorKeys.has(String(path.at(-1)));
}

/** All maps of an object at places of a kind, by path. */
function mapsOf(data: JsonObject, isWanted: (path: Path) => boolean): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  const visit = (value: JsonValue, path: Path): void => {
    if (isList(value)) value.forEach((item, index) => visit(item, [...path, index]));
    if (!isObject(value)) return;
    if (isWanted(path)) found.set(formatPath(path), value);
    for (const [key, child] of Object.entries(value)) visit(child, [...path, key]);
  };
  visit(data, []);
  return found;
}
