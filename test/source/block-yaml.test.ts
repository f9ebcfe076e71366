import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import type { TemplateTarget } from '../../src/source/template/conditions.js';
import { readBlockYaml } from '../../src/source/block-yaml.js';
import { cutDocuments } from '../../src/source/documents.js';
import { parseDocument, parseFully } from '../../src/source/parse.js';
import { readTemplate } from '../../src/source/template/read-template.js';
import { readFixtures } from '../../src/testing.js';
import { transforms } from '../../transforms/index.js';
import { choices, writeYaml } from '../layout/random-layout.js';
import { root } from '../root.js';

const fixtures = transforms.flatMap((transform) => readFixtures(transform, join(root, 'transforms', transform.meta.id)));
const texts = fixtures.map(({ before }) => Buffer.from(before).toString('utf8'));

function documentsOf(text: string): string[] {
  return cutDocuments(text).map(({ start, end }) => text.slice(start, end));
}

/** Whether a text is read without the parser; where it is, the parser has to give the same, places and all. */
function isRead(t: { deepEqual(actual: unknown, expected: unknown, message?: string): unknown }, text: string): boolean {
  const read = readBlockYaml(text);
  if (read) {
    const parsed = parseFully(text);
    if (!isDeepStrictEqual({ ok: true, document: read }, parsed)) t.deepEqual({ ok: true, document: read }, parsed as unknown, JSON.stringify(text));
  }
  return read !== undefined;
}

test('what is read is what the parser reads, and that is most of it', (t) => {
  const documents = texts.filter((text) => !text.includes('{{')).flatMap(documentsOf);
  const read = documents.filter((text) => isRead(t, text)).length;
  t.true(read > 0.85 * documents.length, `${read} of ${documents.length}`);
});

test('so are the texts of templates', (t) => {
  const target: TemplateTarget = { version: '1.21', apis: () => undefined };
  let documents = 0;
  let read = 0;
  for (const text of texts.filter((each) => each.includes('{{'))) {
    const template = readTemplate(text, target);
    for (const { worlds } of template.ok ? template.regions : []) {
      for (const document of new Set(worlds.flatMap((world) => documentsOf(world.text)))) {
        documents++;
        if (isRead(t, document)) read++;
      }
    }
  }
  t.true(read > 0.8 * documents, `${read} of ${documents}`);
});

test('so are random layouts', (t) => {
  let runs = 0;
  let read = 0;
  const plain = texts.filter((text) => !text.includes('{{') && cutDocuments(text).length === 1);
  fc.assert(
    fc.property(fc.constantFrom(...plain), choices, (text, choose) => {
      const parsed = parseFully(text);
      if (!parsed.ok) return;
      for (const document of documentsOf(writeYaml(parsed.document.data, choose))) {
        runs++;
        if (isRead(t, document)) read++;
      }
    }),
    { numRuns: 1500, seed: 21 },
  );
  t.true(read > runs / 2, `${read} of ${runs}`);
});

/** What a slip of the hand, or another tool, may put into a text. */
const slips = [
  ...[' ', '  ', '    ', '\n', '\n\n', '\n \n', '-', '- ', '- a\n', ': ', ':', ' :', '#', ' #', '# c\n', '"', "'", "''", '""', '|', '>', '|-\n', '>-\n', ': |\n', '|2\n', '|+\n'],
  ...['[', ']', '{', '}', ',', ', ', '\t', '\r\n', '\r', '&a ', '*a', '!!str ', '?', '? ', '---', '---\n', '...', '\\', '\\n', '\\"', '\\\n', '~', 'null', 'on', '1.5', '0x1', 'e1', '1', '<<: ', '=', '%', '@', '`'],
  ...['\uE001', '\u00A0', '\u2028', '\uFEFF', 'é', '__proto__: ', 'a: b\n'],
];

const shapes = [
  'a: |\n  x\n\n   y\n  \nb: >-\n  f\n  g\n\n   h\n\n  i\n\nc:\n- d: |\n    z\n  e: f\n    g\n\n    h\n- "q\n  r \\\\ \\\n  s"\n- [a, {b: c}, \'d\', "e"]\n- - k\n  - l: m\n    n:\n    - o\n',
  'k: [a,\n  b, {d: e,\n   f: g}]\nl: {a: 1, "b":2,\n  c: [1,2]}\nm: \'x\n\n  y\'\nn:   # c\n  o: p # q\n  # r\n\n  s: >\n\n    t\n      u\n    v\n  w: |-\n\n   x\n',
  '{"a": [1, 2,\n {"b": "c\\n"}],\n"d": {}}\n',
  '- a\n-\n  b: c\n- d:\n    e: 1\n-   f: g\n    h: i\n',
];

test('so is what slips of the hand make of it', (t) => {
  let read = 0;
  const short = [...shapes, ...texts.flatMap(documentsOf).filter((text) => text.length < 1500)];
  const slip = fc.record({ at: fc.nat(1500), gone: fc.nat(4), text: fc.constantFrom('', ...slips) });
  fc.assert(
    fc.property(fc.constantFrom(...short), fc.array(slip, { minLength: 1, maxLength: 3 }), (text, made) => {
      const changed = made.reduce((before, { at, gone, text: put }) => before.slice(0, at % (before.length + 1)) + put + before.slice((at % (before.length + 1)) + gone), text);
      for (const document of documentsOf(changed)) if (isRead(t, document)) read++;
    }),
    { numRuns: 6000, seed: 7 },
  );
  t.true(read > 1000, String(read));
});

test('what needs the parser is left to it', (t) => {
  const unusual = ['a: &x b', 'a: *x', 'a: !!str 1', '? a\n: b', 'a: b\r\n', '<<: {a: 1}', '__proto__: 1', 'a: |2\n   b\n', 'a: |+\n  b\n', '1: a', 'on: a', 'a: b: c', 'a: [b', '\ta: b', '%YAML 1.1\n---\na: b', '- a\n b: c', 'a:  - b', ''];
  for (const text of unusual) t.is(readBlockYaml(text), undefined, text);
  t.deepEqual(parseDocument('a: &x b\nc: *x\n'), parseFully('a: &x b\nc: *x\n'));
});
