import type { Encoding } from '../model/plan.js';

export type Decoded =
  | { readonly ok: true; readonly text: string; readonly encoding: Encoding }
  | { readonly ok: false; readonly reason: string };

/**
 * Turns a file's bytes into text. A byte order mark stays in the text, so that encoding the text
 * again gives the same bytes. UTF-16 is recognised by its byte order mark only.
 */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs(bytes, 'utf-16le', 'invalid UTF-16');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs(bytes, 'utf-16be', 'invalid UTF-16');
  if (bytes.includes(0)) return { ok: false, reason: 'a binary file' };
  return decodeAs(bytes, 'utf-8', 'not valid UTF-8');
}

function decodeAs(bytes: Uint8Array, encoding: Encoding, complaint: string): Decoded {
  try {
    const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    return { ok: true, text, encoding };
  } catch {
    return { ok: false, reason: complaint };
  }
}

/** The inverse of {@link decode}. */
export function encode(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}
