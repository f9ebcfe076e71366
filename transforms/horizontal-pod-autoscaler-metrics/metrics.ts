import { Hole, isList, isObject, isOpen, isSet, isText, type JsonObject, type JsonValue, type Path, type Recorder, type Remark } from '../../src/transform.js';

/** Why the API server would refuse a metric of v2beta1, by message id. */
export interface Problem {
  readonly id: 'not-a' | 'source' | 'unknown-key' | 'missing' | 'invalid' | 'targets' | 'printed' | 'templated';
  readonly at: Path;
  readonly values: NonNullable<Remark['values']>;
  /** Something is missing, which one case of a template may leave out. */
  readonly malformed?: true;
}

/** A metric source of v2beta1: what it is to have, and what its targets become. */
interface SourceShape {
  readonly key: string;
  /** Keys that stay, all required. */
  readonly stays: readonly string[];
  /** The keys of the metric's name and selector, where it has them. */
  readonly metric?: { readonly name: string; readonly selector: string };
  /** By the old key; the first one that is set gives the type. */
  readonly targets: Readonly<Record<string, { readonly type: string; readonly key: string }>>;
}

const averageUtilization = { type: 'Utilization', key: 'averageUtilization' };
const averageValue = { type: 'AverageValue', key: 'averageValue' };
const value = { type: 'Value', key: 'value' };

/** By `type` of the metric. Source: `MetricSpec` in k8s.io/api/autoscaling/v2beta1. */
const shapes: Readonly<Record<string, SourceShape>> = {
  Resource: { key: 'resource', stays: ['name'], targets: { targetAverageUtilization: averageUtilization, targetAverageValue: averageValue } },
  ContainerResource: {
    key: 'containerResource',
    stays: ['name', 'container'],
    targets: { targetAverageUtilization: averageUtilization, targetAverageValue: averageValue },
  },
  Pods: { key: 'pods', stays: [], metric: { name: 'metricName', selector: 'selector' }, targets: { targetAverageValue: averageValue } },
  Object: { key: 'object', stays: ['target'], metric: { name: 'metricName', selector: 'selector' }, targets: { averageValue, targetValue: value } },
  External: {
    key: 'external',
    stays: [],
    metric: { name: 'metricName', selector: 'metricSelector' },
    targets: { targetValue: value, targetAverageValue: averageValue },
  },
};

/** A metric that is well-formed. */
export interface Metric {
  readonly path: Path;
  readonly shape: SourceShape;
  readonly source: JsonObject;
}

/** Reads `spec.metrics`; without any, both versions scale by the CPU. */
export function readMetrics(metrics: JsonValue | undefined): { readonly metrics: readonly Metric[]; readonly problems: readonly Problem[] } {
  const found: Metric[] = [];
  const problems: Problem[] = [];
  const list = metrics ?? [];
  const path = ['spec', 'metrics'];
  if (list instanceof Hole || isOpen(list)) return { metrics: [], problems: [printed(path)] };
  if (!isList(list)) return { metrics: [], problems: [notA(path, 'spec.metrics', 'list')] };
  list.forEach((item, index) => {
    const read = readMetric(item, [...path, index]);
    if ('id' in read) problems.push(read);
    else found.push(read);
  });
  return { metrics: found, problems };
}

function readMetric(item: JsonValue, path: Path): Metric | Problem {
  if (item instanceof Hole || isOpen(item)) return printed(path);
  if (!isObject(item)) return notA(path, 'The metric', 'mapping');
  const { type } = item;
  if (type instanceof Hole) return { id: 'templated', at: [...path, 'type'], values: { what: 'the type of the metric' } };
  const shape = typeof type === 'string' && Object.hasOwn(shapes, type) ? shapes[type] : undefined;
  const others = Object.keys(item).filter((key) => key !== 'type' && key !== shape?.key);
  if (!shape || others.length > 0 || !isSet(item[shape.key])) {
    return { id: 'source', at: path, values: { type: JSON.stringify(type ?? null), sources: Object.keys(item).filter((key) => key !== 'type').join(', ') || 'no source' } };
  }
  const source = item[shape.key];
  const at = [...path, shape.key];
  if (source instanceof Hole || isOpen(source)) return printed(at);
  if (!isObject(source)) return notA(at, shape.key, 'mapping');
  return problemOf(source, shape, at) ?? { path: at, shape, source };
}

