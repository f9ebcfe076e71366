import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KnownError } from '../model/known-error.js';

/**
 * Makes the folder of a new transform from `transforms/_template` and adds it to the list.
 *
 * @param root the repository's root
 * @returns the folder
 * @throws {KnownError} for an id that is no id or is taken
 */
export function newTransform(root: string, id: string): string {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id)) {
    throw new KnownError(`${JSON.stringify(id)} is not the id of a transform.`, { hint: 'Write lower-case words joined by hyphens, such as ingress-v1.' });
  }
  const folder = join(root, 'transforms', id);
  if (existsSync(folder)) throw new KnownError(`${folder} exists already.`, { hint: 'Choose another id.' });
  cpSync(join(root, 'transforms', '_template'), folder, { recursive: true });
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('TRANSFORM_ID', id));
  }
  addToList(join(root, 'transforms', 'index.ts'), id);
  return folder;
}

function addToList(file: string, id: string): void {
  const name = id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const text = readFileSync(file, 'utf8');
  const withImport = text.replace(/(\n\n\/\*\*)/, `\nimport ${name} from './${id}/transform.js';$1`);
  writeFileSync(file, withImport.replace(/,?\s*\];\s*$/, `,\n  ${name},\n];\n`));
}
