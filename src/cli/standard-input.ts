import { stderr, stdin } from 'node:process';
import { KnownError } from '../model/known-error.js';
import { print } from './output.js';

/** What reports call standard input. */
export const standardInputName = '<stdin>';

/**
 * Reads standard input to its end. At a terminal it says what it waits for.
 *
 * @throws {KnownError} where it cannot be read
 */
export async function readStandardInput(): Promise<Uint8Array> {
  if (stdin.isTTY) await print(stderr, 'Reading a manifest from the terminal; end it with Ctrl-D on a line of its own.\n');
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stdin) chunks.push(chunk as Buffer);
  } catch (error) {
    throw new KnownError(`Standard input cannot be read: ${error instanceof Error ? error.message : String(error)}.`, {
      hint: 'Pipe a manifest into it, or name a file.',
      cause: error,
    });
  }
  return Buffer.concat(chunks);
}
