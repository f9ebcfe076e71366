import test from 'ava';
import { apiLifecycles } from '../../src/catalogue/api-lifecycle-data.js';
import { enhancementName, enhancements } from '../../src/catalogue/enhancements.js';
import { featureGates } from '../../src/catalogue/feature-gate-data.js';
import { targetVersions } from '../../src/catalogue/releases.js';
import { pagesOf } from '../../src/cli/explain.js';
import { transforms } from '../../src/index.js';
import { painter } from '../../src/reporters/paint.js';
import { matchesGolden } from '../golden.js';
import { temporaryTree } from '../workspace/temporary-tree.js';
import { run } from './run.js';

test('list has a line for each transform', async (t) => {
  const { status, stdout, stderr } = await run(['list'], { cwd: temporaryTree(t) });
  t.deepEqual([status, stderr], [0, '']);
  t.deepEqual(stdout.trimEnd().split('\n').slice(1).map((line) => line.split(' ')[0]), transforms.map(({ meta }) => meta.id));
  matchesGolden(t, 'cli/list.txt', stdout);
});

test('list --json has all that is known', async (t) => {
  const { stdout } = await run(['list', '--json'], { cwd: temporaryTree(t) });
  const listed = JSON.parse(stdout) as { id: string; safety: string; messages: Record<string, string> }[];
  t.deepEqual(listed.map(({ id }) => id), transforms.map(({ meta }) => meta.id));
  t.deepEqual(listed[0]?.messages, transforms[0]?.meta.messages as Record<string, string>);
});

const listings = [
  { flag: '--enhancements', names: enhancements.map(enhancementName), data: enhancements },
  { flag: '--gates', names: featureGates.map(({ name }) => name), data: featureGates },
  { flag: '--apis', names: apiLifecycles.map(({ kind }) => kind), data: apiLifecycles },
];

for (const { flag, names, data } of listings) {
  test(`list ${flag} has a line for each`, async (t) => {
    const { status, stdout, stderr } = await run(['list', flag], { cwd: temporaryTree(t) });
    t.deepEqual([status, stderr], [0, '']);
    t.deepEqual(stdout.trimEnd().split('\n').slice(1).map((line) => line.split(' ')[0]), names);
  });

  test(`list ${flag} --json has all that is known`, async (t) => {
    const { stdout } = await run(['list', flag, '--json'], { cwd: temporaryTree(t) });
    t.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(data)));
  });
}

test('list --enhancements is a table', async (t) => {
  const { stdout } = await run(['list', '--enhancements'], { cwd: temporaryTree(t) });
  matchesGolden(t, 'cli/list-enhancements.txt', stdout);
});

test('explain tells what, why, since when, and shows an example', async (t) => {
  const { status, stdout, stderr } = await run(['explain', 'pod-disruption-budget-v1'], { cwd: temporaryTree(t) });
  t.deepEqual([status, stderr], [0, '']);
  matchesGolden(t, 'cli/explain.txt', stdout);
});

for (const { meta } of transforms.filter(({ meta: { safety, accompanies } }) => safety !== 'report' && !accompanies)) {
  test(`explain ${meta.id} shows an example`, async (t) => {
    const { stdout } = await run(['explain', meta.id], { cwd: temporaryTree(t) });
    t.regex(stdout, /\nExample\n {2}\S.*\n\n--- a\/.*\n\+\+\+ b\/.*\n@@ /);
  });
}

const explained: readonly (readonly [golden: string, args: readonly string[]])[] = [
  ['enhancement', ['KEP-2086']],
  ['enhancement-reason', ['2155']],
  ['upgrade-note', ['csi-migration-complete-gates']],
  ['gate', ['TopologyAwareHints']],
  ['gate-partial', ['RotateKubeletServerCertificate']],
  ['api-version', ['policy/v1beta1']],
  ['api-version-later', ['policy/v1beta1', '--to', '1.25']],
  ['api', ['policy/v1beta1', 'PodDisruptionBudget']],
  ['kind', ['FlowSchema']],
  ['group', ['networking.k8s.io']],
  ['kind-and-gate', ['PodDisruptionBudget']],
];

for (const [golden, args] of explained) {
  test(`explain ${args.join(' ')}`, async (t) => {
    const { status, stdout, stderr } = await run(['explain', ...args], { cwd: temporaryTree(t) });
    t.deepEqual([status, stderr], [0, '']);
    matchesGolden(t, `cli/explain-${golden}.txt`, stdout);
  });
}

const sameName: readonly (readonly [readonly string[], readonly string[]])[] = [
  [['KEP-2079'], ['2079']],
  [['kep-2079'], ['2079']],
  [['#2079'], ['2079']],
  [['2047'], ['1855']],
  [['networkpolicyendport'], ['NetworkPolicyEndPort']],
  [['POLICY/v1beta1', 'poddisruptionbudget'], ['policy/v1beta1', 'PodDisruptionBudget']],
  [['policy/v1beta1 PodDisruptionBudget'], ['policy/v1beta1', 'PodDisruptionBudget']],
  [['PodDisruptionBudget', 'policy/v1beta1'], ['policy/v1beta1', 'PodDisruptionBudget']],
  [['Ingress-V1'], ['ingress-v1']],
  [['1453'], ['ingress-v1']],
];

for (const [one, other] of sameName) {
  test(`explain ${one.join(' ')} is explain ${other.join(' ')}`, async (t) => {
    const cwd = temporaryTree(t);
    const [a, b] = await Promise.all([run(['explain', ...one], { cwd }), run(['explain', ...other], { cwd })]);
    t.is(a.status, 0);
    t.is(a.stdout, b.stdout);
  });
}

test('explain finds every enhancement, note and gate', (t) => {
  const names = [...enhancements.map(enhancementName), ...featureGates.map(({ name }) => name)];
  t.deepEqual(names.filter((name) => pagesOf(name, '1.21').length === 0), []);
});

test('explain finds every API at every target', (t) => {
  const layout = { paint: painter(false), colour: false, width: 80 };
  for (const { group, version, kind } of apiLifecycles) {
    const name = `${group === '' ? '' : `${group}/`}${version} ${kind}`;
    for (const to of targetVersions()) {
      const [page, ...others] = pagesOf(name, to);
      t.deepEqual(others, [], name);
      t.is(page?.(layout)[0], `${name}: API`);
    }
  }
});

test('explain is wrapped at the width of the terminal', (t) => {
  const width = 60;
  for (const name of enhancements.map(enhancementName)) {
    const lines = pagesOf(name, '1.21').flatMap((page) => page({ paint: painter(false), colour: false, width }));
    const facts = lines.slice(1, lines.findIndex((line) => /^(?:Feature gates in|Transforms|References)/.test(line)));
    t.true(facts.length > 4, name);
    for (const line of facts) t.true(line.length <= width || !line.trim().includes(' ') || /^ {2}\S+ +\S+$/.test(line), `${name}: ${line}`);
  }
});

for (const name of ['__proto__', 'constructor', '(', '-1', '\u{1F600}', 'x'.repeat(5000)]) {
  test(`explain does not know ${name.slice(0, 20)}`, async (t) => {
    const { status, stdout, stderr } = await run(['explain', '--', name], { cwd: temporaryTree(t) });
    t.deepEqual([status, stdout], [2, '']);
    t.true(stderr.startsWith(`Error: Nothing is known about ${JSON.stringify(name)}.\nHint: `));
  });
}
