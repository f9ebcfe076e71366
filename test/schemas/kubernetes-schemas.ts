import { AssertionError } from 'node:assert';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { load, loadAll } from 'js-yaml';
import { lifecycleOf } from '../../src/catalogue/api-lifecycle.js';
import { groupOf, versionOf } from '../../src/model/manifest.js';
import { root } from '../root.js';

/** The package that carries the schemas of a Kubernetes release. */
const packages: Readonly<Record<string, string>> = { '1.21': 'kubernetes-models' };

interface Schemas {
  readonly ajv: Ajv;
  /** Schema ids by `apiVersion/kind`. */
  readonly ids: ReadonlyMap<string, string>;
}

const loaded = new Map<string, Schemas>();

/**
 * Validates every object of a text against the API schemas of a release, unknown fields refused.
 * Releases without a package of their own are not checked, nor are configuration files; kinds that the
 * release does not know are.
 */
export function checkAgainstSchemas(bytes: Uint8Array, version: string): void {
  const name = packages[version];
  if (name === undefined) return;
  const schemas = schemasOf(name);
  const text = new TextDecoder().decode(bytes);
  const documents = text.trimStart().startsWith('{') ? [load(text)] : loadAll(text);
  for (const object of documents.flatMap(objectsIn)) {
    if (isConfigurationFile(object)) continue;
    const key = `${object.apiVersion}/${object.kind}`;
    const id = schemas.ids.get(key);
    if (id === undefined) throw new AssertionError({ message: `Kubernetes ${version} has no ${key}` });
    if (!schemas.ajv.validate(id, object)) {
      const errors = schemas.ajv.errorsText(schemas.ajv.errors, { separator: '\n' });
      throw new AssertionError({ message: `${key} ${object.metadata?.name ?? ''} does not fit Kubernetes ${version}:\n${errors}\n${text}` });
    }
  }
}

/** What a component or a client reads from a file has no schema among those of the API. */
function isConfigurationFile({ apiVersion, kind }: KubernetesObject): boolean {
  if (apiVersion === 'v1' && kind === 'Config') return true;
  return lifecycleOf(groupOf(apiVersion), versionOf(apiVersion), kind)?.configFile === true;
}

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string };
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
  const registry = inner(join(dirname(inner.resolve('@kubernetes-models/validate')), 'ajv.js')) as { register: (id: string, schema: object) => void };
  registry.register = (id, schema) => {
    if (ids.has(`#${id}`)) return;
    ids.set(`#${id}`, id);
    ajv.addSchema(refuseUnknown(schema) as object, id);
    const { apiVersion, kind } = (schema as { properties?: Record<string, { enum?: string[] }> }).properties ?? {};
    if (apiVersion?.enum?.[0] !== undefined && kind?.enum?.[0] !== undefined) ids.set(`${apiVersion.enum[0]}/${kind.enum[0]}`, id);
  };
  const folder = join(home, '_schemas');
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.js')) (inner(join(folder, file)) as { addSchema(): void }).addSchema();
  }
  const schemas = { ajv, ids };
  loaded.set(name, schemas);
  return schemas;
}

/** Closes every object schema that lists its properties and says nothing of others. */
function refuseUnknown(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(refuseUnknown);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, refuseUnknown(value)]));
  const lists = typeof copy['properties'] === 'object' && copy['additionalProperties'] === undefined && copy['x-kubernetes-preserve-unknown-fields'] === undefined;
  return lists && copy['type'] === 'object' ? { ...copy, additionalProperties: false } : copy;
}
