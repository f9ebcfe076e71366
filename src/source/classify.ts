/** Cheap questions about a text that is not, or not yet, parsed. */

/** `yes` and `no` are certain; `perhaps` takes parsing to tell. */
export type Likelihood = 'yes' | 'no' | 'perhaps';

/** Whether a document holds a Kubernetes object: both `apiVersion` and `kind` at its root. */
export function holdsObject(text: string): Likelihood {
  if (!text.includes('apiVersion') || !text.includes('kind')) return /\\[uUx]/.test(text) ? 'perhaps' : 'no';
  return /^\uFEFF?apiVersion[ \t]*:[ \t]/m.test(text) && /^kind[ \t]*:[ \t]+(?!\S*List\b)/m.test(text) ? 'yes' : 'perhaps';
}

/** A text whose values SOPS has encrypted. Its checksum covers the values that are not, too. */
export function isSopsEncrypted(text: string): boolean {
  return text.includes('ENC[AES256_GCM,') && /^[ \t]*["']?sops["']?[ \t]*:/m.test(text);
}

/** The language of template markup in a text, if there is any. */
export function templateLanguage(text: string): string | undefined {
  if (/\{%-?\s/.test(text)) return 'Jinja or Liquid';
  if (/\{\{/.test(text)) return 'Go template';
  if (/<%[=-]?\s/.test(text)) return 'ERB';
  if (/^\s*#@|^--- #@/m.test(text)) return 'ytt';
  return undefined;
}