/** What is wrong with a source (`validateMetricSpec` in pkg/apis/autoscaling/validation). */
function problemOf(source: JsonObject, shape: SourceShape, at: Path): Problem | undefined {
  const { stays, metric, targets } = shape;
  const texts = [...stays.filter((key) => key !== 'target'), ...(metric ? [metric.name] : [])];
  const required = [...stays, ...texts];
  const known = new Set([...required, ...(metric ? [metric.selector] : []), ...Object.keys(targets)]);
  const unknown = Object.keys(source).find((key) => !known.has(key));
  if (unknown !== undefined) return { id: 'unknown-key', at: [...at, unknown], values: { source: shape.key, key: unknown } };
  const missing = required.find((key) => !isSet(source[key]) || source[key] === '');
  if (missing !== undefined) return { id: 'missing', at, values: { source: shape.key, key: missing }, malformed: true };
  const invalid = [
    ...texts.filter((key) => !isText(source[key])),
    ...(metric && isSet(source[metric.selector]) && !isMapping(source[metric.selector]) ? [metric.selector] : []),
    ...(stays.includes('target') && !isMapping(source['target']) ? ['target'] : []),
    ...Object.entries(targets).flatMap(([key, target]) => (isSet(source[key]) && !isTarget(source[key], target.type) ? [key] : [])),
  ][0];
  if (invalid !== undefined) return { id: 'invalid', at: [...at, invalid], values: { key: invalid, value: JSON.stringify(source[invalid]) } };
  const set = Object.keys(targets).filter((key) => isSet(source[key]));
  const fits = shape.key === 'object' ? set.includes('targetValue') : set.length === 1;
  if (fits) return undefined;
  const wanted = shape.key === 'object' ? 'targetValue' : Object.keys(targets).join(' or ');
  return { id: 'targets', at, values: { source: shape.key, wanted, written: set.join(' and ') || 'none' }, malformed: true };
}

/**
 * Brings a metric into the form of v2beta2 and v2.
 *
 * Source: the conversions in pkg/apis/autoscaling/v2beta1/conversion.go.
 */
export function convertMetric({ path, shape, source }: Metric, edit: Recorder): void {
  const { metric, targets } = shape;
  for (const [key, value] of Object.entries(source)) if (!isSet(value)) edit.remove([...path, key]);
  if (shape.stays.includes('target')) edit.rename([...path, 'target'], 'describedObject');
  if (metric) {
    const first = Object.keys(source).find((key) => key === metric.name || (key === metric.selector && isSet(source[key]))) ?? metric.name;
    edit.set([...path, 'metric'], {}, { before: first });
    edit.move([...path, metric.name], [...path, 'metric', 'name']);
    if (isSet(source[metric.selector])) edit.move([...path, metric.selector], [...path, 'metric', 'selector']);
  }
  const set = Object.keys(source).filter((key) => key in targets && isSet(source[key]));
  const type = Object.entries(targets).find(([key]) => set.includes(key))?.[1].type ?? '';
  edit.set([...path, 'target'], { type }, { before: set[0] ?? '' });
  for (const key of set) edit.move([...path, key], [...path, 'target', targets[key]?.key ?? key]);
}

/** A percentage, or a quantity. */
function isTarget(value: JsonValue | undefined, type: string): boolean {
  if (value instanceof Hole) return !value.isBlock;
  if (type === 'Utilization') return Number.isInteger(value) && Number(value) > 0;
  return typeof value === 'number' ? value > 0 : typeof value === 'string' && /^\+?(?=[\d.]*[1-9])(?:\d+\.?\d*|\.\d+)(?:[numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/.test(value);
}

/** A mapping, or what a template may print as one. */
function isMapping(value: JsonValue | undefined): boolean {
  return isObject(value) || (value instanceof Hole && value.isBlock);
}

function printed(at: Path): Problem {
  return { id: 'printed', at, values: {} };
}

function notA(at: Path, what: string, type: string): Problem {
  return { id: 'not-a', at, values: { what, type } };
}
