import { isAbsolute, join } from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { KnownError } from '../model/known-error.js';
import type { Transform } from '../model/transform.js';
import type { LoadedConfiguration } from '../workspace/configuration.js';

/**
 * Loads the transforms of the modules that a configuration names: the default export, a transform or
 * a list of them. Nothing else is ever loaded from a repository.
 *
 * @throws {KnownError} for a module that cannot be loaded or exports something else, and for an id
 * that is taken
 */
export async function loadOwnTransforms({ file, directory, configuration }: LoadedConfiguration, builtIn: readonly Transform[]): Promise<Transform[]> {
  const loaded: Transform[] = [];
  for (const name of configuration.transforms ?? []) {
    const exported = await importModule(name, directory, file);
    const list: unknown[] = Array.isArray(exported) ? exported : [exported];
    for (const transform of list) {
      if (!isTransform(transform)) {
        throw new KnownError(`${file}: ${name} does not export a transform.`, {
          hint: 'Its default export has to be a transform, or a list of them, made with defineTransform from k8s-upgrade/transform.',
        });
      }
      const { id } = transform.meta;
      if ([...builtIn, ...loaded].some(({ meta }) => meta.id === id)) {
        throw new KnownError(`${file}: ${name} exports a transform with the id ${id}, which is taken.`, { hint: 'Give it another id.' });
      }
      loaded.push(transform);
    }
  }
  return loaded;
}

async function importModule(name: string, directory: string, file: string): Promise<unknown> {
  try {
    const module = (await import(urlOf(name, directory))) as { default?: unknown };
    return module.default;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new KnownError(`${file}: the module ${name} cannot be loaded: ${message.split('\n')[0] ?? ''}`, {
      hint: 'Paths are relative to the configuration file; TypeScript has to be compiled first.',
      cause: error,
    });
  }
}

function urlOf(name: string, directory: string): string {
  if (name.startsWith('.')) return pathToFileURL(join(directory, name)).href;
  if (isAbsolute(name)) return pathToFileURL(name).href;
  // A package is the configuration's, not this tool's.
  return pathToFileURL(createRequire(join(directory, 'package.json')).resolve(name)).href;
}

function isTransform(value: unknown): value is Transform {
  const { meta, run } = (value ?? {}) as Partial<Transform>;
  return (
    typeof run === 'function' &&
    typeof meta?.id === 'string' &&
    /^[a-z][a-z0-9-]*$/.test(meta.id) &&
    Array.isArray(meta.kinds) &&
    Array.isArray(meta.triggers) &&
    typeof meta.messages === 'object'
  );
}
