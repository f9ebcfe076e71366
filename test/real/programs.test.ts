import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryTree } from '../workspace/temporary-tree.js';
import { servedApiVersions } from './api-versions.js';
import { helm, kubectl } from './programs.js';
import { realTest } from './real-test.js';

realTest('the programs run', async (t) => {
  const [helmVersion, kubectlVersion] = await Promise.all([helm(['version', '--short']), kubectl(['version', '--client'])]);
  t.regex(helmVersion.stdout, /^v3\./);
  t.regex(kubectlVersion.stdout, /Kustomize Version: v5\./);
});

realTest('the programs keep out of the home directory and of the network', async (t) => {
  const { stdout } = await helm(['env']);
  t.false(stdout.includes(process.env['HOME'] ?? 'no home'));
  const remote = await helm(['template', 'release', 'http://charts.example.com/shop-1.0.0.tgz']);
  t.not(remote.status, 0);
  t.regex(remote.stderr, /127\.0\.0\.1:9/);
  const directory = temporaryTree(t, { 'kustomization.yaml': 'resources:\n  - https://github.com/example/shop//base?ref=v1\n' });
  const base = await kubectl(['kustomize', directory]);
  t.not(base.status, 0);
  t.regex(base.stderr, /no 'git' program on path/);
  t.false(existsSync(join(directory, '.kube')));
});

realTest('a chart sees the release and the APIs of the target', async (t) => {
  const chart = temporaryTree(t, {
    'Chart.yaml': 'apiVersion: v2\nname: facts\nversion: 1.0.0\n',
    'templates/facts.yaml': [
      'apiVersion: v1',
      'kind: ConfigMap',
      'metadata:',
      '  name: facts',
      'data:',
      '  version: {{ .Capabilities.KubeVersion.Minor | quote }}',
      '  ingress: {{ .Capabilities.APIVersions.Has "networking.k8s.io/v1/Ingress" | quote }}',
      '  cronjob: {{ .Capabilities.APIVersions.Has "batch/v1/CronJob" | quote }}',
      '',
    ].join('\n'),
  });
  const render = async (minor: 18 | 19 | 20 | 21): Promise<string> =>
    (await helm(['template', 'release', chart, '--kube-version', `1.${minor}.0`, '--api-versions', servedApiVersions(`1.${minor}`).join(',')])).stdout;
  t.regex(await render(18), /version: "18"\n {2}ingress: "false"\n {2}cronjob: "false"/);
  t.regex(await render(21), /version: "21"\n {2}ingress: "true"\n {2}cronjob: "true"/);
});
