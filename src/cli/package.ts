import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

interface PackageMetadata {
  readonly name: string;
  readonly version: string;
  readonly bugs?: string | { readonly url?: string };
}

const fromHere = '../../../';

/** The directory of the installed package, absolute. */
export const packageRoot = fileURLToPath(new URL(fromHere, import.meta.url));

/** The name and version that reports and `--version` show. */
export function tool(): { readonly name: string; readonly version: string } {
  const { name, version } = metadata();
  return { name, version };
}

/** Where users report mistakes of the tool; undefined where the package does not say. */
export function bugsUrl(): string | undefined {
  const { bugs } = metadata();
  return typeof bugs === 'string' ? bugs : bugs?.url;
}

function metadata(): PackageMetadata {
  return createRequire(import.meta.url)(`${fromHere}package.json`) as PackageMetadata;
}
