import { deepEqual, isList, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import { groupOf } from '../model/manifest.js';
import { getIn, type Path } from '../model/path.js';

/** A field of objects into which Kustomize writes labels. */
interface LabelField {
  readonly kind: string;
  /** Absent for any. */
  readonly group?: string;
  /** From the object's root, through the items of lists. */
  readonly path: readonly string[];
  /** Written where it is not there, too. */
  readonly create?: true;
  /** It is in the items of a list, which has to be there. */
  readonly list?: true;
  /** `selector`: what is in it selects objects; `template`: they are the labels of objects to come. */
  readonly use: 'selector' | 'template';
}

const template = ['spec', 'template'];
const affinity = [...template, 'spec', 'affinity'];
const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const placements: readonly (readonly string[])[] = [
  ...['podAffinity', 'podAntiAffinity'].flatMap((key) => [
    [...affinity, key, preferred, 'podAffinityTerm', 'labelSelector', 'matchLabels'],
    [...affinity, key, required, 'labelSelector', 'matchLabels'],
  ]),
  [...template, 'spec', 'topologySpreadConstraints', 'labelSelector', 'matchLabels'],
];

/**
 * Where labels go that a kustomization gives to selectors, too. Fields that no version of a kind loses or gains by
 * its group are as important as the others: patches see them.
 *
 * Source: kubernetes-sigs/kustomize, api/konfig/builtinpluginconsts/commonlabels.go
 */
const fields: readonly LabelField[] = [
  { kind: 'Service', path: ['spec', 'selector'], create: true, use: 'selector' },
  { kind: 'ReplicationController', path: ['spec', 'selector'], create: true, use: 'selector' },
  { kind: 'ReplicationController', path: [...template, 'metadata', 'labels'], create: true, use: 'template' },
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].flatMap((kind): LabelField[] => {
    const group = kind === 'StatefulSet' ? { group: 'apps' } : {};
    return [
      { kind, ...group, path: ['spec', 'selector', 'matchLabels'], create: true, use: 'selector' },
      { kind, ...group, path: [...template, 'metadata', 'labels'], create: true, use: 'template' },
    ];
  }),
  ...['Deployment', 'StatefulSet'].flatMap((kind) => placements.map((path): LabelField => ({ kind, group: 'apps', path, use: 'selector' }))),
  { kind: 'StatefulSet', group: 'apps', path: ['spec', 'volumeClaimTemplates', 'metadata', 'labels'], create: true, list: true, use: 'template' },
  { kind: 'Job', group: 'batch', path: ['spec', 'selector', 'matchLabels'], use: 'selector' },
  { kind: 'Job', group: 'batch', path: [...template, 'metadata', 'labels'], create: true, use: 'template' },
  { kind: 'CronJob', group: 'batch', path: ['spec', 'jobTemplate', 'spec', 'selector', 'matchLabels'], use: 'selector' },
  { kind: 'CronJob', group: 'batch', path: ['spec', 'jobTemplate', 'metadata', 'labels'], create: true, use: 'template' },
  { kind: 'CronJob', group: 'batch', path: ['spec', 'jobTemplate', 'spec', 'template', 'metadata', 'labels'], create: true, use: 'template' },
  { kind: 'PodDisruptionBudget', group: 'policy', path: ['spec', 'selector', 'matchLabels'], use: 'selector' },
  { kind: 'NetworkPolicy', group: 'networking.k8s.io', path: ['spec', 'podSelector', 'matchLabels'], use: 'selector' },
  { kind: 'NetworkPolicy', group: 'networking.k8s.io', path: ['spec', 'ingress', 'from', 'podSelector', 'matchLabels'], use: 'selector' },
  { kind: 'NetworkPolicy', group: 'networking.k8s.io', path: ['spec', 'egress', 'to', 'podSelector', 'matchLabels'], use: 'selector' },
];

/** The labels of a kustomization by how far they go. Those of the objects themselves are not among them. */
export interface DeepLabels {
  /** Also written into the templates of pods, jobs and claims. */
  readonly templates: JsonObject;
  /** Also written into selectors. */
  readonly selectors: JsonObject;
}

