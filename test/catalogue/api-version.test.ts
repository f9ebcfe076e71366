import test from 'ava';
import { compareApiVersions, compareStages, parseApiVersion } from '../../src/catalogue/api-version.js';

test('a version name in its parts', (t) => {
  t.deepEqual(parseApiVersion('v1'), { major: 1, stage: 'stable', minor: 0 });
  t.deepEqual(parseApiVersion('v2beta1'), { major: 2, stage: 'beta', minor: 1 });
  t.deepEqual(parseApiVersion('v1alpha12'), { major: 1, stage: 'alpha', minor: 12 });
});

test('other names have no parts', (t) => {
  for (const name of ['', 'v', '1', 'V1', 'v1beta', 'v1gamma1', 'v1beta1x', 'foo10', 'v1.2']) {
    t.is(parseApiVersion(name), undefined, name);
  }
});

test("Kubernetes' own example of version priority", (t) => {
  const ranked = ['v10', 'v2', 'v1', 'v11beta2', 'v10beta3', 'v3beta1', 'v12alpha1', 'v11alpha2', 'foo1', 'foo10'];
  t.deepEqual([...ranked].reverse().sort((a, b) => compareApiVersions(b, a)), ranked);
  t.is(compareApiVersions('v1', 'v1'), 0);
  t.is(compareApiVersions('foo', 'foo'), 0);
});

test('stages from alpha to stable', (t) => {
  t.true(compareStages('alpha', 'beta') < 0);
  t.true(compareStages('stable', 'beta') > 0);
  t.is(compareStages('beta', 'beta'), 0);
});
