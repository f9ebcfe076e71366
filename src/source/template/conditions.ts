import type { Version } from '../../model/version.js';
import { parsePipeline, type Expression } from './pipeline.js';
import { satisfies } from './version-constraint.js';

/** What a template can ask the cluster it is installed in. */
export interface TemplateTarget {
  readonly version: Version;
  /** Whether the target serves an API; undefined for APIs that are not Kubernetes' own. */
  readonly apis: (groupVersion: string, kind?: string) => boolean | undefined;
  /** Conditions, as they are written, of which it is stated whether they hold. */
  readonly stated?: ReadonlyMap<string, boolean>;
}

/** One cluster that the target's version may stand for. */
export interface Cluster {
  /** As the API server says it: `v1.21.5-gke.100`. */
  readonly version: string;
  readonly major: string;
  readonly minor: string;
  readonly apis: TemplateTarget['apis'];
  readonly stated?: ReadonlyMap<string, boolean>;
}

/** What is known of a value: perhaps only whether it counts as true. */
export interface Known {
  readonly truth?: boolean;
  readonly value?: string | number | boolean | null;
  /** It is the cluster's version, as the cluster says it or as the user overrides it. */
  readonly isClusterVersion?: true;
}

/** What an expression can refer to. */
export interface Scope {
  readonly cluster: Cluster;
  /** What a named template prints, where that is known. */
  readonly include: (name: string) => Known;
  /** Variables that are declared once and never assigned again. */
  readonly variables: ReadonlyMap<string, Expression>;
  /** Steps that may still be taken; what takes more is not known. */
  readonly effort: { left: number };
}

const unknown: Known = {};

/**
 * The clusters to try: a first and a late patch release, plain and with the suffix of a vendor
 * (`-gke.100`), which is a pre-release to `semverCompare`, and whose minor version ends in `+`.
 */
export function clustersOf({ version, apis, stated }: TemplateTarget): readonly Cluster[] {
  const [major = '1', minor = '0'] = version.split('.');
  return ['0', '999', '0-gke.100', '999-eks-0a1b2c'].map((patch) => ({
    version: `v${version}.${patch}`,
    major,
    minor: patch.includes('-') ? `${minor}+` : minor,
    apis,
    ...(stated ? { stated } : {}),
  }));
}

/**
 * Whether a condition holds on every cluster of the target, or on none of them; undefined where it
 * depends on values, or where the target's version alone does not say.
 */
export function decide(condition: string, scopes: readonly Scope[]): boolean | undefined {
  const pipeline = parsePipeline(condition);
  return pipeline && truthOf(pipeline.value, scopes);
}

/** {@link decide} for a part of a condition. */
export function truthOf(expression: Expression, scopes: readonly Scope[]): boolean | undefined {
  return agreed(scopes.map((scope) => evaluate(expression, scope).truth));
}

/** The value on which all agree. */
export function agreed<T>(values: readonly T[]): T | undefined {
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}

/** What is known of the value of an expression. */
export function evaluate(expression: Expression, scope: Scope, depth = 0): Known {
  if (depth > 50 || scope.effort.left-- <= 0) return unknown;
  const inner = (part: Expression): Known => evaluate(part, scope, depth + 1);
  switch (expression.type) {
    case 'string':
    case 'number':
    case 'constant':
      return known(expression.value);
    case 'field': {
      const { on, path, args } = expression;
      if (typeof on === 'string' && on.length > 1 && path.length === 0 && args.length === 0) {
        const variable = scope.variables.get(on);
        return variable ? inner(variable) : unknown;
      }
      return typeof on === 'string' ? capability(path, args.map(inner), scope.cluster) : unknown;
    }
    case 'call':
      return call(expression.name, expression.args, inner, scope);
  }
}

export function known(value: string | number | boolean | null): Known {
  return { value, truth: value !== '' && value !== 0 && value !== false && value !== null };
}

/** `.Capabilities.…`, reached by whatever way: `$`, `.root`, `$context`. Never a chart's value of that name. */
function capability(path: readonly string[], args: readonly Known[], cluster: Cluster): Known {
  const from = path.indexOf('Capabilities');
  if (from < 0 || path[0] === 'Values') return unknown;
  const [object, member, ...rest] = path.slice(from + 1);
  if (rest.length > 0) return unknown;
  if (object === 'APIVersions' && member === 'Has' && typeof args[0]?.value === 'string') return has(args[0].value, cluster);
  if (object !== 'KubeVersion' || args.length > 0) return unknown;
  switch (member) {
    case 'Version':
    case 'GitVersion':
    case 'String':
      return clusterVersion(cluster);
    case 'Major':
      return known(cluster.major);
    case 'Minor':
      return known(cluster.minor);
    default:
      return unknown;
  }
}

function clusterVersion({ version }: Cluster): Known {
  return { ...known(version), isClusterVersion: true };
}

/** `policy/v1`, `policy/v1/PodDisruptionBudget`, `v1/Pod`. */
function has(name: string, { apis }: Cluster): Known {
  const parts = name.split('/');
  const kind = /^[A-Z]/.test(parts.at(-1) ?? '') ? parts.pop() : undefined;
  const served = parts.length > 2 || parts.length === 0 ? undefined : apis(parts.join('/'), kind);
  return served === undefined ? unknown : known(served);
}

