import { Hole, isObject, isOpen, isSet, type JsonObject, type JsonValue, type Manifest, type Path, type Place } from '../../src/transform.js';

/** A value that an old version fills in where nothing is written, and apps/v1 does not. */
export interface OldDefault {
  readonly path: Path;
  readonly value: JsonValue;
  readonly place: Place;
  /** The old default and what apps/v1 has instead, for a note. */
  readonly text: string;
  /** Stands for "no limit". */
  readonly infinite?: true;
  /** Whether apps/v1 would begin to replace pods by itself. */
  readonly replacesPods?: true;
}

/** The largest int32: what extensions/v1beta1 writes for "no limit". */
const noLimit = 2147483647;
/** The seconds that apps/v1 gives a Deployment to make progress. */
const progressDeadline = 600;

/**
 * The defaults of an object's version that differ from those of apps/v1, as far as the object leaves
 * them open; undefined where its strategy is none that Kubernetes accepts, `templated` where a template decides
 * what is open.
 *
 * Source: defaults.go of pkg/apis/extensions/v1beta1, pkg/apis/apps/v1beta1, v1beta2 and v1, Kubernetes
 * 1.9 to 1.15.
 */
export function oldDefaults({ apiVersion, kind }: Manifest, spec: JsonObject): OldDefault[] | 'templated' | undefined {
  switch (`${apiVersion} ${kind}`) {
    case 'extensions/v1beta1 Deployment': {
      const strategy = isOpen(spec) ? 'templated' : rollingUpdateOf(spec, 1);
      return typeof strategy === 'object' ? [...unlimited(spec), ...strategy] : strategy;
    }
    case 'apps/v1beta1 Deployment':
      if (isSet(spec['revisionHistoryLimit'])) return rollingUpdateOf(spec, '25%') && [];
      return isOpen(spec) ? 'templated' : rollingUpdateOf(spec, '25%') && [scalar(spec, 'revisionHistoryLimit', 2, 10)];
    case 'extensions/v1beta1 DaemonSet':
      return onDelete(spec, true);
    case 'apps/v1beta1 StatefulSet':
      return onDelete(spec, false);
    default:
      return [];
  }
}

/** Whether apps/v1 refuses its own default beside what the object says. */
export function needsOldDefault({ path }: OldDefault, spec: JsonObject): boolean {
  const { minReadySeconds } = spec;
  return path.at(-1) === 'progressDeadlineSeconds' && typeof minReadySeconds === 'number' && minReadySeconds >= progressDeadline;
}

function unlimited(spec: JsonObject): OldDefault[] {
  const defaults: OldDefault[] = [
    { ...scalar(spec, 'revisionHistoryLimit', noLimit, 10), infinite: true },
    { ...scalar(spec, 'progressDeadlineSeconds', noLimit, progressDeadline), infinite: true },
  ];
  return defaults.filter(({ path }) => !isSet(spec[String(path.at(-1))]));
}

/** The halves of a rolling update that are not written; the defaults of apps/v1 are 25% each. */
function rollingUpdateOf(spec: JsonObject, value: number | string): OldDefault[] | 'templated' | undefined {
  const strategy = spec['strategy'] ?? {};
  // Both versions fill in the same.
  if (value === '25%' && isTemplated(strategy, 'type', 'rollingUpdate')) return [];
  if (isTemplated(strategy, 'type', 'rollingUpdate') || (isObject(strategy) && strategy['type'] instanceof Hole)) return 'templated';
  if (!isObject(strategy)) return undefined;
  const type = strategy['type'] || 'RollingUpdate';
  const rollingUpdate = strategy['rollingUpdate'] ?? {};
  if (isTemplated(rollingUpdate, 'maxSurge', 'maxUnavailable')) return value === '25%' ? [] : 'templated';
  if (!isObject(rollingUpdate)) return undefined;
  if (type === 'Recreate') return isSet(strategy['rollingUpdate']) ? undefined : [];
  if (type !== 'RollingUpdate') return undefined;
  if (value === '25%') return [];
  const missing = ['maxSurge', 'maxUnavailable'].filter((name) => !isSet(rollingUpdate[name]));
  const text = (name: string): string => textOf(name, value, '25%');
  if (missing.length < 2) {
    return missing.map((name) => ({ path: ['spec', 'strategy', 'rollingUpdate', name], value, place: name === 'maxSurge' ? 'first' : 'last', text: text(name) }));
  }
  const both = { maxSurge: value, maxUnavailable: value };
  const [path, whole]: [Path, JsonValue] = isSet(spec['strategy'])
    ? [['spec', 'strategy', 'rollingUpdate'], both]
    : [['spec', 'strategy'], { type: 'RollingUpdate', rollingUpdate: both }];
  return [{ path, value: whole, place: path.length === 2 ? { before: 'template' } : 'last', text: missing.map(text).join(', ') }];
}

/** DaemonSets ignore a `rollingUpdate` beside OnDelete, StatefulSets refuse it. */
function onDelete(spec: JsonObject, ignoresRollingUpdate: boolean): OldDefault[] | 'templated' | undefined {
  const strategy = spec['updateStrategy'] ?? {};
  if (isTemplated(strategy, 'type') || (isOpen(spec) && !isSet(spec['updateStrategy']))) return 'templated';
  if (isObject(strategy) && strategy['type'] instanceof Hole) return [];
  if (!isObject(strategy)) return undefined;
  const type = strategy['type'] || 'OnDelete';
  if (type === 'RollingUpdate') return [];
  if (type !== 'OnDelete' || (isSet(strategy['rollingUpdate']) && !ignoresRollingUpdate)) return undefined;
  if (strategy['type']) return [];
  const more = { text: textOf('updateStrategy', 'OnDelete', 'RollingUpdate'), replacesPods: true } as const;
  if (Object.keys(strategy).length > 0) return [{ path: ['spec', 'updateStrategy', 'type'], value: 'OnDelete', place: 'first', ...more }];
  return [{ path: ['spec', 'updateStrategy'], value: { type: 'OnDelete' }, place: { before: 'template' }, ...more }];
}

/** Whether a template may print one of several fields. */
function isTemplated(value: JsonValue, ...fields: readonly string[]): boolean {
  return value instanceof Hole || (isOpen(value) && isObject(value) && fields.some((field) => !isSet(value[field])));
}

function scalar(spec: JsonObject, name: string, value: number, now: number): OldDefault {
  const place = 'replicas' in spec ? { after: 'replicas' } : { before: 'selector' in spec ? 'selector' : 'template' };
  return { path: ['spec', name], value, place, text: textOf(name, value === noLimit ? 'without limit' : value, now) };
}

function textOf(name: string, old: number | string, now: number | string): string {
  return `${name} ${old} (apps/v1: ${now})`;
}
