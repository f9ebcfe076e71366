import { deepEqual, isList, isObject, type JsonObject, type JsonValue, type Path, type Recorder } from '../../src/transform.js';
import { embedded, integerOrString, intOrString, preserve, typesOfMeta } from './structural-schema.js';

/** A schema that keeps what it does not list. */
export interface UnprunedSchema {
  readonly schema: JsonObject;
  /** How many of its nodes are newly marked to keep what they do not list. */
  readonly marks: number;
  /** Turns the schema it was made of, which stands at a path, into this one. */
  record(edit: Recorder, at: Path): void;
}

/** Lets everything pass, and keeps it. */
export const openSchema: JsonObject = { type: 'object', [preserve]: true };

/**
 * Makes a schema say what `preserveUnknownFields: true` has said for it. Pruning happens at every
 * object on its own: a mark at the root keeps what the root does not list, and an object that the
 * root lists still loses what it does not list itself. So every object is marked.
 *
 * Nothing is accepted or refused that was not before: a node without a type takes values of any
 * type, and is marked rather than given one. A schema that is not structural for want of types is
 * structural afterwards.
 *
 * Source: `prune`, `skipPrune` and `ValidateStructural` of k8s.io/apiextensions-apiserver.
 */
export function unpruned(schema: JsonObject): UnprunedSchema {
  const writes: Write[] = [];
  const copy = adapt(schema, [], writes);
  return {
    schema: isObject(copy) ? copy : schema,
    marks: writes.filter(({ mark }) => mark).length,
    record: (edit, at) => {
      for (const { write } of writes) write(edit, at);
    },
  };
}

interface Write {
  readonly mark: boolean;
  write(edit: Recorder, at: Path): void;
}

/** Returns the node as it is to be, and adds how to get there. */
function adapt(node: JsonValue, path: Path, writes: Write[]): JsonValue {
  if (!isObject(node)) return node;
  const isRoot = path.length === 0;
  const write = (record: Write['write'], mark = false): number => writes.push({ mark, write: record });
  if (!isRoot && Object.keys(node).length === 0) {
    write((edit, at) => edit.set([...at, ...path], { [preserve]: true }), true);
    return { [preserve]: true };
  }
  if (node[intOrString] === true) return node;
  if (node['type'] === undefined && isPair(node['anyOf'])) return adaptPair(node, path, writes);

  const front: [string, JsonValue][] = [];
  const add = (key: string, value: JsonValue): void => {
    const place = Object.hasOwn(node, 'type') || front.length > 0 ? { after: front.at(-1)?.[0] ?? 'type' } : ('first' as const);
    front.push([key, value]);
    write((edit, at) => edit.set([...at, ...path, key], value, place), key === preserve || key === 'items');
  };
  const { type, additionalProperties: unlisted } = node;
  const isOpen = unlisted === true;
  if (isOpen && node[preserve] === true) write((edit, at) => edit.remove([...at, ...path, 'additionalProperties']));
  else if (isOpen) write((edit, at) => edit.rename([...at, ...path, 'additionalProperties'], preserve), true);
  if (isRoot && type === undefined) add('type', 'object');
  const isMap = type === 'object' && unlisted !== undefined;
  if (node[preserve] === undefined && !isOpen && !isMap && (type === undefined || type === 'object')) add(preserve, true);
  if (type === 'array' && node['items'] === undefined) add('items', { [preserve]: true });

  const result: [string, JsonValue][] = [];
  if (!Object.hasOwn(node, 'type')) result.push(...front);
  for (const [key, value] of Object.entries(node)) {
    if (key === 'additionalProperties' && isOpen) {
      if (node[preserve] !== true) result.push([preserve, true]);
    } else if (key === 'properties' && isObject(value)) {
      result.push([key, adaptProperties(value, [...path, key], isRoot || node[embedded] === true, writes)]);
    } else if (key === 'items' || key === 'additionalProperties') {
      result.push([key, adapt(value, [...path, key], writes)]);
    } else {
      result.push([key, value]);
    }
    if (key === 'type') result.push(...front);
  }
  return Object.fromEntries(result);
}

/** Metadata is kept or dropped by rules of its own; all it may lack is its type, which is given. */
function adaptProperties(properties: JsonObject, path: Path, isResource: boolean, writes: Write[]): JsonObject {
  const entries = Object.entries(properties).map(([name, property]): [string, JsonValue] => {
    const at = [...path, name];
    const type = isResource && Object.hasOwn(typesOfMeta, name) ? typesOfMeta[name] : undefined;
    if (type === undefined) return [name, adapt(property, at, writes)];
    if (!isObject(property) || property['type'] !== undefined) return [name, property];
    writes.push({ mark: false, write: (edit, root) => edit.set([...root, ...at, 'type'], type, 'first') });
    return [name, { type, ...property }];
  });
  return Object.fromEntries(entries);
}

function isPair(branches: JsonValue | undefined): branches is readonly JsonValue[] {
  return isList(branches) && (deepEqual(branches, integerOrString) || deepEqual(branches, integerOrString.toReversed()));
}

/** The pair of integer and string has a keyword of its own, and one order. */
function adaptPair(node: JsonObject, path: Path, writes: Write[]): JsonObject {
  const { anyOf } = node;
  if (!deepEqual(anyOf, integerOrString)) {
    writes.push({
      mark: false,
      write: (edit, at) => ['integer', 'string'].forEach((type, index) => edit.set([...at, ...path, 'anyOf', index, 'type'], type)),
    });
  }
  writes.push({ mark: false, write: (edit, at) => edit.set([...at, ...path, intOrString], true, { after: 'anyOf' }) });
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, value]): [string, JsonValue][] => (key === 'anyOf' ? [[key, integerOrString], [intOrString, true]] : [[key, value]])),
  );
}
