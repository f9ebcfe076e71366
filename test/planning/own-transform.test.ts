import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { KnownError, plan } from '../../src/index.js';
import { checkFixture, readFixtures } from '../../src/testing.js';
import type { Transform } from '../../src/transform.js';
import { root } from '../root.js';

const example = join(root, 'test/own-transform');

/** A repository outside the source tree, with the package installed and the example compiled. */
function repository(): string {
  const directory = mkdtempSync(join(tmpdir(), 'k8s-upgrade-own-'));
  mkdirSync(join(directory, 'node_modules'));
  mkdirSync(join(directory, 'tools'));
  symlinkSync(root, join(directory, 'node_modules/k8s-upgrade'));
  copyFileSync(join(example, 'team-label.ts'), join(directory, 'tools/team-label.ts'));
  writeFileSync(join(directory, 'package.json'), '{"type": "module"}');
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '--strict', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck', 'tools/team-label.ts'], { cwd: directory });
  return directory;
}

test('the example is built, tested and run as its README says', async (t) => {
  const directory = repository();
  const { default: transform } = (await import(pathToFileURL(join(directory, 'tools/team-label.js')).href)) as { default: Transform };
  const fixtures = readFixtures(transform, example);
  t.is(fixtures.length, 2);
  for (const fixture of fixtures) checkFixture(transform, fixture);

  cpSync(join(example, 'fixtures/moves/before.yaml'), join(directory, 'settings.yaml'));
  writeFileSync(join(directory, '.k8s-upgrade.yaml'), 'transforms: [./tools/team-label.js]\n');
  const planned = await plan({ paths: ['settings.yaml'], cwd: directory });
  t.is(planned.plan.files[0]?.patch?.after, readFileSync(join(example, 'fixtures/moves/after.yaml'), 'utf8'));
});

test('what is no transform, and an id that is taken, is refused', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'k8s-upgrade-own-'));
  const attempt = async (configuration: string, module: string): Promise<string> => {
    writeFileSync(join(directory, '.k8s-upgrade.yaml'), configuration);
    writeFileSync(join(directory, 'own.mjs'), module);
    const error = await t.throwsAsync(plan({ paths: ['.'], cwd: directory }), { instanceOf: KnownError });
    return error?.message ?? '';
  };
  t.regex(await attempt('transforms: [./missing.mjs]\n', ''), /missing\.mjs cannot be loaded/);
  t.regex(await attempt('transforms: [./own.mjs]\n', 'export default 1;'), /own\.mjs does not export a transform/);
  writeFileSync(join(directory, 'taken.mjs'), "export default {meta: {id: 'pod-sysctls', kinds: [], triggers: [], messages: {}}, run() {}};");
  t.regex(await attempt('transforms: [./taken.mjs]\n', ''), /pod-sysctls, which is taken/);
});
