import { deepEqual, isObject, type JsonObject, type JsonValue } from '../../src/transform.js';

/** The old name of the label and the taint of control plane nodes, and the new one. */
export const master = 'node-role.kubernetes.io/master';
export const controlPlane = 'node-role.kubernetes.io/control-plane';

/** A toleration of the new taint, and the index in its list of the one of the old taint that calls for it. */
export interface MissingToleration {
  readonly index: number;
  readonly toleration: JsonObject;
}

/** The tolerations of the new taint that a list lacks which tolerates the old one. */
export function missingTolerations(list: readonly JsonValue[]): MissingToleration[] {
  const missing: MissingToleration[] = [];
  list.forEach((written, index) => {
    if (!isObject(written) || written['key'] !== master) return;
    const toleration = { ...written, key: controlPlane };
    if (![...list, ...missing.map((each) => each.toleration)].some((other) => covers(other, toleration))) missing.push({ index, toleration });
  });
  return missing;
}

/** Whether a toleration tolerates all that another one does; see `ToleratesTaint` in k8s.io/api/core/v1. */
function covers(toleration: JsonValue, other: JsonObject): boolean {
  if (!isObject(toleration)) return false;
  const is = (field: string): boolean => deepEqual(toleration[field] ?? null, other[field] ?? null);
  const exists = toleration['operator'] === 'Exists';
  const keys = toleration['key'] === controlPlane || (exists && (toleration['key'] ?? '') === '');
  const effects = (toleration['effect'] ?? '') === '' || is('effect');
  const values = exists || (other['operator'] !== 'Exists' && (toleration['value'] ?? '') === (other['value'] ?? ''));
  const times = (toleration['tolerationSeconds'] ?? undefined) === undefined || is('tolerationSeconds');
  return keys && effects && values && times;
}
