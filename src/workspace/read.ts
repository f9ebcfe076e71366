import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync, type Stats } from 'node:fs';
import { failureReason } from './failure-reason.js';

/** In bytes: 256 MiB. */
export const sizeLimit = 256 * 1024 * 1024;

export type ReadResult =
  | { readonly ok: true; readonly bytes: Uint8Array; /** Of the bytes, in hex. */ readonly sha256: string }
  | { readonly ok: false; /** A part of a sentence: `permission denied`. */ readonly reason: string };

/**
 * Reads a regular file, through symbolic links. Never throws, and never waits for a pipe or a device.
 *
 * @param absolute the file's absolute path
 */
export function readFile(absolute: string): ReadResult {
  let descriptor: number | undefined;
  try {
    // Look before opening: opening a device can do something.
    const refusal = refusalOf(statSync(absolute));
    if (refusal !== undefined) return { ok: false, reason: refusal };
    // Should it be a pipe by now, it must not wait for a writer. Windows has no such flag.
    descriptor = openSync(absolute, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const late = refusalOf(fstatSync(descriptor));
    if (late !== undefined) return { ok: false, reason: late };
    const bytes = readFileSync(descriptor);
    return { ok: true, bytes, sha256: sha256Of(bytes) };
  } catch (error) {
    return { ok: false, reason: failureReason(error, absolute) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The SHA-256 of bytes, in hex, as a {@link Patch} records it. */
export function sha256Of(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

function refusalOf(stats: Stats): string | undefined {
  if (stats.isDirectory()) return 'it is a directory';
  if (!stats.isFile()) return 'it is not a regular file';
  if (stats.size > sizeLimit) return `it is larger than ${sizeLimit / 1024 / 1024} MiB`;
  return undefined;
}
