import test from 'ava';
import type { SquareObject } from '../real/square.js';
import { Figures } from './square-figures.js';

const object = (agreement: SquareObject['agreement'], left: boolean): SquareObject => ({
  object: { name: 'Role reader', kind: 'Role', data: {} },
  agreement,
  left,
  leftAsRendered: false,
  outdated: true,
  checksums: 0,
  unstable: 0,
});

test('what is equal, left to a person, or does not render as it is, is no failure', (t) => {
  const figures = new Figures('charts');
  figures.add(
    'shop',
    [
      { outcome: 'compared', name: 'default values', objects: [object('equal', false), object('unmigrated', true)] },
      { outcome: 'not rendered', name: 'ci', reason: 'a template fails', message: '' },
      { outcome: 'broken', name: 'other', message: '', left: true },
    ],
    [],
  );
  t.false(figures.failed);
  t.regex(figures.summary(), /charts: 1, of which 1 render[^]*1: a template fails[^]*objects: 2, 2 of them outdated[^]*left to a person, unmigrated: 1\n/);
});

test('what differs without a word, no longer renders, or was changed by mistake, is a failure', (t) => {
  for (const agreement of ['unmigrated', 'different', 'missing', 'extra'] as const) {
    const figures = new Figures('charts');
    figures.add('shop', [{ outcome: 'compared', name: 'default values', objects: [object(agreement, false)] }], []);
    t.true(figures.failed, agreement);
  }
  const broken = new Figures('charts');
  broken.add('shop', [{ outcome: 'broken', name: 'default values', message: '', left: false }], []);
  t.true(broken.failed);
  const stray = new Figures('charts');
  stray.add('shop', [], ['templates/role.yaml: a second run changes it']);
  t.true(stray.failed);
});
