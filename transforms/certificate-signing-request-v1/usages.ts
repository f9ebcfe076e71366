import { Hole, isList, type JsonValue } from '../../src/transform.js';

/** What a request of v1beta1 asks for where it says nothing. Source: pkg/apis/certificates/v1beta1/defaults.go. */
export const defaultUsages = ['digital signature', 'key encipherment'];

/** Source: `KeyUsage` in k8s.io/api/certificates/v1. */
const knownUsages = new Set([
  'signing', 'digital signature', 'content commitment', 'key encipherment', 'key agreement', 'data encipherment', 'cert sign', 'crl sign',
  'encipher only', 'decipher only', 'any', 'server auth', 'client auth', 'code signing', 'email protection', 's/mime', 'ipsec end system',
  'ipsec tunnel', 'ipsec user', 'timestamping', 'ocsp signing', 'microsoft sgc', 'netscape sgc',
]);

/** Why certificates.k8s.io/v1 would refuse usages: the id of a message, with what it is about. */
export function problemOfUsages(usages: JsonValue): { readonly id: 'no-usages' | 'usage-twice' | 'unknown-usage'; readonly index?: number; readonly usage: string } | undefined {
  if (usages instanceof Hole) return undefined;
  if (!isList(usages) || usages.length === 0) return { id: 'no-usages', usage: '' };
  for (const [index, usage] of usages.entries()) {
    if (usage instanceof Hole) continue;
    if (typeof usage !== 'string' || !knownUsages.has(usage)) return { id: 'unknown-usage', index, usage: String(usage) };
    if (usages.indexOf(usage) < index) return { id: 'usage-twice', index, usage };
  }
  return undefined;
}
