import { getIn, isList, isObject, type JsonObject, type JsonValue, type Path, type Recorder } from '../../src/transform.js';
import { isGiven, isSet, movedFields, type Definition } from './definition.js';
import { openSchema, type UnprunedSchema } from './unpruned-schema.js';

/** The schemas of a definition as they are to be, by {@link keyOf} where they stand. */
export type SchemasByPlace = ReadonlyMap<string, UnprunedSchema>;

export function keyOf(path: Path): string {
  return path.join();
}

/** Records what has to move or to be written for v1, but for `apiVersion`, `scope` and pruning. */
export function recordMove(edit: Recorder, definition: Definition, schemas: SchemasByPlace): void {
  const { spec, versions } = definition;
  recordVersions(edit, definition);
  for (const field of movedFields) recordMoved(edit, definition, field, schemas);
  for (const [index, version] of versions.entries()) {
    recordColumns(edit, ['spec', 'versions', index, 'additionalPrinterColumns'], version['additionalPrinterColumns']);
    const at = ['spec', 'versions', index, 'schema', 'openAPIV3Schema'];
    schemas.get(keyOf(at))?.record(edit, at);
    if (lacksSchema(definition, version) && !isSet(spec['validation'])) recordOpenSchema(edit, version, index);
  }
  recordConversion(edit, spec['conversion']);
}

/** Whether nothing is said about what the objects of a version look like. */
export function lacksSchema({ spec }: Definition, version: JsonObject): boolean {
  return !hasSchema(spec['validation']) && !hasSchema(version['schema']);
}

function hasSchema(holder: JsonValue | undefined): boolean {
  const schema = getIn(holder, ['openAPIV3Schema']);
  return isObject(schema) && Object.keys(schema).length > 0;
}

function recordVersions(edit: Recorder, { spec, versions }: Definition): void {
  const isListed = isList(spec['versions']) && spec['versions'].length > 0;
  if (isListed) {
    if (spec['version'] !== undefined) edit.remove(['spec', 'version'], ['spec', 'versions']);
  } else if (spec['versions'] === undefined) {
    edit.rename(['spec', 'version'], 'versions');
    edit.set(['spec', 'versions'], [...versions]);
  } else {
    edit.set(['spec', 'versions'], [...versions]);
    edit.remove(['spec', 'version'], ['spec', 'versions']);
  }
}

/** Moves a field from the top into the first version, and writes it into the others. */
function recordMoved(edit: Recorder, { spec, versions }: Definition, { top, perVersion }: (typeof movedFields)[number], schemas: SchemasByPlace): void {
  const at = ['spec', top];
  const value = spec[top];
  if (value === undefined) return;
  if (!isGiven(value)) return edit.remove(at);
  let copy = value;
  if (top === 'validation') {
    const schemaAt = [...at, 'openAPIV3Schema'];
    const adapted = schemas.get(keyOf(schemaAt));
    adapted?.record(edit, schemaAt);
    copy = { openAPIV3Schema: adapted?.schema ?? openSchema };
    if (!adapted) edit.set(schemaAt, openSchema);
  } else if (top === 'additionalPrinterColumns') {
    recordColumns(edit, at, value);
    if (isList(value)) copy = value.map(withNewPath);
  }
  for (const [index, version] of versions.entries()) {
    const goal = ['spec', 'versions', index, perVersion];
    if (version[perVersion] !== undefined) edit.remove(goal);
    if (index === 0) edit.move(at, goal);
    else edit.set(goal, copy);
  }
}

function recordColumns(edit: Recorder, at: Path, columns: JsonValue | undefined): void {
  if (isList(columns)) for (const index of columns.keys()) edit.rename([...at, index, 'JSONPath'], 'jsonPath');
}

function withNewPath(column: JsonValue): JsonValue {
  return isObject(column) ? Object.fromEntries(Object.entries(column).map(([key, value]) => [key === 'JSONPath' ? 'jsonPath' : key, value])) : column;
}

/** Behind what a version has to say of itself, and in front of what may have been moved there. */
function recordOpenSchema(edit: Recorder, version: JsonObject, index: number): void {
  const at = ['spec', 'versions', index, 'schema'];
  if (isObject(version['schema'])) edit.set([...at, 'openAPIV3Schema'], openSchema);
  else edit.set(at, { openAPIV3Schema: openSchema }, { after: lastOf(version, ['name', 'served', 'storage']) });
}

function lastOf(holder: JsonObject, keys: readonly string[]): string {
  return Object.keys(holder).findLast((key) => keys.includes(key)) ?? '';
}

/** Whether v1 asks for review versions that v1beta1 has a default for. */
export function lacksReviewVersions(conversion: JsonValue | undefined): boolean {
  if (!isObject(conversion) || conversion['strategy'] !== 'Webhook') return false;
  const versions = conversion['conversionReviewVersions'];
  return !isList(versions) || versions.length === 0;
}

export function recordConversion(edit: Recorder, conversion: JsonValue | undefined): void {
  if (!isObject(conversion) || conversion['strategy'] !== 'Webhook') return;
  const at = ['spec', 'conversion'];
  edit.set([...at, 'webhook'], {}, { before: 'webhookClientConfig' });
  edit.move([...at, 'webhookClientConfig'], [...at, 'webhook', 'clientConfig']);
  if (conversion['conversionReviewVersions'] !== undefined) edit.move([...at, 'conversionReviewVersions'], [...at, 'webhook', 'conversionReviewVersions']);
  if (lacksReviewVersions(conversion)) edit.set([...at, 'webhook', 'conversionReviewVersions'], ['v1beta1']);
}
