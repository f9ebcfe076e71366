import { chmodSync, statSync, writeFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { errorCode, failureReason } from './failure-reason.js';
import { readFile } from './read.js';

/** What a file is to hold from now on. */
export interface Replacement {
  /** SHA-256, in hex, of the bytes that the new ones were made from. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export type WriteResult =
  | { readonly written: true }
  | { readonly written: false; /** A part of a sentence: `permission denied`. */ readonly reason: string };

/**
 * Gives an existing file new content, at once or not at all, and keeps its mode. Of a symbolic link
 * the target is written. It is not written where it has changed since it was read, or where
 * the new file cannot be put beside it. Git does not record that a file is read-only, so that alone
 * keeps nothing from being written. Never throws, and leaves no temporary file behind.
 *
 * @param absolute the file's absolute path
 */
export async function writeFile(absolute: string, { sha256, bytes }: Replacement): Promise<WriteResult> {
  const current = readFile(absolute);
  if (!current.ok) return { written: false, reason: current.reason };
  if (current.sha256 !== sha256) return { written: false, reason: 'it has changed since it was read; run again' };
  try {
    await replaceContent(absolute, bytes);
    return { written: true };
  } catch (error) {
    const reason = failureReason(error, absolute);
    const where = errorCode(error) === 'EACCES' || errorCode(error) === 'EPERM' ? ' in its directory' : '';
    return { written: false, reason: reason + where };
  }
}

/** Gives a file, new or old, its content at once or not at all. Throws what the file system says. */
export async function replaceContent(absolute: string, content: Uint8Array | string): Promise<void> {
  // Given the content, write-file-atomic would make a single write call and take a short one, as on
  // a full disk, for the whole. So it gets nothing to write, and the content is written here.
  await writeFileAtomic(absolute, '', {
    tmpfileCreated: (temporary) => {
      // It has the mode of the file it replaces, and gets it again at the end; that may be read-only.
      chmodSync(temporary, statSync(temporary).mode | 0o200);
      writeFileSync(temporary, content, { flag: 'r+' });
    },
  });
}
