import { deepEqual, Hole, isList, isObject, type JsonObject, type JsonValue, type Path } from '../../src/transform.js';

/**
 * What keeps a schema from being structural, which `apiextensions.k8s.io/v1` asks for:
 *
 * - `no-type`: a field or list item without a type.
 * - `unknown-type`: a type that there is not, or, at the root, one other than `object`.
 * - `no-items`: a list that does not say what it holds.
 * - `in-junctor`: a keyword inside `allOf`, `anyOf`, `oneOf` or `not` that belongs outside.
 * - `only-in-junctor`: a field or item that is named inside one of them only.
 * - `unsupported`: a keyword that Kubernetes does not support, here or at all.
 * - `metadata`: a restriction of metadata beyond its name.
 * - `embedded`: an embedded resource that is no object, or says nothing of its fields.
 * - `malformed`: no schema.
 */
export type SchemaRule =
  | 'no-type'
  | 'unknown-type'
  | 'no-items'
  | 'in-junctor'
  | 'only-in-junctor'
  | 'unsupported'
  | 'metadata'
  | 'embedded'
  | 'malformed';

export interface SchemaProblem {
  readonly rule: SchemaRule;
  /** The node or keyword at fault, from the schema's root. */
  readonly path: Path;
  /** The keyword, field or type that the rule is about. */
  readonly subject: string;
}

export const preserve = 'x-kubernetes-preserve-unknown-fields';
export const intOrString = 'x-kubernetes-int-or-string';
export const embedded = 'x-kubernetes-embedded-resource';

const types = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object']);
const unsupported = ['$ref', '$schema', 'id', 'definitions', 'dependencies', 'patternProperties', 'additionalItems'];
const outsideOnly = ['type', 'additionalProperties', 'default', 'title', 'description', 'nullable', preserve, embedded, intOrString];
/** What every object has of its own, at the root and in an embedded resource, and of which type. */
export const typesOfMeta: Readonly<Record<string, string>> = { apiVersion: 'string', kind: 'string', metadata: 'object' };

/** The one form in which types may stand in a junctor. */
export const integerOrString: readonly JsonValue[] = [{ type: 'integer' }, { type: 'string' }];

type Level = 'root' | 'field';

/**
 * What keeps a schema from being structural, in the order of the schema.
 *
 * Source: `ValidateStructural` and `specStandardValidatorV3` of k8s.io/apiextensions-apiserver.
 */
export function structuralProblems(schema: JsonValue): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  checkNode(schema, [], 'root', problems);
  return problems;
}

/** Where a schema first gives a default, which `apiextensions.k8s.io/v1beta1` refuses. */
export function firstDefault(schema: JsonValue | undefined, path: Path = []): Path | undefined {
  if (!isObject(schema)) return undefined;
  if (schema['default'] !== undefined) return [...path, 'default'];
  for (const [at, child] of subschemas(schema)) {
    const found = firstDefault(child, [...path, ...at]);
    if (found) return found;
  }
  return undefined;
}

/** Where a template fills in what decides on the form of a schema: a whole schema, or a keyword that is no mere text. */
export function firstHole(schema: JsonValue | undefined, path: Path = []): Path | undefined {
  if (schema instanceof Hole) return path;
  if (!isObject(schema)) return undefined;
  const structural = ['type', 'items', 'properties', 'additionalProperties', 'allOf', 'anyOf', 'oneOf', 'not', preserve, embedded, intOrString];
  const key = structural.find((keyword) => schema[keyword] instanceof Hole);
  if (key !== undefined) return [...path, key];
  for (const [at, child] of subschemas(schema)) {
    const found = firstHole(child, [...path, ...at]);
    if (found) return found;
  }
  return undefined;
}

/** The schemas inside a schema, with the way to each. */
function* subschemas(schema: JsonObject): Generator<[Path, JsonValue]> {
  for (const key of ['items', 'additionalProperties', 'not']) {
    const child = schema[key];
    if (isObject(child)) yield [[key], child];
  }
  const { properties } = schema;
  if (isObject(properties)) for (const [name, child] of Object.entries(properties)) yield [['properties', name], child];
  for (const key of ['allOf', 'anyOf', 'oneOf']) {
    const list = schema[key];
    if (isList(list)) for (const [index, child] of list.entries()) yield [[key, index], child];
  }
}

