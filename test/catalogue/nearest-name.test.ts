import test from 'ava';
import { nearestName } from '../../src/catalogue/nearest-name.js';

test('the nearest candidate, case ignored', (t) => {
  t.is(nearestName('suspendjob', ['IndexedJob', 'SuspendJob']), 'SuspendJob');
  t.is(nearestName('SuspendJobs', ['IndexedJob', 'SuspendJob']), 'SuspendJob');
});

test('nothing that is too far away', (t) => {
  t.is(nearestName('abcde', ['vwxyz']), undefined);
  t.is(nearestName('abc', []), undefined);
  t.is(nearestName('ab', ['xyab']), 'xyab');
  t.is(nearestName('ab', ['xyzab']), undefined);
});

test('a tie goes to the earlier candidate', (t) => {
  t.is(nearestName('cat', ['car', 'can']), 'car');
});
