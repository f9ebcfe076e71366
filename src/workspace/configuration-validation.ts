import { Ajv, type ErrorObject } from 'ajv';
import { distance } from 'fastest-levenshtein';
import { isList, isObject, type JsonValue } from '../model/json.js';
import { formatPath, type Path } from '../model/path.js';
import { configurationSchema, type JsonSchema } from './configuration-schema.js';

/** What is wrong at a place in the data of a configuration. */
export interface Violation {
  readonly path: Path;
  readonly message: string;
}

/** Checks the data of a configuration against its schema. Import this lazily: it loads Ajv. */
export function validateConfiguration(data: JsonValue): readonly Violation[] {
  const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true });
  ajv.addKeyword('errorMessage');
  const validate = ajv.compile(configurationSchema);
  if (validate(data)) return [];
  const errors = validate.errors ?? [];
  return errors.filter((error) => isTelling(error, errors)).map((error) => violationOf(error, data));
}

/** False for what another of the errors says better. */
function isTelling(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  // The error of the whole `anyOf` says what its alternatives are.
  if (error.schemaPath.includes('/anyOf/')) return false;
  const saysMore = ({ keyword, instancePath }: ErrorObject): boolean =>
    keyword === 'required' && instancePath === error.instancePath;
  return error.keyword !== 'minProperties' || !errors.some(saysMore);
}

function violationOf(error: ErrorObject, data: JsonValue): Violation {
  const path = pathOf(error.instancePath, data);
  const schema = error.parentSchema as JsonSchema;
  const { additionalProperty, missingProperty } = error.params as Record<string, string | undefined>;
  if (additionalProperty !== undefined) {
    const known = Object.keys(schema.properties ?? {});
    return { path: [...path, additionalProperty], message: unknownKey(path, additionalProperty, known) };
  }
  if (missingProperty !== undefined) {
    return { path, message: `${named(path)} has no "${missingProperty}"; ${schema.errorMessage}` };
  }
  if (error.keyword === 'minProperties') {
    const keys = Object.keys(error.data as object).map((key) => `"${key}"`);
    return { path, message: `${named(path)} has only ${keys.join(', ')}; ${schema.errorMessage}` };
  }
  return { path, message: `${named(path)} is ${described(error.data)}; ${schema.errorMessage}` };
}

function unknownKey(path: Path, key: string, known: readonly string[]): string {
  const what = `unknown key "${key}"${path.length === 0 ? '' : ` in ${formatPath(path)}`}`;
  const edits = (name: string): number => distance(key.toLowerCase(), name.toLowerCase());
  const nearest = known.toSorted((a, b) => edits(a) - edits(b))[0] ?? '';
  // Farther off than half of its letters it is no slip of the pen.
  if (edits(nearest) <= Math.max(key.length, nearest.length) / 2) return `${what}; did you mean "${nearest}"?`;
  return `${what}; the known keys are ${known.join(', ')}`;
}

function named(path: Path): string {
  return path.length === 0 ? 'the configuration' : formatPath(path);
}

function described(data: unknown): string {
  if (data === null || data === undefined) return 'empty';
  if (Array.isArray(data)) return data.length === 0 ? 'an empty list' : 'a list';
  if (typeof data === 'object') return 'a mapping';
  return JSON.stringify(data).slice(0, 80);
}

/** The path that a JSON pointer (RFC 6901) stands for in the data. */
function pathOf(pointer: string, data: JsonValue): Path {
  const path: (string | number)[] = [];
  let value: JsonValue | undefined = data;
  for (const segment of pointer.split('/').slice(1)) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(isList(value) ? Number(key) : key);
    if (isList(value)) value = value[Number(key)];
    else value = isObject(value) ? value[key] : undefined;
  }
  return path;
}
