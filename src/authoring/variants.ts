import { deepStrictEqual, equal } from 'node:assert/strict';
import { cutDocuments } from '../source/documents.js';
import { readDocument } from '../source/parse.js';
import type { JsonValue } from '../model/json.js';
import type { Fixture } from './fixture.js';

/** A fixture in another layout, and how to tell that the outcome agrees with the fixture's own. */
export interface Variant {
  readonly name: string;
  readonly before: Uint8Array;
  /** Throws where the text afterwards does not agree with the fixture's. */
  check(after: string, expected: string): void;
}

const neighbour = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n    name: neighbour # stays\ndata: {a: "1"}\n';

/** The layouts that a fixture can be put into. */
export function variantsOf(fixture: Fixture): Variant[] {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(fixture.before);
  if (fixture.template || fixture.values) return lineBreakVariants(text);
  return fixture.file.endsWith('.json') ? jsonVariants(text) : [...textVariants(text), ...jsonVariants(text)];
}

function lineBreakVariants(text: string): Variant[] {
  return text.includes('\r') ? [] : [rewritten('CRLF', text, (before) => before.replaceAll('\n', '\r\n'))];
}

function textVariants(text: string): Variant[] {
  const variants = lineBreakVariants(text);
  if (!text.startsWith('\uFEFF')) {
    const ending = text.endsWith('\n') ? '' : '\n';
    const start = /^(?:---|%)/m.test(text.slice(0, 4)) ? '' : '---\n';
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    const withNeighbours = (before: string): string => (neighbour + start).replaceAll('\n', eol) + before + (ending + '---\n' + neighbour).replaceAll('\n', eol);
    if (!text.startsWith('%')) variants.push(rewritten('multi-document', text, withNeighbours));
    if (text.endsWith('\n')) variants.push(rewritten('no final newline', text, (before) => before.replace(/\r?\n$/, '')));
  }
  const [only, second] = cutDocuments(text);
  const simple = only && !second && !/^(?:---|%|\uFEFF|[ \t]*[{[])/.test(text) && !/^#/.test(text) && !/^\s*kind: \w*List$/m.test(text) && text.endsWith('\n');
  if (simple && !text.includes('\t')) {
    variants.push(rewritten('List', text, (before) => `apiVersion: v1\nkind: List\nitems:\n- ${indent(before)}`));
  }
  return variants;
}

/** A variant whose outcome has to be the fixture's, rewritten in the same way. */
function rewritten(name: string, text: string, rewrite: (text: string) => string): Variant {
  return {
    name,
    before: Buffer.from(rewrite(text)),
    check: (after, expected) => equal(after, rewrite(expected), name),
  };
}

function indent(text: string): string {
  return text.replace(/\n(?=[^\r\n])/g, '\n  ');
}

/** Pretty with two and four spaces and tabs, and minified; comments do not exist there. */
function jsonVariants(text: string): Variant[] {
  const before = dataOf(text);
  if (before.length !== 1) return [];
  return [2, 4, '\t', 0].map((space) => ({
    name: `JSON with ${space === 0 ? 'no blanks' : JSON.stringify(space)}`,
    before: Buffer.from(JSON.stringify(before[0], null, space) + '\n'),
    check: (after: string, expected: string) => {
      const [data] = dataOf(expected);
      deepStrictEqual(JSON.parse(after), data, 'JSON');
      // Written as a person's editor would: an outcome that formats like JSON.stringify.
      equal(after.trimEnd(), JSON.stringify(JSON.parse(after), null, space), 'JSON layout');
    },
  }));
}

function dataOf(text: string): JsonValue[] {
  return cutDocuments(text).flatMap((span) => {
    const read = readDocument(text.slice(span.start, span.end));
    return read.ok && read.document.data !== null ? [read.document.data] : [];
  });
}
