import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { satisfies } from '../../../src/source/template/version-constraint.js';
import { root } from '../../root.js';

/** What github.com/Masterminds/semver v3.2.1 says; null where it does not take the constraint. */
const answers = JSON.parse(readFileSync(join(root, 'test/source/template/constraints-by-masterminds.json'), 'utf8')) as Record<string, Record<string, boolean | null>>;

test('constraints mean what they mean to Helm', (t) => {
  for (const [constraint, versions] of Object.entries(answers)) {
    for (const [version, answer] of Object.entries(versions)) t.is(satisfies(version, constraint) ?? null, answer, `${version} ${constraint}`);
  }
});

test('anything else is no constraint', (t) => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: fc.constantFrom('1', '.', 'x', '-', '|', '>', '=', ' ', ',', '~', '+') }), (version, constraint) => {
      t.true([true, false, undefined].includes(satisfies(version, constraint)));
      t.true([true, false, undefined].includes(satisfies('1.21.0', constraint)));
    }),
  );
});
