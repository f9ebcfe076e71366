import { applyPatch, type Operation as Rfc6902Operation } from 'rfc6902';
import { isList, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import type { Path } from '../model/path.js';

/** One operation of a JSON patch (RFC 6902), as it is written. */
export interface JsonPatchOperation extends JsonObject {
  readonly op: string;
  readonly path: string;
}

const names = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

/** The operations of a JSON patch; undefined where a value is none. */
export function readJsonPatch(data: JsonValue | undefined): readonly JsonPatchOperation[] | undefined {
  return isList(data) && data.length > 0 && data.every(isOperation) ? data : undefined;
}

function isOperation(value: JsonValue): value is JsonPatchOperation {
  return isObject(value) && typeof value['op'] === 'string' && names.includes(value['op']) && isPointer(value['path']) && (!['move', 'copy'].includes(value['op']) || isPointer(value['from']));
}

function isPointer(value: JsonValue | undefined): boolean {
  return typeof value === 'string' && /^(?:\/(?:[^~]|~[01])*)?$/.test(value);
}

/** The keys of a JSON pointer (RFC 6901): `/a~1b/0` is `a/b`, `0`. */
export function pointerKeys(pointer: string): string[] {
  return pointer === '' ? [] : pointer.slice(1).split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The JSON pointer of keys and indexes. */
export function formatPointer(keys: Path): string {
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The path that keys of a pointer lead along in some data; undefined where they lead nowhere. */
export function resolvePointer(data: JsonValue, keys: readonly string[]): Path | undefined {
  const path: (string | number)[] = [];
  let value: JsonValue | undefined = data;
  for (const key of keys) {
    if (isList(value)) {
      if (!/^(?:0|[1-9]\d*)$/.test(key)) return undefined;
      path.push(Number(key));
      value = value[Number(key)];
    } else if (isObject(value)) {
      path.push(key);
      value = Object.hasOwn(value, key) ? value[key] : undefined;
    }
    if (value === undefined) return undefined;
  }
  return path;
}

/** `replace /spec/a`, `copy /spec/a to /spec/b`. */
export function describeOperation({ op, path, from }: JsonPatchOperation): string {
  return op === 'move' || op === 'copy' ? `${op} ${String(from)} to ${path}` : `${op} ${path}`;
}

/** The data after an operation; undefined where it cannot be applied, as where its path leads nowhere or a test fails. */
export function applyOperation(data: JsonValue, operation: JsonPatchOperation): JsonValue | undefined {
  const { op, path } = operation;
  // The library takes any key of a list for an index here.
  if ((op === 'replace' || op === 'remove') && resolvePointer(data, pointerKeys(path)) === undefined) return undefined;
  const copy = structuredClone(data) as JsonValue;
  try {
    const [error] = applyPatch(copy, [operation as unknown as Rfc6902Operation]);
    return error === null ? copy : undefined;
  } catch {
    return undefined;
  }
}

/** The data after all operations; undefined where one cannot be applied. */
export function applyJsonPatch(data: JsonValue, operations: readonly JsonPatchOperation[]): JsonValue | undefined {
  let value: JsonValue | undefined = data;
  for (const operation of operations) {
    if (value === undefined) return undefined;
    value = applyOperation(value, operation);
  }
  return value;
}
