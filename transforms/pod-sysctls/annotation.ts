import { isSysctlName } from '../../src/transform.js';
import { lastReader } from '../_shared/sysctl-annotations.js';
import type { Sysctl } from './field.js';

/** What an annotation says, or the id of the message that tells why it says nothing. */
export type Reading =
  | { readonly sysctls: readonly Sysctl[] }
  | { readonly problem: 'not-a-pair' | 'invalid-name' | 'two-values'; readonly entry: string };

/**
 * Reads a sysctl annotation of a pod as Kubernetes up to 1.10 did: entries joined by commas, each a
 * name and a value joined by one equals sign; nothing is trimmed, and a value may be empty or hold
 * blanks. It was silent on a name that is repeated: the same value counts once, two are a problem.
 *
 * Source: `SysctlsFromPodAnnotation` in pkg/apis/core/v1/helper and `validateSysctls` in
 * pkg/apis/core/validation of Kubernetes 1.10.
 */
export function readAnnotation(text: string): Reading {
  const values = new Map<string, string>();
  for (const entry of text === '' ? [] : text.split(',')) {
    const [name, value, ...more] = entry.split('=');
    if (!name || value === undefined || more.length > 0) return { problem: 'not-a-pair', entry };
    if (!isSysctlName(name, lastReader)) return { problem: 'invalid-name', entry: name };
    if ((values.get(name) ?? value) !== value) return { problem: 'two-values', entry: name };
    values.set(name, value);
  }
  return { sysctls: [...values].map(([name, value]) => ({ name, value })) };
}
