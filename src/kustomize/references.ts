import { deepEqual, isList, isObject, type JsonObject, type JsonValue } from '../model/json.js';
import { groupOf, versionOf } from '../model/manifest.js';
import type { Operation } from '../model/operation.js';
import { getIn, type Path } from '../model/path.js';
import type { TextDocument } from './objects.js';
import type { BuiltObject } from './overlays.js';
import { movedSelector, selects, type Selector } from './selector.js';
import { differences } from './translate-operation.js';

/** A field of objects that a kustomization names: `spec/backend/serviceName`, `metadata.name`. */
interface FieldName {
  readonly at: Path;
  readonly text: string;
  readonly separator: '/' | '.';
  /** Kustomize writes the field where it is not there. */
  readonly create: boolean;
}

/** A place other than a patch in which a kustomization names objects: a var, a replacement, a configuration. */
export interface Reference {
  readonly file: string;
  /** Where the document starts in the file. */
  readonly start: number;
  /** Where the mapping stands that names the objects. */
  readonly at: Path;
  readonly selector: Selector;
  /** Group and version are written as `apiVersion`. */
  readonly joined: boolean;
  readonly fields: readonly FieldName[];
}

/** Reads what a file of a kustomization says of objects, but for its patches. */
export function readReferences(file: string, { start, data }: TextDocument): Reference[] {
  const references: Reference[] = [];
  const add = (at: Path, fields: readonly FieldName[], joined = false): void => {
    const value = getIn(data, at);
    if (!isObject(value)) return;
    const { apiVersion } = value;
    const split = joined && typeof apiVersion === 'string' ? { group: groupOf(apiVersion), version: versionOf(apiVersion) } : {};
    references.push({ file, start, at, selector: { ...value, ...split }, joined: joined && typeof apiVersion === 'string', fields });
  };
  const field = (at: Path, separator: '/' | '.', create = false): FieldName[] => {
    const text = getIn(data, at);
    return typeof text === 'string' && text !== '' ? [{ at, text, separator, create }] : [];
  };
  if (!isObject(data) && !isList(data)) return [];
  const root = isObject(data) ? data : {};
  itemsOf(root['vars']).forEach((_item, index) => add(['vars', index, 'objref'], field(['vars', index, 'fieldref', 'fieldpath'], '.'), true));
  const replacements: readonly Path[] = [...itemsOf(root['replacements']).map((_item, index) => ['replacements', index]), ...(isList(data) ? data.map((_item, index) => [index]) : 'source' in root ? [[]] : [])];
  for (const at of replacements) {
    add([...at, 'source'], field([...at, 'source', 'fieldPath'], '.'));
    itemsOf(getIn(data, [...at, 'targets'])).forEach((target, index) => {
      const here = [...at, 'targets', index];
      const creates = isObject(target) && isObject(target['options']) && target['options']['create'] === true;
      const paths = itemsOf(getIn(data, [...here, 'fieldPaths'])).flatMap((_path, each) => field([...here, 'fieldPaths', each], '.', creates));
      add([...here, 'select'], paths);
      itemsOf(getIn(data, [...here, 'reject'])).forEach((_each, number) => add([...here, 'reject', number], []));
    });
  }
  return references;
}

/** Reads a configuration of transformers: lists of fields, each with the kind that has it. */
export function readConfiguration(file: string, { start, data }: TextDocument): Reference[] {
  if (!isObject(data)) return [];
  const references: Reference[] = [];
  const visit = (list: JsonValue | undefined, at: Path): void => {
    itemsOf(list).forEach((item, index) => {
      if (!isObject(item)) return;
      const here = [...at, index];
      const { path, fieldSpecs, create } = item;
      const fields: FieldName[] = typeof path === 'string' ? [{ at: [...here, 'path'], text: path, separator: '/', create: create === true }] : [];
      const { path: _path, create: _create, fieldSpecs: _fieldSpecs, ...selector } = item;
      if (typeof item['kind'] === 'string') references.push({ file, start, at: here, selector, joined: false, fields });
      visit(fieldSpecs, [...here, 'fieldSpecs']);
    });
  };
  for (const [key, list] of Object.entries(data)) visit(list, [key]);
  return references;
}

function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isList(value) ? value : [];
}

export type MovedReference = { readonly object: BuiltObject; readonly operations: readonly Operation[] } | { readonly stuck: readonly BuiltObject[]; readonly because: string } | undefined;

/**
 * What a reference has to say of objects in their new form. Undefined where it stays; stuck where no
 * form says the same of all of them.
 */
