import { getIn, isList, isObject, podTemplates, type JsonObject, type JsonValue, type Manifest, type Path } from '../../src/transform.js';
import { containersOf } from '../_shared/pod-changes.js';

/**
 * What a field's path starts from: the object itself (by `group/Kind`, in the core group `/Kind`), the
 * spec of a Job (in a CronJob that of its template), a pod's metadata or spec, or one of its containers.
 */
export type Scope = 'job' | 'pod-metadata' | 'pod' | 'container' | `${string}/${string}`;

/** A value that stands where a field stands. */
export interface Occurrence {
  /** From the object's root. */
  readonly path: Path;
  readonly value: JsonValue;
  /** What holds the field. */
  readonly holder: JsonObject;
  /** The pod's spec, for what stands in a pod. */
  readonly pod: JsonObject | undefined;
  readonly manifest: Manifest;
}

interface Start {
  readonly path: Path;
  readonly pod?: JsonObject | undefined;
}

/**
 * Every value of an object at a path such as `spec.ingress[].ports[].endPort`, in the order in which
 * they are written; `null` is as good as absent. An annotation's name is given apart, since it has dots.
 */
export function occurrences(manifest: Manifest, scope: Scope, path: string, annotation?: string): Occurrence[] {
  const starts = startsOf(manifest, scope);
  if (starts.length === 0) return [];
  const steps = path.split('.').flatMap((step) => (step.endsWith('[]') ? [step.slice(0, -2), '[]'] : [step]));
  if (annotation !== undefined) steps.push(annotation);
  return starts.flatMap((start) => walk(manifest, start, steps));
}

/** Whether objects of a kind have anything that a scope stands for. */
export function isScopeOf(scope: Scope, { group, kind }: Manifest): boolean {
  return scope === 'job' ? group === 'batch' : !scope.includes('/') || scope === `${group}/${kind}`;
}

function startsOf(manifest: Manifest, scope: Scope): Start[] {
  const { group, kind } = manifest;
  switch (scope) {
    case 'job':
      if (group !== 'batch') return [];
      return kind === 'Job' ? [{ path: ['spec'] }] : kind === 'CronJob' ? [{ path: ['spec', 'jobTemplate', 'spec'] }] : [];
    case 'pod-metadata':
      return podTemplates(manifest).map((template) => ({ path: [...template.path, 'metadata'], pod: template.spec }));
    case 'pod':
      return podTemplates(manifest).map((template) => ({ path: [...template.path, 'spec'], pod: template.spec }));
    case 'container':
      return podTemplates(manifest).flatMap((template) => containersOf(template).map((each) => ({ path: each.path, pod: template.spec })));
    default:
      return scope === `${group}/${kind}` ? [{ path: [] }] : [];
  }
}

function walk(manifest: Manifest, { path: start, pod }: Start, steps: readonly string[]): Occurrence[] {
  const found: Occurrence[] = [];
  const visit = (value: JsonValue | undefined, path: Path, depth: number, holder: JsonObject): void => {
    if (value === undefined || value === null) return;
    const step = steps[depth];
    if (step === undefined) found.push({ path, value, holder, pod, manifest });
    else if (step === '[]') {
      if (isList(value)) value.forEach((item, index) => visit(item, [...path, index], depth + 1, holder));
    } else if (isObject(value) && Object.hasOwn(value, step)) visit(value[step], [...path, step], depth + 1, value);
  };
  visit(getIn(manifest.data, start), start, 0, manifest.data);
  return found;
}
