import { posix } from 'node:path';
import type { ReporterOptions } from './reporter.js';

/** True for what stands in a report for standard input, which has no path. */
export function isStandardInput(path: string): boolean {
  return path === '<stdin>';
}

/**
 * The path by which a code host knows a file: relative to the root of the work tree. Without a work
 * tree it is taken as it is, relative to the working directory. Undefined where the file lies outside,
 * or is none.
 *
 * @param path as it stands in a report
 */
export function hostedPath(path: string, { workTree }: ReporterOptions): string | undefined {
  if (isStandardInput(path)) return undefined;
  if (workTree === undefined) return isAbsolute(path) ? undefined : path;
  const absolute = isAbsolute(path) ? posix.normalize(path) : posix.join(workTree.directory, path);
  const root = workTree.root.endsWith('/') ? workTree.root : `${workTree.root}/`;
  return absolute.startsWith(root) ? absolute.slice(root.length) : undefined;
}

/** A path of a report as a URI reference (RFC 3986), each segment percent-encoded. */
export function uriOf(path: string): string {
  const uri = path.replace(/\p{Cs}/gu, '\ufffd').split('/').map(encodeSegment).join('/');
  // A drive's colon is no part of a name.
  return isAbsolute(path) ? `file://${uri.replace(/^([a-z])%3A/i, '/$1:')}` : uri;
}

function isAbsolute(path: string): boolean {
  return /^(?:[a-z]:)?\//i.test(path);
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
