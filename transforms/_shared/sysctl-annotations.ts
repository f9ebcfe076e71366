import { getIn, isObject, type Context, type Hold, type JsonObject, type Path, type Recorder } from '../../src/transform.js';

/** On a pod: sysctls of the safe set. On a PodSecurityPolicy: every sysctl that pods may set. */
export const sysctlsAnnotation = 'security.alpha.kubernetes.io/sysctls';
/** On a pod: sysctls that each kubelet had to allow. */
export const unsafeSysctlsAnnotation = 'security.alpha.kubernetes.io/unsafe-sysctls';

/** The last release that read the annotations; see the release note of kubernetes/kubernetes#63717. */
export const lastReader = '1.10';

/**
 * Takes annotations out of a `metadata`, and with the last of them the mapping that held them. The
 * `metadata` of a pod template, which may hold nothing else, goes too.
 *
 * @param commentsTo Where the comments on them are to stand; else they stay where they were.
 */
export function removeAnnotations(edit: Recorder, data: JsonObject, metadata: Path, keys: readonly string[], commentsTo?: Path): void {
  const path = [...metadata, 'annotations'];
  if (!isOnly(keys, getIn(data, path))) {
    for (const key of keys) edit.remove([...path, key], commentsTo);
  } else if (metadata.length > 1 && isOnly(['annotations'], getIn(data, metadata))) {
    edit.remove(metadata, commentsTo);
  } else {
    edit.remove(path, commentsTo);
  }
}

function isOnly(keys: readonly string[], mapping: unknown): boolean {
  return isObject(mapping) && Object.keys(mapping).length === keys.length;
}

/**
 * Holds back a sysctl field of a cluster that has the gate Sysctls off: its API server drops the
 * field on create. From 1.21 on the gate is locked.
 */
export function sysctlsGateHold(context: Context): Hold | undefined {
  if (context.gate('Sysctls')) return undefined;
  return {
    because: `The feature gate Sysctls is off at the target, and the API server of Kubernetes ${context.target.to} drops the field.`,
    release: '--feature-gates Sysctls=true',
    gate: 'Sysctls',
  };
}
