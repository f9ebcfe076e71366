import test from 'ava';
import { findingStatuses, impacts, type FindingStatus, type Impact } from '../../src/model/finding.js';
import { compareSeverities, severities, severityOf, type Severity } from '../../src/model/severity.js';

const expected: Readonly<Record<Impact, Readonly<Record<FindingStatus, Severity>>>> = {
  breaks: { fixed: 'error', held: 'error', manual: 'error', refused: 'error', info: 'note' },
  ignored: { fixed: 'warning', held: 'warning', manual: 'warning', refused: 'warning', info: 'note' },
  behaves: { fixed: 'warning', held: 'warning', manual: 'warning', refused: 'warning', info: 'note' },
  later: { fixed: 'note', held: 'warning', manual: 'note', refused: 'warning', info: 'note' },
  none: { fixed: 'note', held: 'warning', manual: 'note', refused: 'warning', info: 'note' },
};

for (const impact of impacts) {
  test(`a finding whose impact is ${impact}`, (t) => {
    t.deepEqual(Object.fromEntries(findingStatuses.map((status) => [status, severityOf({ status, impact })])), expected[impact]);
  });
}

test('the most severe comes first', (t) => {
  t.deepEqual(['note', 'error', 'warning', 'error'].toSorted((a, b) => compareSeverities(a as Severity, b as Severity)), ['error', 'error', 'warning', 'note']);
  t.deepEqual([...severities], ['error', 'warning', 'note']);
});
