import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { checkFixture, raisedMessages, readFixtures } from '../src/testing.js';
import { transforms } from '../transforms/index.js';
import { checkAgainstSchemas } from './schemas/kubernetes-schemas.js';
import { root } from './root.js';

const folder = join(root, 'transforms');

test('the list of transforms is the list of folders', (t) => {
  const folders = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map((entry) => entry.name);
  t.deepEqual(transforms.map(({ meta }) => meta.id).toSorted(), folders.toSorted());
});

for (const transform of transforms) {
  const { meta } = transform;
  const directory = join(folder, meta.id);
  const fixtures = readFixtures(transform, directory);

  test(`${meta.id}: metadata`, (t) => {
    t.regex(meta.id, /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
    t.true(meta.triggers.length > 0 && meta.triggers.every((trigger) => trigger.length >= 3));
    t.true(meta.references.length > 0);
    t.true(existsSync(join(directory, 'README.md')), 'README.md is missing');
    t.true(readFileSync(join(directory, 'README.md'), 'utf8').includes(meta.id));
  });

  // One that follows others has trees of files instead: test/kustomize/messages.test.ts.
  if (!meta.accompanies) {
    test(`${meta.id}: every message is raised by a fixture`, (t) => {
      const raised = raisedMessages(fixtures.flatMap((fixture) => fixture.findings));
      t.deepEqual(Object.keys(meta.messages).filter((id) => !raised.has(id)), []);
    });
  }

  test(`${meta.id}: as many fixtures that must not change as ones that change`, (t) => {
    const changing = fixtures.filter((fixture) => fixture.changes).length;
    t.true(fixtures.length - changing >= changing, `${changing} change, ${fixtures.length - changing} do not`);
  });

  for (const fixture of fixtures) {
    test(`${meta.id}: ${fixture.name}`, (t) => {
      checkFixture(transform, fixture);
      if (fixture.changes && !fixture.template) checkAgainstSchemas(fixture.after, fixture.settings.target.to, fixture.before);
      t.pass();
    });
  }
}