/** The labels that a kustomization writes into more than `metadata` of its objects. */
export function deepLabelsOf(data: JsonObject): DeepLabels {
  const { commonLabels, labels } = data;
  const items = isList(labels) ? labels.filter(isObject) : [];
  const common = isObject(commonLabels) ? [commonLabels] : [];
  const pairsOf = (chosen: (item: JsonObject) => boolean): readonly JsonObject[] => items.filter(chosen).flatMap(({ pairs }) => (isObject(pairs) ? [pairs] : []));
  return {
    templates: joined([...common, ...pairsOf((item) => item['includeSelectors'] === true || item['includeTemplates'] === true)]),
    selectors: joined([...common, ...pairsOf((item) => item['includeSelectors'] === true)]),
  };
}

function joined(maps: readonly JsonObject[]): JsonObject {
  return Object.assign({}, ...maps) as JsonObject;
}

/** Whether a kustomization writes labels into selectors. */
export function hasDeepLabels({ deepLabels: { selectors } }: { readonly deepLabels: DeepLabels }): boolean {
  return Object.keys(selectors).length > 0;
}

/** An object with the labels that Kustomize writes into its selectors and templates. */
export function withDeepLabels(data: JsonObject, labels: DeepLabels): JsonObject {
  const group = groupOf(String(data['apiVersion'] ?? ''));
  let result: JsonValue = data;
  for (const field of fields) {
    const more = field.use === 'selector' ? labels.selectors : labels.templates;
    if (field.kind !== data['kind'] || (field.group ?? group) !== group || Object.keys(more).length === 0) continue;
    if (field.list && !isList(getIn(result, field.path.slice(0, 2)))) continue;
    result = written(result, field.path, more, field.create === true);
  }
  return isObject(result) ? result : data;
}

function written(value: JsonValue | undefined, [key, ...rest]: readonly string[], labels: JsonObject, create: boolean): JsonValue {
  if (isList(value)) return value.map((item) => (key === undefined ? item : written(item, [key, ...rest], labels, create)));
  if (key === undefined) return isObject(value) || value === null || value === undefined ? { ...(value ?? {}), ...labels } : value;
  if (!isObject(value)) return create && (value ?? null) === null ? { [key]: written(undefined, rest, labels, create) } : (value ?? null);
  const child = value[key];
  if (!create && (child ?? null) === null) return value;
  return { ...value, [key]: written(child, rest, labels, create) };
}

/** Kinds whose selectors Kustomize writes labels into, in one group at least. */
export const selectingKinds: ReadonlySet<string> = new Set(fields.flatMap(({ kind, use }) => (use === 'selector' ? [kind] : [])));

/** Where two forms of an object select other objects, with both selectors; undefined where they agree. */
export function differenceOfSelectors(data: JsonObject, other: JsonObject): { readonly at: Path; readonly selectors: readonly [JsonValue | undefined, JsonValue | undefined] } | undefined {
  for (const { kind, path, use } of fields) {
    if (kind !== data['kind'] || use !== 'selector') continue;
    // `matchLabels` stands beside `matchExpressions`.
    const selector = path.at(-1) === 'matchLabels' ? path.slice(0, -1) : path;
    const at = [data, other].flatMap((each) => placesOf(each, selector)).find((place) => !deepEqual(getIn(data, place), getIn(other, place)));
    if (at) return { at, selectors: [getIn(data, at), getIn(other, at)] };
  }
  return undefined;
}

function placesOf(value: JsonValue | undefined, keys: readonly string[], at: Path = []): Path[] {
  if (isList(value)) return value.flatMap((item, index) => placesOf(item, keys, [...at, index]));
  const [key, ...rest] = keys;
  if (key === undefined) return value === undefined ? [] : [at];
  return isObject(value) && Object.hasOwn(value, key) ? placesOf(value[key], rest, [...at, key]) : [];
}
