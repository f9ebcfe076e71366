import { createHash } from 'node:crypto';
import type { Finding } from '../model/finding.js';

/**
 * Fingerprints of findings of one file that are the same in the next run, wherever the findings have
 * moved to in the file: a hash of the rule, the message, the file, the object and the place in the
 * object. Findings that are the same in all of these are told apart by a number, in the order given.
 *
 * @param path of the file, the same wherever the run is
 * @returns for each finding 32 hexadecimal digits, a colon and the number, from 1
 */
export function fingerprintsOf(path: string, findings: readonly Finding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ transform, messageId, kind, namespace = null, name = null, path: place, embedded }) => {
    const identity = JSON.stringify([transform, messageId, path, kind, namespace, name, place, ...(embedded ? [embedded.object ?? null, embedded.path ?? null] : [])]);
    const ordinal = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, ordinal);
    return `${createHash('sha256').update(identity).digest('hex').slice(0, 32)}:${ordinal}`;
  });
}
