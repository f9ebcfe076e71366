import { deepEqual, isList, isObject, type JsonObject, type JsonValue } from '../model/json.js';

/** By the list's key: the key whose value tells its items apart. Source: `patchMergeKey` in k8s.io/api. */
const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  ports: ['containerPort', 'port'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
  ownerReferences: ['uid'],
  conditions: ['type'],
  addresses: ['type'],
  webhooks: ['name'],
};

/** Groups whose objects have such lists; others are merged as JSON (RFC 7386), lists as a whole. */
const builtInGroup = /^(?:[a-z]+|[a-z0-9.-]+\.k8s\.io)$/;

/**
 * A strategic merge, as Kustomize does it for a patch: mappings are merged key by key, lists of
 * known keys item by item, other lists are replaced, null deletes, and `$patch` says otherwise.
 * Undefined where the patch deletes the object.
 *
 * It follows Kubernetes' merge keys by the name of the list, without the schema of the object; a
 * patch and what becomes of it are compared by the same rules.
 */
export function strategicMerge(base: JsonObject, patch: JsonObject): JsonObject | undefined {
  if (patch['$patch'] === 'delete') return undefined;
  const apiVersion = String(base['apiVersion'] ?? '');
  const byItem = !apiVersion.includes('/') || builtInGroup.test(apiVersion.slice(0, apiVersion.indexOf('/')));
  return mergeMaps(base, patch, byItem);
}

/** The lists of a patch that are merged item by item, by name, each once. */
export function mergedLists(patch: JsonValue): readonly string[] {
  if (isList(patch)) return [...new Set(patch.flatMap(mergedLists))];
  if (!isObject(patch)) return [];
  const own = Object.entries(patch).filter(([key, value]) => isList(value) && value.some((item) => mergeKeys[key]?.some((name) => isObject(item) && name in item)));
  return [...new Set([...own.map(([key]) => key), ...Object.values(patch).flatMap(mergedLists)])];
}

function mergeMaps(base: JsonObject, patch: JsonObject, byItem: boolean): JsonObject {
  if (patch['$patch'] === 'replace') return withoutDirectives(patch) as JsonObject;
  const result: Record<string, JsonValue> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    const list = /^\$deleteFromPrimitiveList\/(.+)$/.exec(key)?.[1];
    if (list !== undefined) {
      const items = result[list];
      if (isList(items) && isList(value)) result[list] = items.filter((item) => !value.some((gone) => deepEqual(item, gone)));
    } else if (key.startsWith('$')) {
      continue;
    } else if (value === null) {
      delete result[key];
    } else {
      const merged = mergeValues(Object.hasOwn(result, key) ? result[key] : undefined, value, key, byItem);
      if (merged === undefined) delete result[key];
      else result[key] = merged;
    }
  }
  return result;
}

function mergeValues(base: JsonValue | undefined, patch: JsonValue, key: string, byItem: boolean): JsonValue | undefined {
  if (isObject(patch)) {
    if (patch['$patch'] === 'delete') return undefined;
    return isObject(base) ? mergeMaps(base, patch, byItem) : withoutDirectives(patch);
  }
  if (isList(patch) && isList(base) && byItem) {
    const mergeKey = mergeKeys[key]?.find((name) => [...base, ...patch].every((item) => isObject(item) && (name in item || '$patch' in item)));
    if (mergeKey !== undefined) return mergeLists(base as readonly JsonObject[], patch as readonly JsonObject[], mergeKey, byItem);
  }
  return withoutDirectives(patch);
}

function mergeLists(base: readonly JsonObject[], patch: readonly JsonObject[], mergeKey: string, byItem: boolean): JsonValue {
  if (patch.some((item) => item['$patch'] === 'replace' && !(mergeKey in item))) return withoutDirectives(patch.filter((item) => mergeKey in item));
  const isSame = (a: JsonObject, b: JsonObject): boolean => deepEqual(a[mergeKey], b[mergeKey]);
  const merged = base.flatMap((item) => {
    const changes = patch.filter((other) => isSame(item, other));
    if (changes.some((change) => change['$patch'] === 'delete')) return [];
    return [changes.reduce((value, change) => mergeMaps(value, change, byItem), item)];
  });
  const fresh = patch.filter((item) => item['$patch'] !== 'delete' && !base.some((other) => isSame(item, other)));
  return [...fresh.map(withoutDirectives), ...merged];
}

/** What a patch adds where there was nothing: nulls and directives are not part of it. */
function withoutDirectives(value: JsonValue): JsonValue {
  if (isList(value)) return value.filter((item) => !isDirective(item)).map(withoutDirectives);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, child]) => !key.startsWith('$') && child !== null)
      .map(([key, child]) => [key, withoutDirectives(child)]),
  );
}

function isDirective(item: JsonValue): boolean {
  return isObject(item) && Object.keys(item).length === 1 && '$patch' in item;
}