function checkNode(node: JsonValue, path: Path, level: Level, problems: SchemaProblem[]): void {
  const report = (rule: SchemaRule, at: Path, subject: string): number => problems.push({ rule, path: [...path, ...at], subject });
  if (!isObject(node) || !hasSoundKeywords(node)) return void report('malformed', [], nameOf(path));
  const { type, items, properties, additionalProperties } = node;
  checkUnsupported(node, path, problems);

  if (node[embedded] === true && type !== 'object') report('embedded', [], 'type');
  else if (type === undefined && node[intOrString] !== true && node[preserve] !== true) report('no-type', [], nameOf(path));
  else if (type !== undefined && (typeof type !== 'string' || !types.has(type) || (level === 'root' && type !== 'object'))) report('unknown-type', ['type'], String(type));

  if (level === 'root' && node['nullable'] === true) report('unsupported', ['nullable'], 'nullable');
  if (node[preserve] === true && node[intOrString] === true) report('unsupported', [preserve], preserve);
  if (node[embedded] === true) {
    if (node[intOrString] === true) report('unsupported', [embedded], embedded);
    if (node[preserve] !== true && !hasKeys(properties)) report('embedded', [], 'properties');
  }
  const unlisted = additionalProperties !== undefined && (level === 'root' || node[embedded] === true || (hasKeys(properties) && additionalProperties !== true));
  if (unlisted) report('unsupported', ['additionalProperties'], 'additionalProperties');

  if (type === 'array' && items === undefined) report('no-items', [], nameOf(path));
  if (items !== undefined && !isList(items)) checkNode(items, [...path, 'items'], 'field', problems);
  if (isObject(additionalProperties)) checkNode(additionalProperties, [...path, 'additionalProperties'], 'field', problems);
  if (isObject(properties)) {
    const isResource = level === 'root' || node[embedded] === true;
    for (const [name, property] of Object.entries(properties)) {
      const at = [...path, 'properties', name];
      const metaType = isResource && Object.hasOwn(typesOfMeta, name) ? typesOfMeta[name] : undefined;
      if (metaType !== undefined && isObject(property) && property['type'] !== metaType) problems.push({ rule: 'metadata', path: at, subject: name });
      else if (level === 'root' && name === 'metadata' && isObject(property) && !isNameOnly(property)) problems.push({ rule: 'metadata', path: at, subject: name });
      else checkNode(property, at, 'field', problems);
    }
  }
  checkJunctors(node, node, path, problems);
}

/** Whether what should hold schemas can hold them. */
function hasSoundKeywords({ properties, items, additionalProperties, not, allOf, anyOf, oneOf }: JsonObject): boolean {
  return (
    (properties === undefined || isObject(properties)) &&
    (items === undefined || isObject(items) || isList(items)) &&
    (additionalProperties === undefined || isObject(additionalProperties) || typeof additionalProperties === 'boolean') &&
    (not === undefined || isObject(not)) &&
    [allOf, anyOf, oneOf].every((list) => list === undefined || isList(list))
  );
}

function checkUnsupported(node: JsonObject, path: Path, problems: SchemaProblem[]): void {
  const keys = unsupported.filter((key) => node[key] !== undefined);
  if (node['uniqueItems'] === true) keys.push('uniqueItems');
  if (node[preserve] === false) keys.push(preserve);
  if (isList(node['items'])) keys.push('items');
  for (const key of keys) problems.push({ rule: 'unsupported', path: [...path, key], subject: key });
}

/** Metadata at the root may say that it is an object, and what its name may be. */
function isNameOnly(metadata: JsonObject): boolean {
  const { properties = {} } = metadata;
  const names = isObject(properties) ? Object.keys(properties) : [''];
  return Object.keys(metadata).every((key) => ['type', 'properties'].includes(key)) && names.every((name) => name === 'name' || name === 'generateName');
}

/** Looks into `allOf`, `anyOf`, `oneOf` and `not`; `outside` is the schema they add to. */
function checkJunctors(node: JsonObject, outside: JsonObject | undefined, path: Path, problems: SchemaProblem[], known = false): void {
  for (const junctor of ['allOf', 'anyOf', 'oneOf'] as const) {
    const branches = node[junctor];
    if (!isList(branches) || (junctor === 'anyOf' && (node === outside || known) && deepEqual(branches, integerOrString))) continue;
    for (const [index, branch] of branches.entries()) {
      checkBranch(branch, outside, [...path, junctor, index], problems, node === outside && junctor === 'allOf' && index === 0);
    }
  }
  if (node['not'] !== undefined) checkBranch(node['not'], outside, [...path, 'not'], problems);
}

/** @param known the place where the pair of integer and string may stand as well */
function checkBranch(branch: JsonValue, outside: JsonObject | undefined, path: Path, problems: SchemaProblem[], known = false): void {
  if (!isObject(branch) || !hasSoundKeywords(branch)) return void problems.push({ rule: 'malformed', path, subject: nameOf(path) });
  checkUnsupported(branch, path, problems);
  for (const key of outsideOnly) {
    const value = branch[key];
    if (value !== undefined && value !== false && value !== '') problems.push({ rule: 'in-junctor', path: [...path, key], subject: key });
  }
  const { items, properties } = branch;
  if (isObject(items)) {
    const inner = outside?.['items'];
    if (!isObject(inner)) problems.push({ rule: 'only-in-junctor', path: [...path, 'items'], subject: 'items' });
    else checkBranch(items, inner, [...path, 'items'], problems);
  }
  if (isObject(properties)) {
    for (const [name, property] of Object.entries(properties)) {
      const at = [...path, 'properties', name];
      const listed = outside?.['properties'];
      const inner = isObject(listed) && Object.hasOwn(listed, name) ? listed[name] : undefined;
      if (name === 'metadata') problems.push({ rule: 'metadata', path: at, subject: name });
      else if (!isObject(inner)) problems.push({ rule: 'only-in-junctor', path: at, subject: name });
      else checkBranch(property, inner, at, problems);
    }
  }
  checkJunctors(branch, outside, path, problems, known);
}

/** What a person calls a node: the field, or what its items or values are held by. */
function nameOf(path: Path): string {
  const name = path.findLast((key, index) => typeof key === 'string' && (path[index - 1] === 'properties' || path.length === 1));
  return name === undefined || name === path.at(-1) ? String(name ?? 'openAPIV3Schema') : `${path.at(-1)} of ${name}`;
}

function hasKeys(value: JsonValue | undefined): value is JsonObject {
  return isObject(value) && Object.keys(value).length > 0;
}
