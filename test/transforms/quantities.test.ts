import test from 'ava';
import { readDuration } from '../../transforms/_shared/durations.js';
import { readQuantity } from '../../transforms/_shared/quantities.js';

test('a quantity is read as Kubernetes reads it', (t) => {
  const read: [unknown, number | undefined][] = [
    ['100Mi', 104_857_600],
    ['0.5Gi', 536_870_912],
    ['1.5G', 1_500_000_000],
    ['500m', 0.5],
    ['1e3', 1000],
    ['1E', 1e18],
    ['.5k', 500],
    ['-1', -1],
    ['+2', 2],
    [7, 7],
    ['0', 0],
  ];
  for (const [text, value] of read) t.is(readQuantity(text), value, String(text));
  for (const text of ['', '10MB', '1 Gi', 'Mi', '1ki', '1K', '5%', '0x10', '1.2.3', true, null, undefined, ['1'], {}]) t.is(readQuantity(text), undefined, String(text));
});

test('a duration is read as Go reads it', (t) => {
  const read: [unknown, number][] = [
    ['30s', 30],
    ['1m30s', 90],
    ['1.5h', 5400],
    ['500ms', 0.5],
    ['0', 0],
    ['0s', 0],
    ['-2s', -2],
    ['+.5s', 0.5],
  ];
  for (const [text, value] of read) t.is(readDuration(text), value, String(text));
  for (const text of ['', '30', '1d', '1 s', 's', '1m 30s', '-', 30, 0, true, null, undefined, {}]) t.is(readDuration(text), undefined, String(text));
});
