import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { getIn, type Path } from '../../src/model/path.js';
import { root } from '../root.js';
import { temporaryTree } from '../workspace/temporary-tree.js';
import { compareObjects } from './compare.js';
import { build, filesOf, findKustomizations } from './kustomization.js';
import { migratedCopy, migratedText } from './migrate.js';
import { readObjects } from './objects.js';
import { realTest } from './real-test.js';
import { kustomizationSquares, type Squares } from './square.js';
import { outdatedObjects, squaresAgree } from './squares-agree.js';

const repository = join(root, 'test', 'real', 'fixtures', 'kustomize');
/** The files that a person would change in it, changed. */
const byHand = join(root, 'test', 'real', 'fixtures', 'by-hand', 'kustomize');
const overlays = ['json6902-file', 'json6902-inline', 'strategic-merge', 'strategic-merge-inline'] as const;
type Overlay = (typeof overlays)[number];

async function squareOf(t: ExecutionContext, directory: string): Promise<Squares> {
  return kustomizationSquares(repository, [join(repository, directory)], { to: '1.21', scratch: temporaryTree(t) });
}

/** What the migrated overlay has to build to, beside agreeing with the migrated output of the old one. */
const results: Readonly<Record<Overlay, readonly (readonly [string, Path, unknown])[]>> = {
  'json6902-file': [
    ['PodDisruptionBudget shop', ['spec', 'minAvailable'], 2],
    ['CronJob export', ['spec', 'schedule'], '45 3 * * *'],
    ['Ingress shop', ['spec', 'rules', 0, 'http', 'paths', 0, 'backend'], { service: { name: 'shop-staging', port: { name: 'web' } } }],
  ],
  'json6902-inline': [
    ['PodDisruptionBudget shop', ['spec', 'minAvailable'], '50%'],
    ['CronJob export', ['spec', 'suspend'], true],
    ['Ingress shop', ['spec', 'rules', 0, 'http', 'paths', 0, 'backend'], { service: { name: 'shop-canary', port: { number: 8080 } } }],
  ],
  'strategic-merge': [
    ['PodDisruptionBudget shop', ['spec', 'minAvailable'], 2],
    ['CronJob export', ['spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers', 0, 'args'], ['export', '--verbose']],
    ['Ingress shop', ['spec', 'rules', 0, 'http', 'paths', 0, 'backend'], { service: { name: 'shop-staging', port: { number: 80 } } }],
  ],
  'strategic-merge-inline': [
    ['PodDisruptionBudget shop', ['spec', 'minAvailable'], 3],
    ['Ingress shop', ['spec', 'tls'], [{ hosts: ['shop.example.com'], secretName: 'shop-tls' }]],
  ],
};

const versions: Readonly<Record<string, string>> = { PodDisruptionBudget: 'policy/v1', CronJob: 'batch/v1', Ingress: 'networking.k8s.io/v1' };

function hasResults(t: ExecutionContext, overlay: Overlay, built: string): void {
  const objects = readObjects(built);
  t.is(objects.length, results[overlay].length);
  for (const { kind, data } of objects) t.is(getIn(data, ['apiVersion']), versions[kind]);
  for (const [name, path, value] of results[overlay]) t.deepEqual(getIn(objects.find((object) => object.name === name)?.data, path), value as never, `${name} ${path.join('.')}`);
}

realTest('every kustomization here builds', async (t) => {
  const directories = findKustomizations(repository);
  t.deepEqual(directories, [join(repository, 'base'), ...overlays.map((name) => join(repository, 'overlays', name))]);
  for (const directory of directories) {
    const { status, stderr } = await build(directory);
    t.is(status, 0, stderr);
  }
});

realTest('a base without patches', async (t) => {
  const result = await squareOf(t, 'base');
  t.deepEqual(outdatedObjects(result), ['CronJob export', 'Ingress shop', 'PodDisruptionBudget shop']);
  squaresAgree(t, result);
});

realTest('the files of an overlay are its own and those of its base', (t) => {
  const directory = join(repository, 'overlays', 'json6902-file');
  t.deepEqual(
    filesOf(directory).map((file) => file.slice(repository.length + 1)).sort(),
    [
      ...['budget.yaml', 'export.yaml', 'ingress.yaml', 'kustomization.yaml'].map((name) => `base/${name}`),
      ...['budget.yaml', 'export.json', 'ingress.yaml', 'kustomization.yaml'].map((name) => `overlays/json6902-file/${name}`),
    ],
  );
});

for (const overlay of overlays) {
  realTest(`the square closes for an overlay that was migrated by hand: ${overlay}`, async (t) => {
    const hand = temporaryTree(t);
    for (const from of [repository, byHand]) cpSync(from, hand, { recursive: true });
    const [original, actual] = await Promise.all([repository, hand].map((directory) => build(join(directory, 'overlays', overlay))));
    const expected = await migratedText(original?.stdout ?? '', hand, { target: { to: '1.21' } });
    const compared = await compareObjects({ original: readObjects(original?.stdout ?? ''), expected: readObjects(expected), actual: readObjects(actual?.stdout ?? '') });
    t.is(compared.length, results[overlay].length);
    t.deepEqual(compared.filter(({ agreement }) => agreement !== 'equal').map(({ diff }) => diff), []);
    hasResults(t, overlay, actual?.stdout ?? '');
  });

  realTest(`an overlay that patches a budget, a cron job and an ingress: ${overlay}`, async (t) => {
    const result = await squareOf(t, join('overlays', overlay));
    t.deepEqual(outdatedObjects(result), results[overlay].map(([name]) => name).sort());
    squaresAgree(t, result);
    const copy = join(temporaryTree(t), 'migrated');
    await migratedCopy(repository, copy, { target: { to: '1.21' } });
    hasResults(t, overlay, (await build(join(copy, 'overlays', overlay))).stdout);
  });
}
