import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { matchesGolden } from '../golden.js';
import { root } from '../root.js';
import { temporaryTree } from '../workspace/temporary-tree.js';
import { outdated } from './manifests.js';
import { program, run, runShell } from './run.js';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

test('--version prints the version alone', async (t) => {
  const cwd = temporaryTree(t);
  t.like(await run(['--version'], { cwd }), { status: 0, stdout: `${version}\n`, stderr: '' });
  t.like(await run(['migrate', '--version'], { cwd }), { status: 0, stdout: `${version}\n`, stderr: '' });
});

for (const [name, args] of [
  ['help', ['--help']],
  ['help-migrate', ['migrate', '--help']],
  ['help-list', ['list', '-h']],
  ['help-explain', ['help', 'explain']],
] as const) {
  test(`${args.join(' ')} prints help to standard output`, async (t) => {
    const { status, stdout, stderr } = await run(args, { cwd: temporaryTree(t) });
    t.is(status, 0);
    t.is(stderr, '');
    t.true(stdout.split('\n').every((line) => line.length <= 80));
    matchesGolden(t, `cli/${name}.txt`, stdout);
  });
}

test('a program that is not built says so', async (t) => {
  const cwd = temporaryTree(t, { 'package.json': '{"type": "module"}', 'bin/k8s-upgrade.js': readFileSync(program, 'utf8') });
  const { status, stdout, stderr } = await runShell('node bin/k8s-upgrade.js --version', { cwd });
  t.deepEqual([status, stdout, stderr], [2, '', 'Error: k8s-upgrade has not been built.\nHint: run "npm run build" first.\n']);
});

test('without a command there is help', async (t) => {
  const cwd = temporaryTree(t);
  const { status, stdout, stderr } = await run([], { cwd });
  t.deepEqual([status, stderr], [0, '']);
  t.is(stdout, (await run(['--help'], { cwd })).stdout);
});

const explainHint = '"k8s-upgrade list" shows the transforms; --enhancements, --gates and --apis list what else can be explained.';

const mistakes: readonly (readonly [args: readonly string[], error: string, hint: string])[] = [
  [['migrat'], 'There is no command "migrat".', 'Did you mean migrate?'],
  [['help', 'migrat'], 'There is no command "migrat".', 'Did you mean migrate?'],
  [['deploy/'], 'There is no command "deploy/".', 'Commands are migrate, list, explain. To rewrite a path: k8s-upgrade migrate deploy/'],
  [['--dry-run', 'migrate'], '--dry-run stands before the command.', 'Write the command first: k8s-upgrade migrate --dry-run …'],
  [['migrate', '--dryrun'], 'There is no flag --dryrun.', 'Did you mean --dry-run?'],
  [['migrate', '--feature-gate', 'A=true'], 'There is no flag --feature-gate.', 'Did you mean --feature-gates?'],
  [['migrate', '--reprot=json'], 'There is no flag --reprot.', 'Did you mean --report?'],
  [['migrate', '--featureGates', 'A=true'], 'There is no flag --featureGates.', 'Did you mean --feature-gates?'],
  [['migrate', '-n'], 'There is no flag -n.', 'See k8s-upgrade migrate --help.'],
  [['migrate', '--__proto__', 'x'], 'There is no flag --___proto___.', 'See k8s-upgrade migrate --help.'],
  [['migrate', '--dry-run=yes'], '--dry-run takes no value.', 'Write --dry-run alone, or leave it out.'],
  [['list', '--to', '1.21'], 'There is no flag --to.', 'See k8s-upgrade list --help.'],
  [['list', 'all'], 'list takes no arguments.', 'To read about one thing: k8s-upgrade explain NAME'],
  [['list', '--gates', '--apis'], 'list shows one thing at a time, not --gates and --apis.', 'Leave one of them.'],
  [['explain'], 'explain takes the name of what to explain.', explainHint],
  [['explain', 'pod-disruption-budget'], 'Nothing is known about "pod-disruption-budget".', 'Did you mean pod-disruption-budget-v1?'],
  [['explain', 'NetworkPolicyEndPorts'], 'Nothing is known about "NetworkPolicyEndPorts".', 'Did you mean NetworkPolicyEndPort?'],
  [['explain', 'policy/v1betal'], 'Nothing is known about "policy/v1betal".', 'Did you mean policy/v1beta1?'],
  [['explain', 'policy/v1beta1', 'PodDisruptionBudgets'], 'Nothing is known about "policy/v1beta1 PodDisruptionBudgets".', 'Did you mean policy/v1beta1 PodDisruptionBudget?'],
  [['explain', 'ipvs-route-localhost'], 'Nothing is known about "ipvs-route-localhost".', 'Did you mean ipvs-route-localnet?'],
  [['explain', '2080'], 'Nothing is known about "2080".', explainHint],
  [['explain', '2079', '--to', '1.99'], 'Kubernetes 1.99 is not a target this version knows.', 'Targets are 1.16 to 1.36; did you mean 1.19?'],
];

for (const [args, error, hint] of mistakes) {
  test(`refuses: ${args.join(' ')}`, async (t) => {
    const cwd = temporaryTree(t, { 'a.yaml': outdated });
    t.like(await run(args, { cwd }), { status: 2, stdout: '', stderr: `Error: ${error}\nHint: ${hint}\n` });
    t.is(readFileSync(join(cwd, 'a.yaml'), 'utf8'), outdated);
  });
}
