import { itemSecrecy, redacted, redactText, secrecyOf, type Secrecy } from '../model/redaction.js';
import { isList, isObject, type JsonValue } from '../model/json.js';
import { parseDocument, type ParsedDocument } from './parse.js';
import type { SyntaxNode } from './syntax.js';
import type { Span } from './documents.js';

/**
 * The text of a document without the values of Secrets and without credentials. It has the same
 * lines; columns behind a hidden value differ. A text that cannot be parsed is treated as a text,
 * and all values in it are hidden where it seems to hold a Secret.
 */
export function redactDocument(text: string): string {
  const parsed = parseDocument(text);
  if (parsed.ok) return redactParsed(parsed.document);
  if (!/kind["']?\s*:\s*["']?Secret\b/.test(text)) return redactText(text);
  return text.split('\n').map(sealedLine).join('\n');
}

/** A line of what may be a Secret: its key stays, and the values that say what the object is. */
function sealedLine(line: string): string {
  if (line.trim() === '' || /^---\s*$/.test(line) || /^\s*(?:apiVersion|kind|name|namespace|metadata):[^"'{[]*$/.test(line)) return line;
  const [, key] = /^(\s*(?:-\s+)?[\w./-]+:)(?:\s|$)/.exec(line) ?? [];
  return key === undefined ? line.replace(/\S.*/, redacted) : /:\s*$/.test(line) ? line : `${key} ${redacted}`;
}

/** Like {@link redactDocument}, of a document that is parsed already. */
export function redactParsed({ source, root, data }: Pick<ParsedDocument, 'source' | 'root' | 'data'>): string {
  const spans: Span[] = [];
  if (root) collect(root, data, 'open', spans);
  let result = '';
  let at = 0;
  for (const { start, end } of spans) {
    result += redactText(source.slice(at, start)) + blotted(source.slice(start, end));
    at = end;
  }
  return result + redactText(source.slice(at));
}

function collect(node: SyntaxNode, data: JsonValue | undefined, secrecy: Secrecy, spans: Span[]): void {
  if (node.type === 'map') {
    if (!isObject(data)) return;
    for (const entry of node.entries) if (entry.value) collect(entry.value, data[entry.key], secrecyOf(data, entry.key, secrecy), spans);
  } else if (node.type === 'sequence') {
    node.items.forEach((item, index) => {
      if (item.value) collect(item.value, isList(data) ? data[index] : undefined, isList(data) ? itemSecrecy(data, index, secrecy) : secrecy, spans);
    });
  } else if (node.type === 'scalar' && (secrecy === 'sealed' || (secrecy === 'text' && typeof data === 'string'))) {
    spans.push({ start: node.contentStart, end: node.end });
  }
}

/** A scalar's text hidden; a block scalar keeps its header and its lines. */
function blotted(text: string): string {
  const [first = '', ...lines] = text.split('\n');
  const header = /^[|>]/.test(first) ? first : redacted;
  return [header, ...lines.map((line) => line.replace(/\S[^\r]*/, redacted))].join('\n');
}
