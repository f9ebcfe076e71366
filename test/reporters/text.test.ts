import test from 'ava';
import { text } from '../../src/reporters/text.js';
import { matchesGolden } from '../golden.js';
import { empty, large, sample } from './sample-report.js';

test('a report as it is piped', (t) => {
  matchesGolden(t, 'reports/sample.txt', text(sample));
});

test('a report at a terminal of 80 columns', (t) => {
  const rendered = text(sample, { width: 80 });
  t.true(rendered.split('\n').every((line) => line.length <= 80 || !line.trim().includes(' ')), rendered);
  matchesGolden(t, 'reports/sample-80-columns.txt', rendered);
});

test('colours change nothing else', (t) => {
  const coloured = text(sample, { colour: true, width: 80 });
  t.true(coloured.includes('\u001b[32mRewritten'));
  t.is(coloured.replace(/\u001b\[\d+m/g, ''), text(sample, { width: 80 }));
});

test('a thousand findings stay readable', (t) => {
  t.true(text(large).split('\n').length < 60);
});

test('no files', (t) => {
  t.is(text(empty), 'Kubernetes 1.21: 0 files, 0 objects.\nFindings: no findings.\n');
});
