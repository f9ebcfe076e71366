import type { JsonPrimitive } from '../model/json.js';
import { readScalar } from '../source/parse.js';
import type { ScalarStyle } from '../source/syntax.js';

/**
 * Writes a scalar so that readers of YAML 1.1 and 1.2 agree on it.
 *
 * @param quote The quote to use where one is needed, or is asked for by `style`.
 * @param style The style of the scalar this one replaces; quotes are kept on strings.
 */
export function formatScalar(value: JsonPrimitive, quote: ScalarStyle, style: ScalarStyle = 'plain'): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (style === 'single' || style === 'double') return quoted(value, style);
  return isPlainSafe(value) ? value : quoted(value, quote);
}

function quoted(value: string, style: ScalarStyle): string {
  // Single quotes know no escapes, and fold line breaks.
  return style === 'single' && /^[^\p{Cc}\u2028\u2029\uFEFF]*$/u.test(value) ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}

function isPlainSafe(value: string): boolean {
  const simple = /^[A-Za-z_./][\w./@%+=: -]*$/.test(value) || /^\d+(?:\.\d+)?(?:%|[A-Za-z]{1,2})$/.test(value);
  if (!simple || /: |[: ]$|^[yn]$|^(?:---|\.\.\.)/i.test(value)) return false;
  let safe = known.get(value);
  if (safe === undefined) {
    const read = readScalar(value);
    safe = read?.kubernetes === value && read.core === value;
    if (known.size >= 1000) known.clear();
    known.set(value, safe);
  }
  return safe;
}

/** The same few values are written again and again. */
const known = new Map<string, boolean>();
