import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'fflate';
import { apply, plan } from '../../src/index.js';
import { versionRanges } from '../../src/planning/chart-surroundings.js';
import { helmIgnore } from '../../src/workspace/helm-ignore.js';
import { temporaryTree } from '../workspace/temporary-tree.js';
import { helm } from './programs.js';
import { realTest } from './real-test.js';

const chart = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';

/** The names of the files of a tar archive, without the directory that all of them are in. */
function namesIn(archive: Uint8Array): string[] {
  const tar = Buffer.from(gunzipSync(archive));
  const names: string[] = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    names.push(tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '').replace(/^[^/]*\//, ''));
    at += 512 + Math.ceil(Number.parseInt(tar.toString('ascii', at + 124, at + 136), 8) / 512) * 512;
  }
  return names;
}

const files = ['README.md', 'a.yaml', 'ab1.yaml', 'drafts', 'files/a.orig', 'files/drafts/a.yaml', 'files/drafts/deep/b.yaml', 'templates/a.orig', 'templates/a.yaml', 'templates/deep/a.yaml', 'charts/cache/Chart.yaml', 'charts/cache/templates/a.yaml', 'x/y/z.md'];
const rules = ['*.orig', 'drafts/', 'drafts', '/a.yaml', 'a.yaml', 'templates/*.yaml', 'x/y', 'x/y/', 'x/*', '/x', 'a?[0-9].yaml', '?.yaml', '*/drafts', 'charts/*/templates', '# a.yaml', '!*.yaml', '!x', 'files/\n!*.md', '[a-b].yaml', '[^a]*.md', '*.{md,orig}', 'files/**', 'README.md\nx/'];

for (const rule of rules) {
  realTest(`a package lacks what .helmignore leaves out: ${JSON.stringify(rule)}`, async (t) => {
    const cwd = temporaryTree(t, { '.helmignore': `${rule}\n`, 'Chart.yaml': chart, ...Object.fromEntries(files.map((path) => [path, path.endsWith('Chart.yaml') ? chart.replace('web', 'cache') : ''])) });
    const out = temporaryTree(t);
    const { status, stderr } = await helm(['package', cwd, '--destination', out]);
    const isIgnored = helmIgnore(cwd);
    // Helm makes no package without Chart.yaml, and none by rules that it refuses.
    if (status !== 0) return t.true(isIgnored('Chart.yaml') || isIgnored('charts/cache/Chart.yaml') || rule.includes('**'), stderr);
    const packed = namesIn(readFileSync(join(out, 'web-1.0.0.tgz')));
    t.deepEqual(files.filter((path) => !packed.includes(path)), files.filter((path) => isIgnored(path)));
  });
}

const ranges = ['1.0.0', '=1.0.0', '= 1.0.0', '~1.0', '~1.0.0', '~1', '^1.0.0', '^1.0', '1.x', '1.0.x', '1.0', '1', '*', '>= 1.0.0, < 2.0.0', '>=1.0.0 <2.0.0', '>1.0.0', '<=1.0.0', '< 1.0.1', '!=1.0.1', '1.0.0 - 1.0.1', '~>1.0.0', '^1.0.0-0', '1.0.0 || 2.0.0', 'v1.0.0', '1.1.x', 'latest', '>=1.0.0-rc.1', '1.0.0, 1.0.1'];

realTest('a range takes the versions that Helm takes', async (t) => {
  const takes = await versionRanges();
  const unknown: string[] = [];
  for (const range of ranges) {
    for (const version of ['1.0.0', '1.0.1']) {
      const cwd = temporaryTree(t, {
        'Chart.yaml': `${chart}dependencies:\n  - {name: cache, version: "${range}", repository: ""}\n`,
        'charts/cache/Chart.yaml': `apiVersion: v2\nname: cache\nversion: ${version}\n`,
      });
      const { stdout } = await helm(['dependency', 'list', cwd]);
      const [status] = /(?:unpacked|wrong version|invalid version)\s*$/m.exec(stdout) ?? [];
      t.not(status, undefined, stdout);
      const taken = takes(range, version);
      if (taken === undefined) unknown.push(range);
      else t.is(taken, status?.trim() === 'unpacked', `${range} ${version}: ${stdout}`);
    }
  }
  t.deepEqual([...new Set(unknown)], ['!=1.0.1', 'latest']);
});

realTest('Helm packages a chart under its raised version, with its subchart', async (t) => {
  const budget = 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: {{ .Release.Name }}}\nspec: {minAvailable: 1, selector: {matchLabels: {app: web}}}\n';
  const cwd = temporaryTree(t, {
    'Chart.yaml': `${chart}dependencies:\n  - {name: cache, version: ~1.0.0, repository: ""}\n`,
    'charts/cache/Chart.yaml': chart.replace('web', 'cache'),
    'charts/cache/templates/budget.yaml': budget,
  });
  const { plan: migration } = await plan({ paths: ['.'], cwd, helm: { bumpVersion: true } });
  await apply(migration, { cwd, allowDirty: true });
  const { status, stderr } = await helm(['package', cwd, '--destination', temporaryTree(t)]);
  t.is(status, 0, stderr);
  const { stdout } = await helm(['dependency', 'list', cwd]);
  t.regex(stdout, /cache\s+~1\.0\.0\s+unpacked/);
  t.regex((await helm(['show', 'chart', cwd])).stdout, /^version: 1\.0\.1$/m);
});
