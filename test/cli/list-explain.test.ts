import test from 'ava';
import { transforms } from '../../src/index.js';
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

test('explain tells what, why, since when, and shows an example', async (t) => {
  const { status, stdout, stderr } = await run(['explain', 'pod-disruption-budget-v1'], { cwd: temporaryTree(t) });
  t.deepEqual([status, stderr], [0, '']);
  matchesGolden(t, 'cli/explain.txt', stdout);
});

for (const { meta } of transforms.filter(({ meta: { safety } }) => safety !== 'report')) {
  test(`explain ${meta.id} shows an example`, async (t) => {
    const { stdout } = await run(['explain', meta.id], { cwd: temporaryTree(t) });
    t.regex(stdout, /\nExample\n {2}\S.*\n\n--- a\/.*\n\+\+\+ b\/.*\n@@ /);
  });
}
