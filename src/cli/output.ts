import type { Writable } from 'node:stream';
import { KnownError } from '../model/known-error.js';

/** Codes of a reader that has gone away, as `head` does: what is left to print is of no use. */
const readerGone: ReadonlySet<string> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ECONNRESET', 'EOF']);

/** Keeps a stream whose reader has gone away from ending the process; {@link print} sees the error. */
export function keepOpen(...streams: readonly Writable[]): void {
  for (const stream of streams) stream.on('error', () => undefined);
}

/**
 * Prints to standard output or standard error, and waits until it is handed over.
 *
 * @throws {KnownError} where the stream cannot be written to, unless its reader has gone away
 */
export async function print(stream: Writable, content: string | Uint8Array): Promise<void> {
  if (content.length === 0) return;
  await new Promise<void>((resolve, reject) => {
    stream.write(content, (error) => {
      const code = (error as NodeJS.ErrnoException | null | undefined)?.code ?? '';
      if (!error || readerGone.has(code)) resolve();
      else reject(new KnownError(`The output cannot be written: ${error.message}.`, { hint: 'Check where it is redirected to.', cause: error }));
    });
  });
}
