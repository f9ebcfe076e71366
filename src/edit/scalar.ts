import { Hole, type JsonPrimitive } from '../model/json.js';
import { readScalar } from '../source/parse.js';
import type { ScalarStyle } from '../source/syntax.js';
import { Refusal } from './refusal.js';

/** What a scalar is written into. */
export interface ScalarPlace {
  /** The quote to use where one is needed. */
  readonly quote: ScalarStyle;
  /** The style of the scalar that is replaced: quotes are kept, and so is their absence where that is safe. */
  readonly replaces?: ScalarStyle | undefined;
  readonly flow?: boolean;
}

/** Writes a scalar so that readers of YAML 1.1 and 1.2 agree on it. */
export function formatScalar(value: JsonPrimitive | Hole, { quote, replaces, flow }: ScalarPlace): string {
  if (value instanceof Hole) return holeText(value);
  if (typeof value !== 'string') return JSON.stringify(value);
  if (replaces === 'single' || replaces === 'double') return quoted(value, replaces);
  const pattern = replaces === 'plain' && !flow ? plainInBlock : plainAnywhere;
  return pattern.test(value) && readsAsText(value) ? value : quoted(value, quote);
}

/** What a template fills in is written as it stands elsewhere; lines that it prints have a place of their own. */
function holeText({ text, isBlock }: Hole): string {
  if (text.includes('\n')) throw new Refusal('template', 'a value of several lines that the template fills in would have to be written elsewhere');
  if (isBlock && /\bn?indent\b/.test(text)) throw new Refusal('template', `${text} would have to be printed elsewhere`);
  return text;
}

function quoted(value: string, style: ScalarStyle): string {
  // Single quotes know no escapes, and fold line breaks.
  return style === 'single' && /^[^\p{Cc}\u2028\u2029\uFEFF]*$/u.test(value) ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}

/** Texts, and numbers with a unit, that people write without quotes. */
const plainAnywhere = /^(?:[A-Za-z_./][\w./@%+=: -]*|\d+(?:\.\d+)?(?:%|[A-Za-z]{1,2}))$/;

/** What may stay without quotes where it stood so: an argument, a list joined by commas, a version of three numbers. */
const plainInBlock = /^(?:(?:[A-Za-z_./]|--?[A-Za-z])[\w./@%+=:, -]*|\d+\.\d+\.\d+)$/;

function readsAsText(value: string): boolean {
  if (/: |[: ]$|^[yn]$|^(?:---|\.\.\.)/i.test(value)) return false;
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
