import test from 'ava';
import type { Configuration } from '../../src/workspace/configuration.js';
import { resolveSettings } from '../../src/workspace/settings.js';

test('without a configuration there is nothing', (t) => {
  t.deepEqual(resolveSettings({}, 'a.yaml'), { target: {}, accept: [], skip: [], options: {}, ignore: [], embedded: [], helm: {} });
});

const configuration: Configuration = {
  target: { to: '1.21', featureGates: { A: true, B: true }, networkPlugin: { name: 'calico' }, allowedUnsafeSysctls: ['a', 'b'] },
  accept: ['one'],
  only: ['one', 'two'],
  skip: ['three'],
  embedded: ['config-map'],
  helm: { compat: true, bumpVersion: true },
  options: { one: { x: 1, y: 1 }, two: { x: 1 } },
  include: ['*.md'],
  ignore: [{ id: 'one', reason: 'everywhere' }],
  overrides: [
    {
      paths: ['clusters/**'],
      target: { to: '1.20', featureGates: { B: false, C: true }, allowedUnsafeSysctls: ['c'] },
      accept: ['two', 'one'],
      only: ['four'],
      skip: ['five'],
      embedded: ['markdown', 'config-map'],
      helm: { compat: false },
      options: { one: { y: 2 }, three: { z: 1 } },
      ignore: [{ kind: 'Ingress', reason: 'clusters' }],
    },
    { paths: ['prod'], target: { from: '1.19', to: '1.22' }, accept: ['all'] },
  ],
};

test('a path that no override matches has the settings for all', (t) => {
  t.deepEqual(resolveSettings(configuration, 'apps/a.yaml'), {
    target: configuration.target ?? {},
    accept: ['one'],
    only: ['one', 'two'],
    skip: ['three'],
    embedded: ['config-map'],
    helm: { compat: true, bumpVersion: true },
    options: { one: { x: 1, y: 1 }, two: { x: 1 } },
    ignore: [{ id: 'one', reason: 'everywhere' }],
  });
});

test('maps are merged by key, lists are added to, and only replaces', (t) => {
  t.deepEqual(resolveSettings(configuration, 'clusters/dev/a.yaml'), {
    target: { to: '1.20', featureGates: { A: true, B: false, C: true }, networkPlugin: { name: 'calico' }, allowedUnsafeSysctls: ['c'] },
    accept: ['one', 'two'],
    only: ['four'],
    skip: ['three', 'five'],
    embedded: ['config-map', 'markdown'],
    helm: { compat: false, bumpVersion: true },
    options: { one: { x: 1, y: 2 }, two: { x: 1 }, three: { z: 1 } },
    ignore: [
      { id: 'one', reason: 'everywhere' },
      { kind: 'Ingress', reason: 'clusters' },
    ],
  });
});

test('of several overrides the later ones win', (t) => {
  const { target, accept, only } = resolveSettings(configuration, 'clusters/prod/a.yaml');
  t.like(target, { to: '1.22', from: '1.19', featureGates: { A: true, B: false, C: true } });
  t.deepEqual(accept, ['one', 'two', 'all']);
  t.deepEqual(only, ['four']);
  t.is(resolveSettings(configuration, 'prod/a.yaml').target.to, '1.22');
});

test('ignore entries are kept where their path matches, and are the same objects', (t) => {
  const ignore = [
    { path: 'legacy', reason: 'a' },
    { path: '*.gen.yaml', reason: 'b' },
    { id: 'x', reason: 'c' },
  ];
  const { ignore: found } = resolveSettings({ ignore }, 'legacy/x/a.yaml');
  t.deepEqual(found, [ignore[0], ignore[2]] as typeof ignore);
  t.is(found[0], ignore[0]);
  t.deepEqual(resolveSettings({ ignore }, 'a/b.gen.yaml').ignore.map(({ reason }) => reason), ['b', 'c']);
});

test('an override may empty the list of transforms', (t) => {
  t.deepEqual(resolveSettings({ overrides: [{ paths: ['a'], only: [] }] }, 'a/b.yaml').only, []);
});

test('a configuration is not changed by being resolved', (t) => {
  const before = JSON.stringify(configuration);
  resolveSettings(configuration, 'clusters/prod/a.yaml');
  t.is(JSON.stringify(configuration), before);
});
