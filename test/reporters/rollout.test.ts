import test from 'ava';
import { rolloutOf } from '../../src/model/rollout.js';
import type { Finding } from '../../src/model/finding.js';
import type { Target } from '../../src/model/target.js';
import { file, finding } from './sample-report.js';

const target: Target = { to: '1.22', from: '1.19', featureGates: {}, allowedUnsafeSysctls: [] };
const stepsOf = (...findings: readonly Finding[]) => rolloutOf({ target, files: [file('a.yaml', 'changed', { findings })] });
const titlesOf = (...findings: readonly Finding[]): string[] => stepsOf(...findings).map(({ when, title }) => `${when}: ${title}`);

test('nothing found, nothing to roll out', (t) => {
  t.deepEqual(stepsOf(), []);
});

test('what breaks comes first, what waits comes after the upgrade', (t) => {
  t.deepEqual(
    titlesOf(
      finding({ wave: 'either' }),
      finding({ status: 'held', wave: 'after', release: '--wave after' }),
      finding({ status: 'manual', impact: 'breaks' }),
      finding({ wave: 'before' }),
      finding({ status: 'manual', impact: 'ignored', release: '--feature-gates SuspendJob=true' }),
      finding({ status: 'info', impact: 'behaves' }),
      finding({ status: 'held', impact: 'none', release: '--accept x' }),
      finding({ status: 'info', impact: 'none' }),
      finding({ status: 'refused', impact: 'later' }),
    ),
    [
      'before: Settle what breaks on Kubernetes 1.22',
      'before: Decide about what Kubernetes 1.22 silently leaves out',
      'before: Roll out what the new version no longer takes in its old form',
      'either: Roll out the rewrites that may go at any time',
      'either: Release what is held back, where it is wanted',
      'upgrade: Upgrade the cluster from 1.19 to Kubernetes 1.22',
      'after: Rewrite and roll out what waits for the upgrade',
      'after: Watch what works differently on Kubernetes 1.22',
      'after: Plan what a release after 1.22 takes away',
    ],
  );
});

test('pruning is turned off before an object moves to another group', (t) => {
  const [first, second] = stepsOf(finding({ effects: ['moves-group', 'restarts-pods'], kind: 'Deployment', name: 'web' }));
  t.regex(first?.title ?? '', /pruning/);
  t.true(first?.details.some((detail) => detail.includes('Prune=false')));
  t.true(second?.details.some((detail) => detail.includes('1 workload') && detail.includes('Deployment shop/web')));
});

test('an object is one place, flags come once, the most useful first', (t) => {
  const [step] = stepsOf(
    finding({ status: 'manual', impact: 'breaks', release: '--accept b' }),
    finding({ status: 'manual', impact: 'breaks', release: '--accept a', line: 3 }),
    finding({ status: 'manual', impact: 'breaks', release: '--accept a', name: 'other' }),
  );
  t.deepEqual(step?.commands, ['--accept a', '--accept b']);
  t.deepEqual(step?.places, [
    { path: 'a.yaml', line: 1, object: 'PodDisruptionBudget shop/checkout' },
    { path: 'a.yaml', line: 1, object: 'PodDisruptionBudget shop/other' },
  ]);
});

test('releases of charts are upgraded before their old versions are gone', (t) => {
  const steps = rolloutOf({ target, files: [file('charts/web/templates/a.yaml', 'changed', { chart: 'charts/web', findings: [finding({ wave: 'before' })] })] });
  t.true(steps[0]?.details.some((detail) => detail.includes('charts/web') && detail.includes('mapkubeapis')));
});
