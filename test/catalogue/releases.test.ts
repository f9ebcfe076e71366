import test from 'ava';
import { apiLifecycles } from '../../src/catalogue/api-lifecycle-data.js';
import { featureGates } from '../../src/catalogue/feature-gate-data.js';
import { newestKnownVersion, oldestTarget, targetVersions } from '../../src/catalogue/releases.js';
import { compareVersions } from '../../src/model/version.js';

test('targets reach from 1.16 to the newest release, without a gap', (t) => {
  const versions = targetVersions();
  t.is(versions[0], '1.16');
  t.is(versions[0], oldestTarget());
  t.is(versions.at(-1), newestKnownVersion());
  t.is(versions.length, 21);
  t.true(versions.includes('1.21'));
  t.deepEqual(versions, [...new Set(versions)].sort(compareVersions));
});

test('the newest release is one that the data know', (t) => {
  t.true(apiLifecycles.some((row) => row.introduced === newestKnownVersion()));
  for (const gate of featureGates) {
    for (const step of gate.history) t.true(compareVersions(step.version, newestKnownVersion()) <= 0, gate.name);
  }
});
