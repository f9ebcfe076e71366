import test from 'ava';
import fc from 'fast-check';
import { cutDocuments, mayHideText } from '../../src/source/documents.js';

const cut = (text: string): string[] => cutDocuments(text).map(({ start, end }) => text.slice(start, end));

test('a marker is three dashes at the start of a line, before white space or the end', (t) => {
  t.deepEqual(cut('a: 1\n---\nb: 2\n'), ['a: 1\n', '---\nb: 2\n']);
  t.deepEqual(cut('a: 1\n--- # c\nb: 2'), ['a: 1\n', '--- # c\nb: 2']);
  t.deepEqual(cut('a: 1\r\n---\r\nb: 2\r\n'), ['a: 1\r\n', '---\r\nb: 2\r\n']);
  t.deepEqual(cut('a: 1\n---'), ['a: 1\n', '---']);
  t.deepEqual(cut('a: |\n  ---\n  x\n'), ['a: |\n  ---\n  x\n']);
  t.deepEqual(cut('#-----\na: "---"\n----\n'), ['#-----\na: "---"\n----\n']);
});

test('what stands in front of the first marker belongs to its document', (t) => {
  t.deepEqual(cut('# head\n%YAML 1.1\n---\na: 1\n'), ['# head\n%YAML 1.1\n---\na: 1\n']);
  t.deepEqual(cut('\uFEFF---\na: 1\n---\nb: 2\n'), ['\uFEFF---\na: 1\n', '---\nb: 2\n']);
  t.deepEqual(cut('a: 1\n...\n%YAML 1.1\n---\nb: 2\n'), ['a: 1\n...\n', '%YAML 1.1\n---\nb: 2\n']);
  t.deepEqual(cut('---\n---\na: 1\n'), ['---\n', '---\na: 1\n']);
});

test('JSON objects that follow each other are cut', (t) => {
  t.deepEqual(cut('{"a":"}{"}\n{"b":[{}]}\n'), ['{"a":"}{"}', '\n{"b":[{}]}\n']);
  t.deepEqual(cut('{"a":1}'), ['{"a":1}']);
  t.deepEqual(cut('{"a":1} trailing'), ['{"a":1} trailing']);
  t.deepEqual(cut('{{ include "x" . }}\n{"a":1}'), ['{{ include "x" . }}\n{"a":1}']);
});

test('documents cover the text and do not overlap', (t) => {
  const parts = fc.constantFrom('---', '...', '\n', '\r\n', 'a: 1', ' ', '#', '%YAML 1.2', '{"a":1}', '{', '}', '"', '\uFEFF', '--- x');
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      t.is(cut(text).join(''), text);
    }),
  );
});

test('escapes and folded lines may hide a literal', (t) => {
  t.true(mayHideText('"policy\\/v1beta1"'));
  t.true(mayHideText('"\\u0070olicy"'));
  t.true(mayHideText('"poli\\\n  cy"'));
  t.false(mayHideText('a: C:\\temp'));
});
