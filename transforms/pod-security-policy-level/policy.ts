import { isList, isObject, type JsonObject, type JsonValue } from '../../src/transform.js';

/** What of a PodSecurityPolicy decides on pods. */
export interface Policy {
  readonly spec: JsonObject;
  readonly annotations: JsonObject;
}

export const seccompAllowed = 'seccomp.security.alpha.kubernetes.io/allowedProfileNames';
export const seccompDefault = 'seccomp.security.alpha.kubernetes.io/defaultProfileName';
export const appArmorAllowed = 'apparmor.security.beta.kubernetes.io/allowedProfileNames';
export const appArmorDefault = 'apparmor.security.beta.kubernetes.io/defaultProfileName';

/** The policy in an object's data; undefined where it has no spec to judge. */
export function policyOf(data: JsonObject): Policy | undefined {
  const { spec, metadata } = data;
  if (!isObject(spec)) return undefined;
  const annotations = isObject(metadata) ? metadata['annotations'] : undefined;
  return { spec, annotations: isObject(annotations) ? annotations : {} };
}

/** Stands for anything: in a policy's lists, and here also for what is no list of text at all. */
export const any = '*';

/** A list of names; what cannot be read as one counts as {@link any}, so that nothing is taken for stricter than it is. */
export function namesIn(value: JsonValue | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value.map((name) => (typeof name === 'string' ? name : any)) : [any];
}

/** The names in an annotation, as a policy reads them: split at commas, blanks kept; undefined where it is not set. */
export function profilesIn(value: JsonValue | undefined): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value.split(',') : [any];
}

/** The rule of `runAsUser`, `seLinux`, `fsGroup` and their like; `RunAsAny` where none can be read. */
export function ruleOf({ spec }: Policy, field: string): string {
  const strategy = spec[field];
  const rule = isObject(strategy) ? strategy['rule'] : undefined;
  return typeof rule === 'string' ? rule : 'RunAsAny';
}

/** The ranges of such a field; an entry that is no range is left out. */
export function rangesOf({ spec }: Policy, field: string): readonly { readonly min: number; readonly max: number }[] {
  const strategy = spec[field];
  const ranges = isObject(strategy) ? strategy['ranges'] : undefined;
  if (!isList(ranges)) return [];
  return ranges.flatMap((range) => {
    const { min, max } = isObject(range) ? range : {};
    return typeof min === 'number' && typeof max === 'number' ? [{ min, max }] : [];
  });
}

/** Whether pods may use a type of volume. Nothing listed means that none is allowed. */
export function admitsVolumes({ spec }: Policy, type: string): boolean {
  const names = namesIn(spec['volumes']);
  return names.includes(type) || names.includes(any);
}
