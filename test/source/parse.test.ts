import test from 'ava';
import { parseDocument, readAsYaml12 } from '../../src/source/parse.js';

function dataOf(source: string): unknown {
  const parsed = parseDocument(source);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.document.data;
}

test('reads scalars as Kubernetes does', (t) => {
  t.deepEqual(dataOf('a: yes\nb: off\nc: 0644\nd: 1:30\ne: 2001-01-01\nf: y\ng: ~\nh: "on"\n'), { a: true, b: false, c: 420, d: '1:30', e: '2001-01-01', f: 'y', g: null, h: 'on' });
  t.deepEqual(readAsYaml12('a: yes\nc: 0644\n'), { a: 'yes', c: 644 });
});

test('reads merge keys, aliases and the last of duplicate keys', (t) => {
  t.deepEqual(dataOf('base: &b {x: 1, y: 2}\nz:\n  <<: *b\n  y: 3\n'), { base: { x: 1, y: 2 }, z: { x: 1, y: 3 } });
  t.deepEqual(dataOf('a: 1\na: 2\n'), { a: 2 });
});

test('errors are data with a place', (t) => {
  for (const source of ['a: [', 'a: "x', '\ta: 1\n\tb: 2', 'a: *nowhere', 'a: b: c', '{"a": 1} {"b": 2}']) {
    const parsed = parseDocument(source);
    t.false(parsed.ok, source);
    if (!parsed.ok) t.regex(parsed.problem.message, /^\S[^\n]*\S$/);
  }
});

test('deep nesting and alias bombs are errors', (t) => {
  t.false(parseDocument('['.repeat(100_000)).ok);
  t.false(parseDocument('{a: '.repeat(50_000)).ok);
  t.true(parseDocument('['.repeat(100) + ']'.repeat(100)).ok);
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghijk'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefghijk'[index] ?? ''},`.repeat(9)}]`).join('\n')}\n`;
  t.false(parseDocument(bomb).ok);
});

test('an unquoted template action shows as a map for a key', (t) => {
  const parsed = parseDocument('a: {{ .Values.x }}\n');
  t.true(parsed.ok && parsed.document.templated);
});

test('scalars are in doubt unless their form settles it', (t) => {
  const ambiguous = (source: string): boolean => {
    const parsed = parseDocument(source);
    return parsed.ok && parsed.document.ambiguous;
  };
  for (const source of ['a: 1', 'a: word', 'a: "0644"', 'a: true', 'a: v1.2']) t.false(ambiguous(source), source);
  for (const source of ['a: 0644', 'a: yes', 'a: 1_000', 'a: 1.5', 'a: ~', 'on: x', 'a: Null', 'a: <<']) t.true(ambiguous(source), source);
});

test('comments are found wherever they stand', (t) => {
  const parsed = parseDocument('# 1\na: # 2\n  # 3\n  - x # 4\n  - { b: c, # 5\n    d: e }\n  # 6\nf: | # 7\n  # no\n# 8\n');
  t.deepEqual(parsed.ok && parsed.document.comments.map(({ text }) => text), ['# 1', '# 2', '# 3', '# 4', '# 5', '# 6', '# 7', '# 8']);
});

test('white space and comments in front of a key do not count as the key', (t) => {
  const far = parseDocument('a:\n' + `${' '.repeat(100)}\n`.repeat(20) + 'b: 1\n');
  t.true(far.ok);
  const long = parseDocument(`${'k'.repeat(1030)}: 1\nb: 1\n`);
  t.false(long.ok);
});