export function moveReference({ at, selector, joined, fields }: Reference, objects: readonly BuiltObject[], migrate: (object: BuiltObject, data: JsonObject) => JsonObject): MovedReference {
  const takes = (candidate: Selector, object: BuiltObject, data: JsonObject): boolean => selects(candidate, { ...object, data });
  const inside = objects.filter((object) => takes(selector, object, object.before));
  const isMeant = (candidate: Selector): boolean => objects.every((object) => takes(candidate, object, object.after) === inside.includes(object));
  const found = [selector, ...inside.map(({ before, after }) => movedSelector(selector, before, after))].find(isMeant);
  const changed = objects.filter(({ before, after }) => !deepEqual(before, after));
  const concerned = changed.filter((object) => inside.includes(object) || takes(selector, object, object.after));
  if (!found) return { stuck: concerned, because: 'it does not select the same objects in their new form' };
  const operations: Operation[] = [];
  const written = joined ? { apiVersion: joinedVersion(found), kind: found['kind'] } : { group: found['group'], version: found['version'], kind: found['kind'] };
  const before = joined ? { apiVersion: joinedVersion(selector), kind: selector['kind'] } : selector;
  for (const [key, value] of Object.entries(written)) {
    if (value !== undefined && value !== (before as JsonObject)[key]) operations.push({ op: 'set', path: [...at, key], value });
  }
  for (const field of fields) {
    const names = new Set(inside.flatMap((object) => moveField(field, object, migrate) ?? []));
    const [name] = names;
    if (names.size > 1 || inside.some((object) => moveField(field, object, migrate) === undefined)) return { stuck: concerned, because: `the field ${field.text} has no counterpart in the new form` };
    if (name !== undefined && name !== field.text) operations.push({ op: 'set', path: field.at, value: name });
  }
  const [object] = concerned;
  return operations.length > 0 && object ? { object, operations } : undefined;
}

function joinedVersion({ group, version }: Selector): string {
  return group === '' || group === undefined ? String(version) : `${String(group)}/${String(version)}`;
}

/** The name of a field in the new form of an object; an empty list where the object has no such field, undefined where none will do. */
function moveField({ text, separator, create }: FieldName, object: BuiltObject, migrate: (object: BuiltObject, data: JsonObject) => JsonObject): readonly string[] | undefined {
  const keys = splitField(text, separator);
  const places = placesOf(object.before, keys);
  if (places.length === 0) return !create || deepEqual(getIn(object.before, keys.slice(0, 1)), getIn(object.after, keys.slice(0, 1))) ? [] : undefined;
  const names = new Set<string>();
  for (const place of places) {
    if (deepEqual(getIn(object.before, place), getIn(object.after, place))) {
      names.add(text);
      continue;
    }
    // Another value shows where the new form has the field.
    const value = getIn(object.before, place);
    const probe = typeof value === 'string' ? `${value}x` : typeof value === 'number' ? value + 1 : undefined;
    if (probe === undefined || keys.some((key) => /[[\]*]|^\d+$/.test(key))) return undefined;
    const [moved, ...more] = differences(object.after, migrate(object, withValue(object.before, place, probe) as JsonObject));
    if (!moved || more.length > 0) return undefined;
    names.add(moved.filter((key) => typeof key === 'string').map((key) => key.replaceAll(separator, `\\${separator}`)).join(separator));
  }
  return [...names];
}

function splitField(text: string, separator: string): string[] {
  const keys = [''];
  for (let at = 0; at < text.length; at++) {
    const isInside = /\[[^\]]*$/.test(keys.at(-1) ?? '');
    if (text[at] === '\\' && at + 1 < text.length) keys.push((keys.pop() ?? '') + (text[++at] ?? ''));
    else if (text[at] === separator && !isInside) keys.push('');
    else keys.push((keys.pop() ?? '') + (text[at] ?? ''));
  }
  return keys.filter((key) => key !== '');
}

/** Where keys lead to; through lists they lead to each item, unless they name one by index or by a key. */
function placesOf(data: JsonValue | undefined, keys: readonly string[], at: Path = []): Path[] {
  const [key, ...rest] = keys;
  if (data === undefined) return [];
  if (key === undefined) return [at];
  if (isList(data)) {
    const chosen = /^\[([^=\]]+)=([^\]]*)\]$/.exec(key);
    if (/^\d+$/.test(key)) return placesOf(data[Number(key)], rest, [...at, Number(key)]);
    if (key === '*') return data.flatMap((item, index) => placesOf(item, rest, [...at, index]));
    if (chosen) return data.flatMap((item, index) => (isObject(item) && String(item[chosen[1] ?? '']) === chosen[2] ? placesOf(item, rest, [...at, index]) : []));
    return data.flatMap((item, index) => placesOf(item, keys, [...at, index]));
  }
  return isObject(data) && Object.hasOwn(data, key) ? placesOf(data[key], rest, [...at, key]) : [];
}

function withValue(data: JsonValue, [key, ...rest]: Path, value: JsonValue): JsonValue {
  if (key === undefined) return value;
  if (isList(data)) return data.map((item, index) => (index === key ? withValue(item, rest, value) : item));
  return isObject(data) ? { ...data, [key]: withValue(data[key] ?? null, rest, value) } : data;
}
