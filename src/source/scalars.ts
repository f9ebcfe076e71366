import { Document, type DocumentOptions, type ParseOptions, type SchemaOptions, type ScalarTag, type Tags } from 'yaml';
import type { JsonValue } from '../model/json.js';
import type { SyntaxNode } from './syntax.js';

export type ReadingOptions = ParseOptions & DocumentOptions & SchemaOptions;

/** A value with its layout. */
export interface Read {
  readonly node: SyntaxNode;
  readonly data: JsonValue;
}

const common = {
  keepSourceTokens: true,
  merge: true,
  // Kubernetes' decoder lets the last of duplicate keys win; edits that touch one are refused later.
  uniqueKeys: false,
  logLevel: 'silent',
} as const satisfies ReadingOptions;

/**
 * Scalars as sigs.k8s.io/yaml (go-yaml v2) resolves them: YAML 1.1 without timestamps, binary data,
 * sexagesimal numbers and the one-letter booleans; a number has a digit in front of its exponent.
 */
const kubernetesReading = {
  ...common,
  version: '1.1',
  schema: 'yaml-1.1',
  customTags: (tags): Tags =>
    tags
      .filter((tag) => typeof tag === 'string' || !(tag.format === 'TIME' || /:(timestamp|binary|omap|pairs|set)$/.test(tag.tag)))
      .map((tag) =>
        typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:bool' && 'test' in tag && tag.test?.test('y')
          ? { ...tag, test: /^(?:[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/ }
          : typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:bool' && 'test' in tag && tag.test?.test('n')
            ? { ...tag, test: /^(?:[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/ }
            : typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:float' && 'test' in tag && tag.test?.test('e1')
              ? { ...tag, test: /^[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)[eE][-+]?\d+$/ }
              : tag,
      ),
} as const satisfies ReadingOptions;

const coreReading = { ...common, version: '1.2', schema: 'core' } as const satisfies ReadingOptions;

/** Building a schema costs more than parsing a small document with it. */
const kubernetesSchema = new Document(null, kubernetesReading).schema;
const coreSchema = new Document(null, coreReading).schema;

/** Readings for the parser: as Kubernetes reads, and as YAML 1.2 has it. */
export const forKubernetes: ReadingOptions = { ...kubernetesReading, schema: kubernetesSchema };
export const forCore: ReadingOptions = { ...coreReading, schema: coreSchema };

const plainTags = kubernetesSchema.tags.filter((tag): tag is ScalarTag & { readonly test: RegExp } => tag.default === true && 'test' in tag && tag.test !== undefined && !tag.collection);

/** What a plain scalar means to Kubernetes. */
export function readPlain(text: string): JsonValue {
  if (isWord(text)) return text === 'true' ? true : text === 'false' ? false : text === 'null' ? null : text;
  // No number, date or constant starts with a letter beyond ASCII.
  if (text.charCodeAt(0) > 0x7e) return text;
  const tag = plainTags.find(({ test }) => test.test(text));
  if (!tag) return text;
  const value = tag.resolve(text, () => undefined, {});
  return (typeof value === 'object' && value !== null && 'value' in value ? value.value : value) as JsonValue;
}

/** Whether every reader takes a plain scalar for the same value: words, decimal numbers, `true`, `false`, `null`. */
export function isCertain(source: string): boolean {
  if (isWord(source) || /^(?:0|-?[1-9]\d{0,14})$/.test(source)) return true;
  // A letter or sign that is in no number, date, infinity or hexadecimal: `100m`, `10%`, `1.21-alpine`, `.spec.replicas`.
  return (/^[-+.\d]/.test(source) && /[^-+._:,\s\dA-Fa-fIiNnOoTtXxZz]/.test(source)) || /^\d+(?:\.\d+){2,}$/.test(source);
}

function isWord(source: string): boolean {
  return /^[A-Za-z_/$%(^]/.test(source) && (source.length > 5 || /^(?:true|false|null)$/.test(source) || !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(source));
}

/**
 * Lines of a scalar as one text: a line break is a space, and further ones are kept.
 *
 * @param lines without the white space around them
 * @param keepsEnds whether blank first and last lines count, as they do between quotes
 */
export function foldLines(lines: readonly string[], keepsEnds = false): string {
  let text = lines[0] ?? '';
  let separator = ' ';
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue;
    if (line === '' && !(keepsEnds && index === lines.length - 1)) {
      if (separator === '\n') text += '\n';
      else separator = '\n';
    } else {
      text += separator + line;
      separator = ' ';
    }
  }
  return text;
}

/** The lines of a folded block scalar as one text; those that are deeper than the first one stay apart. */
export function foldBlock(lines: readonly string[]): string {
  let text = '';
  let separator = '';
  let wasDeeper = false;
  for (const line of lines) {
    if (/^[ \t]/.test(line)) {
      if (separator === ' ') separator = '\n';
      else if (!wasDeeper && separator === '\n') separator = '\n\n';
      text += separator + line;
      separator = '\n';
      wasDeeper = true;
    } else if (line === '') {
      if (separator === '\n') text += '\n';
      else separator = '\n';
    } else {
      text += separator + line;
      separator = ' ';
      wasDeeper = false;
    }
  }
  return text;
}

/** YAML's escapes of one character (5.7). */
const escapes: Readonly<Record<string, string>> = {
  0: '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b',
  ' ': ' ', '"': '"', '/': '/', '\\': '\\', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029',
};

/** What stands between double quotes, with its lines folded and its escapes read; undefined for an unknown escape. */
export function readDoubleQuoted(inner: string): string | undefined {
  if (!/[\\\n]/.test(inner)) return inner;
  let isKnown = true;
  const text = inner.replace(/\\(?:\n *|x([\da-fA-F]{2})|u([\da-fA-F]{4})|([^]))|[ \t]*\n[ \n]*/g, (match, byte?: string, unit?: string, letter?: string) => {
    const code = byte ?? unit;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    if (letter !== undefined) {
      const character = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
      isKnown &&= character !== undefined;
      return character ?? '';
    }
    if (match.startsWith('\\')) return '';
    // A line break is a space; further ones are kept.
    return '\n'.repeat(match.split('\n').length - 2) || ' ';
  });
  return isKnown ? text : undefined;
}
