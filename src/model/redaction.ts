import { isList, isObject, type JsonValue } from './json.js';
import type { Path } from './path.js';

/** What stands in a report where a credential was. */
export const redacted = '••••••';

const credentialWords = 'pass(?:word|wd|phrase)?|secrets?|tokens?|api-?keys?|access-?keys?|(?:private|signing|encryption|client|account|shared|secret)-?keys?|credentials?|key-data|auth';

/** A key in words joined by hyphens that names a credential: `db-password`, not `secret-name` or `token-path`. */
const credentialKey = new RegExp(`(?:^|-)(?:${credentialWords})$`);

/** Credentials that show what they are by their form, whatever they are called. */
const credentialForms: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{10,}|sk_live_\w{16,}|AIza[\w-]{30,}|npm_\w{30,})/g,
  /(?<=\b(?:Bearer|Basic)\s+)[\w.~+/=-]{8,}/gi,
  /(?<=\b[a-z][a-z+.-]*:\/\/[^\s:/@"']*:)[^\s@/"']+(?=@)/gi,
];

/** `--db-password=`, `API_TOKEN: `, `"secret_key" :`, `--token x`, `"--token", "x"`: a name and what stands between it and what it names. */
const naming = /([A-Za-z][\w.-]*)["']?\s*[:=]\s*|--([A-Za-z][\w.-]*)(?:[ \t]+(?=[^\s-])|["']\s*,\s*(?=["'][^-]))/g;

/** What a name names: the rest of a word, or what is quoted. */
const named = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s"',;&|<>)}\]]+/y;

/**
 * A text without what looks like a credential: values behind names such as `password` and `token`,
 * private keys, bearer tokens, passwords in addresses. Lines stay lines.
 */
export function redactText(text: string): string {
  let formless = text;
  for (const form of credentialForms) formless = formless.replace(form, blot);
  let result = '';
  let at = 0;
  // What another name names is looked at too: `args: --token=x`.
  for (const { 0: match, 1: key, 2: flag = '', index } of formless.matchAll(naming)) {
    const name = key ?? flag;
    named.lastIndex = index + match.length;
    if (named.lastIndex <= at || !isCredentialName(name)) continue;
    const [value] = named.exec(formless) ?? [];
    if (value === undefined || isReference(value)) continue;
    result += formless.slice(at, index + match.length) + redacted;
    at = index + match.length + value.length;
  }
  return result + formless.slice(at);
}

/** An object's data without the values of Secrets and without credentials. */
export function redactData(data: JsonValue): JsonValue {
  const walk = (value: JsonValue, secret: Secrecy): JsonValue => {
    if (typeof value === 'string') return secret === 'open' ? redactText(value) : redacted;
    if (isList(value)) return value.map((item, index) => walk(item, itemSecrecy(value, index, secret)));
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, walk(child, secrecyOf(value, key, secret))]));
    return secret === 'sealed' && value !== null ? redacted : value;
  };
  return walk(data, 'open');
}

/** Whether a value is shown (`open`), and if not, whether only strings (`text`) or all scalars (`sealed`) are hidden. */
export type Secrecy = 'open' | 'text' | 'sealed';

/** How the value of a key is to be treated, given how its mapping is. Paths lead from an object's root. */
export function secrecyOf(parent: { readonly [key: string]: JsonValue }, key: string, outer: Secrecy): Secrecy {
  if (outer !== 'open') return outer;
  if (parent['kind'] === 'Secret') {
    if (key === 'data' || key === 'stringData') return 'sealed';
  }
  if (key === 'kubectl.kubernetes.io/last-applied-configuration') return 'text';
  const value = parent[key];
  // An environment variable: its name stands beside the value.
  if (key === 'value' && typeof parent['name'] === 'string') return typeof value === 'string' && isCredentialName(parent['name']) && !isReference(value) ? 'text' : 'open';
  return typeof value === 'string' && isCredentialName(key) && !isReference(value) ? 'text' : 'open';
}

/** How an item of a list is to be treated: what follows a flag such as `--token` is its value. */
export function itemSecrecy(list: readonly JsonValue[], index: number, outer: Secrecy): Secrecy {
  const [flag, value] = [list[index - 1], list[index]];
  if (outer !== 'open' || typeof flag !== 'string' || typeof value !== 'string') return outer;
  return /^--?[A-Za-z][\w.-]*$/.test(flag) && isCredentialName(flag.replace(/^-+/, '')) && !/^-|^$/.test(value) && !isReference(value) ? 'text' : 'open';
}

/** The paths of an object's values that {@link redactData} hides as a whole. */
export function secretPaths(data: JsonValue): Path[] {
  const paths: Path[] = [];
  const walk = (value: JsonValue, secret: Secrecy, path: Path): void => {
    if (isList(value)) value.forEach((item, index) => walk(item, itemSecrecy(value, index, secret), [...path, index]));
    else if (isObject(value)) for (const [key, child] of Object.entries(value)) walk(child, secrecyOf(value, key, secret), [...path, key]);
    else if (value !== null && (secret === 'sealed' || (secret === 'text' && typeof value === 'string'))) paths.push(path);
  };
  walk(data, 'open', []);
  return paths;
}

/** Whether a key, a flag or an environment variable is called like a credential. */
function isCredentialName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[_.\s]+/g, '-');
  return credentialKey.test(words);
}

/** `$(PASSWORD)`, `{{ .Values.password }}`, `/etc/token`, `true`: where a credential comes from, or none at all. */
function isReference(value: string): boolean {
  return /^["']?(?:\$[({]|\{\{|\/|\.\/|true\b|false\b|null\b|~|[|>][+-]?$|["']?$|•|\d{1,4}$)/.test(value);
}

function blot(text: string): string {
  // Lines stay lines, so that places stay true.
  return text.replace(/[^\n]*\S[^\n]*/g, redacted);
}