function call(name: string, args: readonly Expression[], value: (part: Expression) => Known, { cluster, include }: Scope): Known {
  switch (name) {
    case 'and':
    case 'or':
      return junction(args.map(value), name === 'or');
    case 'default':
      return fallback(args.length === 2 ? args.map(value).toReversed() : []);
    case 'coalesce':
      return fallback(args.map(value));
    case 'ternary': {
      const [whenTrue, whenFalse, condition] = args.map(value);
      const truth = condition?.truth;
      return (truth === undefined ? undefined : truth ? whenTrue : whenFalse) ?? unknown;
    }
    case 'include':
      return args[0]?.type === 'string' ? include(args[0].value) : unknown;
    case 'has':
      return args[1]?.type === 'field' && args[1].path.slice(-2).join('.') === 'Capabilities.APIVersions'
        ? capability([...args[1].path, 'Has'], [value(args[0] as Expression)], cluster)
        : unknown;
    default: {
      const given = args.map(value);
      return given.length > 0 && (name === 'not' || name === 'empty') && given[0]?.truth !== undefined
        ? known(!given[0].truth)
        : pureCall(name, given.map((arg) => arg.value), given.some((arg) => arg.isClusterVersion));
    }
  }
}

/** `and` and `or` give the argument that settles it; one that does may stand behind unknown ones. */
function junction(args: readonly Known[], settling: boolean): Known {
  for (const arg of args) {
    if (arg.truth === undefined) return args.some(({ truth }) => truth === settling) ? { truth: settling } : unknown;
    if (arg.truth === settling) return arg;
  }
  return args.at(-1) ?? unknown;
}

/**
 * The first of several values that is not empty. A value of the chart in front of the cluster's
 * version overrides it: it is there to state what cluster the chart is for, which the target says.
 */
function fallback(args: readonly Known[]): Known {
  for (const [index, arg] of args.entries()) {
    if (arg.truth === true) return arg;
    if (arg.truth === undefined) return args.slice(index).find(({ isClusterVersion }) => isClusterVersion) ?? unknown;
  }
  return args.at(-1) ?? unknown;
}

type Primitive = string | number | boolean | null;

function pureCall(name: string, given: readonly (Primitive | undefined)[], isClusterVersion: boolean): Known {
  if (given.includes(undefined) || given.length === 0) return unknown;
  const args = given as readonly Primitive[];
  const strings = args.every((arg) => typeof arg === 'string') ? args : undefined;
  const [a = '', b = ''] = strings ?? [];
  switch (name) {
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return compareValues(name, args);
    case 'semverCompare': {
      const result = strings?.length === 2 ? satisfies(b, a) : undefined;
      return result === undefined ? unknown : known(result);
    }
    case 'int':
    case 'int64':
    case 'atoi':
      return args.length === 1 ? known(toInteger(args[0] ?? null)) : unknown;
    case 'printf':
      return strings && strings.length > 1 && /^(?:[^%]|%[sv])*$/.test(a) && a.split('%').length === strings.length
        ? known(strings.slice(1).reduce((text, arg) => text.replace(/%[sv]/, () => arg), a))
        : unknown;
    default: {
      const text = strings && stringFunctions[name]?.(...strings);
      if (text === undefined) return unknown;
      return { ...known(text), ...(isClusterVersion && typeof text === 'string' ? { isClusterVersion } : {}) };
    }
  }
}

const stringFunctions: Readonly<Record<string, (...args: string[]) => string | boolean | undefined>> = {
  print: (...args) => args.join(''),
  toString: (text = '') => text,
  lower: (text = '') => text.toLowerCase(),
  upper: (text = '') => text.toUpperCase(),
  trim: (text = '') => text.trim(),
  trimPrefix: (prefix = '', text = '') => (text.startsWith(prefix) ? text.slice(prefix.length) : text),
  trimSuffix: (end = '', text = '') => (end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text),
  replace: (old = '', by = '', text = '') => (old === '' ? undefined : text.replaceAll(old, () => by)),
  hasPrefix: (prefix = '', text = '') => text.startsWith(prefix),
  hasSuffix: (end = '', text = '') => text.endsWith(end),
  contains: (part = '', text = '') => text.includes(part),
};

/** Go's comparison of basic values: strings by their bytes, numbers by size, nothing across types. */
function compareValues(name: string, [first, ...others]: readonly Primitive[]): Known {
  if (others.length === 0 || others.some((other) => typeof other !== typeof first) || first === null || first === undefined) return unknown;
  if (name === 'eq') return known(others.includes(first));
  const [second] = others;
  if (others.length > 1 || second === undefined || second === null) return unknown;
  if (name === 'ne') return known(first !== second);
  if (typeof first === 'boolean' || Number.isNaN(first) || Number.isNaN(second)) return unknown;
  return known(name === 'lt' ? first < second : name === 'le' ? first <= second : name === 'gt' ? first > second : first >= second);
}

/** As Sprig does: what is no number is zero (`21+`). */
function toInteger(value: Primitive): number {
  return typeof value === 'string' ? (/^[-+]?\d+$/.test(value) ? Number(value) : 0) : Math.trunc(Number(value ?? 0));
}
