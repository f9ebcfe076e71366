import test from 'ava';
import fc from 'fast-check';
import type { Finding } from '../../src/model/finding.js';
import { groupFindings, objectName } from '../../src/reporters/group.js';
import { abridge } from '../../src/model/phrases.js';
import { printable } from '../../src/reporters/printable.js';
import { wrap, wrapIndented } from '../../src/reporters/wrap.js';
import { finding } from './sample-report.js';

test('what a terminal would obey is made visible', (t) => {
  t.is(printable('a\nb\tc\r'), 'a\\nb\\tc\\r');
  t.is(printable('\u001b[31m\u009b\u0007'), '\\u{1b}[31m\\u{9b}\\u{7}');
  t.is(printable('\u202eabc\u2066\ufeff\u2028'), '\\u{202e}abc\\u{2066}\\u{feff}\\u{2028}');
  t.is(printable('\ud800 ä 漢 😀'), '\\u{d800} ä 漢 😀');
});

test('wrapping loses nothing but the blanks it breaks at', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 100 }), (text, width) => {
        const lines = wrap(text, width);
        return lines.join(' ') === text.replace(/^ +/, '') || lines.join(' ').replaceAll(' ', '') === text.replaceAll(' ', '');
      }),
    ),
  );
  t.deepEqual(wrap('one two three', undefined), ['one two three']);
  t.deepEqual(wrapIndented('one two three four five six', '    ', 30), ['    one two three four five', '    six']);
  t.deepEqual(wrap(`--option ${'x'.repeat(40)} y`, 30), ['--option', 'x'.repeat(40), 'y']);
});

test('findings that say the same are one group', (t) => {
  const groups = groupFindings([finding({ name: 'a' }), finding({ name: 'b', message: 'Else.' }), finding({ name: 'c', line: 9 })]);
  t.deepEqual(groups.map((group) => group.map(({ name }) => name)), [['a', 'c'], ['b']]);
});

test('an object is named as far as it is', (t) => {
  t.is(objectName(finding()), 'PodDisruptionBudget shop/checkout');
  t.is(objectName({ kind: 'PodDisruptionBudget' } as Finding), 'PodDisruptionBudget (no name)');
});

test('long lists are abridged, unless that would save nothing', (t) => {
  t.is(abridge(['a', 'b', 'c'], 2), 'a, b, c');
  t.is(abridge(['a', 'b', 'c', 'd'], 2), 'a, b and 2 more');
});
