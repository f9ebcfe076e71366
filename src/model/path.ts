import { isList, isObject, type JsonValue } from './json.js';

/** Where a value stands in a manifest: mapping keys and list indexes, from the root. */
export type Path = readonly (string | number)[];

/** The value at a path, or undefined where the path leads nowhere. Own properties only. */
export function getIn(data: JsonValue | undefined, path: Path): JsonValue | undefined {
  let value = data;
  for (const key of path) {
    if (typeof key === 'number') {
      if (!isList(value)) return undefined;
      value = value[key];
    } else {
      if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
      value = value[key];
    }
  }
  return value;
}

/** A path as people write it: `spec.ports[0].port`, `metadata.annotations["a.b/c"]`. */
export function formatPath(path: Path): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(key)) text += text === '' ? key : `.${key}`;
    else text += `[${JSON.stringify(key)}]`;
  }
  return text;
}
