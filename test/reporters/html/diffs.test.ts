import test from 'ava';
import fc from 'fast-check';
import type { JsonValue } from '../../../src/model/json.js';
import { difference, diffRows } from '../../../src/reporters/html/client/diff-view.js';
import { lineDiff } from '../../../src/reporters/html/line-diff.js';
import { structuralDiff } from '../../../src/reporters/html/structural-diff.js';

const line = fc.constantFrom('a:', '  a:', 'b: 1', '  b: 1', '- c', '', '    d');
const lines = fc.array(line, { maxLength: 30 }).map((some) => some.join('\n'));

test('a line diff holds both texts', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const parts = lineDiff(before, after);
        const side = (sign: number): string => parts.flatMap(([of, some]) => (of === 0 || of === sign ? some : [])).join('\n');
        return side(-1) === before.replace(/\n$/, '') && side(1) === after.replace(/\n$/, '');
      }),
    ),
  );
});

test('the rows of a diff hold both texts, and unchanged rows are the same on both sides', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const rows = diffRows(lineDiff(before, after));
        const side = (name: 'before' | 'after'): string => rows.flatMap((row) => row[name] ?? []).join('\n');
        return side('before') === before.replace(/\n$/, '') && side('after') === after.replace(/\n$/, '') && rows.every((row) => row.changed || row.before === row.after);
      }),
    ),
  );
});

test('a mapping that moves inwards stands beside what it was', (t) => {
  const rows = diffRows(lineDiff('spec:\n  a: 1\n  b:\n    c: 2\n', 'spec:\n  x:\n    a: 1\n    b:\n      c: 2\n'));
  t.deepEqual(rows, [
    { before: 'spec:', after: 'spec:', changed: false },
    { after: '  x:', changed: true },
    { before: '  a: 1', after: '    a: 1', changed: true },
    { before: '  b:', after: '    b:', changed: true },
    { before: '    c: 2', after: '      c: 2', changed: true },
  ]);
});

test('thousands of changed lines end as one stretch', (t) => {
  const text = (word: string): string => Array.from({ length: 4000 }, (_, index) => `${word}-${index}`).join('\n');
  t.deepEqual(lineDiff(text('a'), text('b')).map(([sign, some]) => [sign, some.length]), [[-1, 4000], [1, 4000]]);
});

test('what differs between two lines', (t) => {
  t.deepEqual(difference('policy/v1beta1', 'policy/v1'), [7, 14, 9]);
  t.deepEqual(difference('a: "1" # b', 'a: "2" # b'), [4, 5, 5]);
  t.deepEqual(difference('aaa', 'aa'), [0, 3, 2]);
  t.deepEqual(difference('  - a', '- a'), [0, 2, 0]);
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const [start, endBefore, endAfter] = difference(before, after);
        return start <= endBefore && start <= endAfter && before.slice(0, start) === after.slice(0, start) && before.slice(endBefore) === after.slice(endAfter);
      }),
    ),
  );
});

/** What of a structural diff is read, a line for each element of the list. */
const textOf = (html: string | undefined): string => (html ?? '').replace(/<\/li>/g, '\n').replace(/<[^>]*>/g, ' ').replace(/ +/g, ' ');

test('a structural diff shows what changed and short values beside it', (t) => {
  const before = { kind: 'A', spec: { list: [1, 2, { deep: true }], ports: [{ name: 'http', port: 80 }, { name: 'https', port: 443, more: { x: 1 } }], long: 'x'.repeat(500) } };
  const after = { ...before, spec: { ...before.spec, ports: [{ name: 'https', port: 8443, more: { x: 1 } }] } };
  const text = textOf(structuralDiff(before, after));
  t.regex(text, /kind &quot;A&quot;/);
  t.regex(text, /ports 0 \{\s*&quot;name&quot;: &quot;http&quot;/);
  t.regex(text, /name &quot;https&quot;\s+port 443 8443/);
  t.notRegex(text, /xxx|deep|more/);
});

test('items without a name are matched by their place', (t) => {
  const text = textOf(structuralDiff([{ a: 1 }, { b: 2 }], [{ a: 1 }, { b: 3 }]));
  t.regex(text, /1 b 2 3/);
});

test('nothing changed', (t) => {
  t.is(structuralDiff({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }), undefined);
});

test('text in a structural diff is no markup, whatever it is', (t) => {
  const value: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('<img src=x onerror=alert(1)>', '</script>', '"\'&', '\u202e', 'a\nb'),
      fc.integer(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('<b>', '"><i x="', '__proto__', '_t', '_0', '0', 'name'), tie('value'), { maxKeys: 4 }),
    ),
  })).value;
  t.notThrows(() =>
    fc.assert(
      fc.property(value, value, (before, after) => {
        const html = structuralDiff(before, after) ?? '';
        const tags = [...html.matchAll(/<\/?([a-z]+)/g)].map(([, name]) => name ?? '');
        return tags.every((name) => ['div', 'ul', 'li', 'span', 'pre'].includes(name)) && !/<(?!\/?(?:div|ul|li|span|pre)\b)/.test(html) && !html.includes('\u202e');
      }),
    ),
  );
});
