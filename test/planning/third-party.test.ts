import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { plan } from '../../src/index.js';

test('third-party APIs of the configuration move with their lifecycle', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'k8s-upgrade-apis-'));
  writeFileSync(
    join(directory, '.k8s-upgrade.yaml'),
    'apis:\n- {kind: Certificate, from: cert-manager.io/v1alpha2, to: cert-manager.io/v1, introduced: 1.20}\n',
  );
  const old = 'apiVersion: cert-manager.io/v1alpha2\nkind: Certificate\nmetadata: {name: a}\n';
  writeFileSync(join(directory, 'a.yaml'), `${old}---\n${old.replace('Certificate', 'Issuer')}`);
  const at = async (to: '1.19' | '1.21'): Promise<string | undefined> => (await plan({ paths: ['a.yaml'], cwd: directory, target: { to } })).plan.files[0]?.patch?.after;
  t.is(await at('1.21'), `${old.replace('v1alpha2', 'v1')}---\n${old.replace('Certificate', 'Issuer')}`);
  t.is(await at('1.19'), undefined);
});
