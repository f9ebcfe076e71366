import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { temporaryTree } from '../workspace/temporary-tree.js';
import { current, outdated } from './manifests.js';
import { run } from './run.js';

const tree = { 'web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.4.2\n', 'web/templates/budget.yaml': outdated };
const raised = tree['web/Chart.yaml'].replace('1.4.2', '1.4.3');

test('the version of a chart is raised on a flag and by the configuration', async (t) => {
  for (const [args, more] of [
    [['--helm-bump-version'], {}],
    [[], { '.k8s-upgrade.yaml': 'helm: {bumpVersion: true}\n' }],
  ] as const) {
    const cwd = temporaryTree(t, { ...tree, ...more });
    const { stdout } = await run(['migrate', '--check', '--diff', ...args], { cwd });
    t.regex(stdout, /^-version: 1\.4\.2\n\+version: 1\.4\.3$/m);
    t.is((await run(['migrate', ...args], { cwd })).status, 0);
    t.is(readFileSync(join(cwd, 'web/Chart.yaml'), 'utf8'), raised);
    t.is(readFileSync(join(cwd, 'web/templates/budget.yaml'), 'utf8'), current);
    t.is((await run(['migrate', '--check', ...args], { cwd })).status, 0);
  }
});

test('what is done about the version of a chart is a result of its rule in SARIF', async (t) => {
  const cwd = temporaryTree(t, tree);
  const { stdout } = await run(['migrate', '--check', '--helm-bump-version', '--report', 'sarif'], { cwd });
  const sarif = JSON.parse(stdout) as { runs: { results: { ruleId: string; level: string }[] }[] };
  t.deepEqual(sarif.runs[0]?.results.filter(({ ruleId }) => ruleId === 'helm-chart-version').map(({ level }) => level), ['note']);
});
