import type { NetworkPlugin } from '../model/target.js';
import { parseVersion } from '../model/version.js';

/** Reads `calico` or `calico@3.20`; the name in lower case. Undefined for anything else. */
export function parseNetworkPlugin(text: string): NetworkPlugin | undefined {
  const match = /^([a-z0-9][a-z0-9._-]*)(?:@(.+))?$/i.exec(text.trim());
  if (match?.[1] === undefined) return undefined;
  const name = match[1].toLowerCase();
  if (match[2] === undefined) return { name };
  const version = parseVersion(match[2]);
  return version === undefined ? undefined : { name, version };
}
