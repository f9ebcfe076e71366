import test from 'ava';
import { parsePlainYaml } from '../../src/source/plain-yaml.js';

test('reads data, and knows where keys and items start', (t) => {
  const yaml = parsePlainYaml('# comment\na:\n  b: [x, "y"]\n  c: &anchor\n    - d: 1.20\n"e f": *anchor\n');
  t.deepEqual(yaml.data, { a: { b: ['x', 'y'], c: [{ d: 1.2 }] }, 'e f': [{ d: 1.2 }] });
  t.deepEqual(yaml.errors, []);
  t.deepEqual(yaml.position([]), { line: 2, column: 1 });
  t.deepEqual(yaml.position(['a', 'b']), { line: 3, column: 3 });
  t.deepEqual(yaml.position(['a', 'b', 1]), { line: 3, column: 10 });
  t.deepEqual(yaml.position(['a', 'c', 0, 'd']), { line: 5, column: 7 });
  t.deepEqual(yaml.position(['e f', 0, 'd']), { line: 5, column: 7 }, 'through an alias');
  t.deepEqual(yaml.position(['a', 'missing', 'x']), { line: 2, column: 1 }, 'the nearest above');
  t.is(yaml.written(['a', 'c', 0, 'd']), '1.20');
  t.is(yaml.written(['a', 'b', 1]), 'y');
  t.is(yaml.written(['a', 'b']), undefined);
  t.is(yaml.written(['missing']), undefined);
});

test('an empty text is null', (t) => {
  for (const text of ['', '# only a comment\n']) {
    const yaml = parsePlainYaml(text);
    t.is(yaml.data, null);
    t.deepEqual(yaml.position(['a']), { line: 1, column: 1 });
  }
});

test('CRLF and keys that are not strings', (t) => {
  const yaml = parsePlainYaml('a: 1\r\n2: x\r\n? {b: c}\r\n: y\r\n__proto__: z\r\n');
  t.is(yaml.errors.length, 0);
  t.deepEqual(yaml.position(['2']), { line: 2, column: 1 });
  t.deepEqual(Object.keys(yaml.data as object), ['2', 'a', '{ b: c }', '__proto__']);
});

test('what is wrong is an error with a place', (t) => {
  const wrong: Record<string, [message: RegExp, line: number, column: number]> = {
    'a: 1\nb: 2\na: 3\n': [/unique/, 3, 1],
    'a: 1\nb\n': [/./, 2, 1],
    'a: [1\n': [/./, 2, 1],
    'a: 1\n---\nb: 1\n': [/multiple documents/, 2, 1],
    'a: *nothing\n': [/alias/i, 1, 1],
  };
  for (const [text, [message, line, column]] of Object.entries(wrong)) {
    const yaml = parsePlainYaml(text);
    t.is(yaml.data, undefined, text);
    t.regex(yaml.errors[0]?.message ?? '', message);
    t.like(yaml.errors[0], { line, column }, text);
    t.deepEqual(yaml.position(['a']).line, line);
  }
});

test('alias bombs and endless nesting are errors', (t) => {
  const levels = Array.from({ length: 20 }, (_, index) => `l${index + 1}: &l${index + 1} [${`*l${index}, `.repeat(9)}*l${index}]`);
  t.regex(parsePlainYaml(`l0: &l0 [x]\n${levels.join('\n')}\n`).errors[0]?.message ?? '', /alias/i);
  for (const text of ['['.repeat(100_000), `${'{a: '.repeat(50_000)}1${'}'.repeat(50_000)}`, `${'- '.repeat(50_000)}x`, '? '.repeat(50_000)]) {
    t.regex(parsePlainYaml(`a: 1\nb:\n  ${text}`).errors[0]?.message ?? '', /nested/);
    t.like(parsePlainYaml(`a: 1\nb:\n  ${text}`).errors[0], { line: 3 });
  }
  t.deepEqual(parsePlainYaml(`${'['.repeat(40)}${']'.repeat(40)}`).errors, []);
});
