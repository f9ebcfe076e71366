import { AssertionError } from 'node:assert';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { load, loadAll } from 'js-yaml';
import { isServed, lifecycleOf } from '../../src/catalogue/api-lifecycle.js';
import { groupOf, versionOf } from '../../src/model/manifest.js';
import { compareVersions, type Version } from '../../src/model/version.js';
import { root } from '../root.js';

/** The packages that carry schemas, with their release, by the newest target they serve for. */
const packages: readonly { readonly upTo: Version; readonly release: Version; readonly name: string }[] = [
  { upTo: '1.20', release: '1.19', name: 'kubernetes-models-1.19' },
  { upTo: '1.21', release: '1.21', name: 'kubernetes-models' },
  { upTo: '1.99', release: '1.23', name: 'kubernetes-models-1.23' },
];

/** Fields that came after the newest package. */
const newerFields = ['/spec must NOT have additional properties: trafficDistribution'];

interface Schemas {
  readonly ajv: Ajv;
  /** Schema ids by `apiVersion/kind`. */
  readonly ids: ReadonlyMap<string, string>;
}

const loaded = new Map<string, Schemas>();

/**
 * Validates every object of a text against the API schemas of a release, unknown fields refused, and
 * checks that the release serves what is not as it was before. Kinds that Kubernetes itself does not have are passed over.
 */
export function checkAgainstSchemas(bytes: Uint8Array, version: Version, before: Uint8Array = new Uint8Array()): void {
  const { name, release } = packages.find(({ upTo }) => compareVersions(version, upTo) <= 0) ?? { name: '', release: version };
  const schemas = schemasOf(name);
  const text = new TextDecoder().decode(bytes);
  const old = new Set(objectsOf(before).map(({ apiVersion, kind }) => `${apiVersion}/${kind}`));
  // Mistakes that a fixture is about, or leaves out of the picture, are there before and after.
  const mistakes = new Set(objectsOf(before).flatMap((object) => errorsOf(schemas, schemas.ids.get(`${object.apiVersion}/${object.kind}`) ?? '', object)));
  for (const object of objectsOf(bytes)) {
    const key = `${object.apiVersion}/${object.kind}`;
    const row = lifecycleOf(groupOf(object.apiVersion), versionOf(object.apiVersion), object.kind);
    if (!row && !old.has(key) && isOfKubernetes(groupOf(object.apiVersion))) throw new AssertionError({ message: `Kubernetes has no ${key}:\n${text}` });
    if (!row || row.configFile) continue;
    // Another transform moves it; this one changes something else about it.
    if (!isServed(row, version) && old.has(key)) continue;
    if (!isServed(row, version)) throw new AssertionError({ message: `Kubernetes ${version} does not serve ${key}:\n${text}` });
    const id = schemas.ids.get(key);
    // Younger than the newest package: only its lifecycle can be checked.
    if (id === undefined && compareVersions(row.introduced, release) > 0) continue;
    if (id === undefined) throw new AssertionError({ message: `${name} has no ${key}` });
    const errors = errorsOf(schemas, id, object).filter((error) => !mistakes.has(error) && !newerFields.includes(error));
    if (errors.length === 0) continue;
    throw new AssertionError({ message: `${key} ${object.metadata?.name ?? ''} does not fit Kubernetes ${version}:\n${errors.join('\n')}\n${text}` });
  }
}

/** What is wrong with an object, without what only sums it up. */
function errorsOf({ ajv }: Schemas, id: string, object: KubernetesObject): string[] {
  if (id === '' || ajv.validate(id, object)) return [];
  return (ajv.errors ?? [])
    .map(({ instancePath, message, params }) => {
      const what = (params as { additionalProperty?: string }).additionalProperty;
      return `${instancePath} ${message ?? ''}${what === undefined ? '' : `: ${what}`}`;
    })
    // A status in a manifest is ignored by the API server.
    .filter((error) => !/ must (?:be null|match exactly one schema in oneOf)$|^\/status /.test(error));
}

function isOfKubernetes(group: string): boolean {
  // The vertical autoscaler's CustomResourceDefinitions have a group that looks like a built-in one.
  if (group === 'autoscaling.k8s.io') return false;
  return ['apps', 'autoscaling', 'batch', 'extensions', 'policy'].includes(group) || group.endsWith('.k8s.io');
}

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string };
}

function objectsOf(bytes: Uint8Array): KubernetesObject[] {
  const text = new TextDecoder().decode(bytes);
  return (text.trimStart().startsWith('{') ? [load(text)] : loadAll(text)).flatMap(objectsIn);
}

function objectsIn(document: unknown): KubernetesObject[] {
  if (typeof document !== 'object' || document === null) return [];
  const { apiVersion, kind, items } = document as { apiVersion?: unknown; kind?: unknown; items?: unknown };
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
  if (kind.endsWith('List') && Array.isArray(items)) {
    const implied = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
    return items.flatMap((item) => objectsIn({ ...implied, ...(item as object) }));
  }
  return [document as KubernetesObject];
}

/** The package registers its schemas with a lenient validator; here they go into a strict one. */
function schemasOf(name: string): Schemas {
  const known = loaded.get(name);
  if (known) return known;
  const home = join(root, 'node_modules', name);
  const ajv = new Ajv({ strict: false, allErrors: true });
  (formats as unknown as (ajv: Ajv) => void)(ajv);
  ajv.addFormat('byte', true);
  ajv.addFormat('quantity', true);
  ajv.addFormat('string', true);
  ajv.addFormat('int-or-string', true);
  const ids = new Map<string, string>();
  const inner = createRequire(join(home, 'package.json'));
  const register = (id: string, schema: object): void => {
    if (ids.has(`#${id}`)) return;
    ids.set(`#${id}`, id);
    ajv.addSchema(refuseUnknown(schema) as object, id);
    const { apiVersion, kind } = (schema as { properties?: Record<string, { enum?: string[] }> }).properties ?? {};
    if (apiVersion?.enum?.[0] !== undefined && kind?.enum?.[0] !== undefined) ids.set(`${apiVersion.enum[0]}/${kind.enum[0]}`, id);
  };
  for (const require of [inner, ...requireOf(inner, '@kubernetes-models/apimachinery/_schemas/IoK8sApimachineryPkgApisMetaV1ObjectMeta')]) {
    const registry = require(join(dirname(require.resolve('@kubernetes-models/validate')), 'ajv.js')) as { register: typeof register };
    registry.register = register;
  }
  const folder = join(home, '_schemas');
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.js')) (inner(join(folder, file)) as { addSchema(): void }).addSchema();
  }
  const schemas = { ajv, ids };
  loaded.set(name, schemas);
  return schemas;
}

/** How a module's own imports are resolved, where there is such a module. */
function requireOf(require: NodeJS.Require, module: string): NodeJS.Require[] {
  try {
    return [createRequire(require.resolve(module))];
  } catch {
    return [];
  }
}

/** Closes every object schema that lists its properties and says nothing of others. */
function refuseUnknown(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(refuseUnknown);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, refuseUnknown(value)]));
  const lists = typeof copy['properties'] === 'object' && copy['additionalProperties'] === undefined && copy['x-kubernetes-preserve-unknown-fields'] === undefined;
  if (!lists || copy['type'] !== 'object') return copy;
  // The packages have lost properties that are called `description`, as that of a PriorityClass, and the extensions of a
  // CustomResourceDefinition's schema.
  const patternProperties = { '^x-kubernetes-': {}, ...(copy['patternProperties'] as object | undefined) };
  return { ...copy, properties: { description: {}, ...(copy['properties'] as object) }, patternProperties, additionalProperties: false };
}
