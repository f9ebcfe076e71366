import test from 'ava';
import { lifecycleAnswers, lifecyclePage } from '../../src/authoring/lifecycle-page.js';
import { apiLifecycles } from '../../src/catalogue/api-lifecycle-data.js';
import { isMovedByHand } from '../../transforms/api-lifecycle/by-hand.js';
import { transforms } from '../../transforms/index.js';

const nameOf = ({ group, version, kind }: { group: string; version: string; kind: string }): string => `${group}/${version} ${kind}`;

const answers = lifecycleAnswers(transforms);

const answerTo = (name: string): string | undefined => answers.find(({ row }) => nameOf(row) === name)?.answer;

test('every API of the catalogue has an answer', (t) => {
  t.is(answers.length, apiLifecycles.length);
  t.deepEqual(
    answers.filter(({ answer }) => answer === undefined).map(({ row }) => nameOf(row)),
    [],
  );
});

test('nothing that a transform moves is said to be moved by hand', (t) => {
  t.deepEqual(
    answers.filter(({ row, answer }) => isMovedByHand(row) && answer?.startsWith('moved by')).map(({ row }) => nameOf(row)),
    [],
  );
});

test('the answers tell what happens', (t) => {
  t.is(answerTo('batch/v1beta1 CronJob'), 'moved by [api-versions](../../transforms/api-versions/README.md)');
  t.is(answerTo('policy/v1beta1 PodDisruptionBudget'), 'moved by [pod-disruption-budget-v1](../../transforms/pod-disruption-budget-v1/README.md)');
  t.is(answerTo('policy/v1beta1 PodSecurityPolicy'), 'reported: 1.25 no longer serves it, foreseen before');
  t.is(answerTo('policy/v1 PodDisruptionBudget'), 'reported: a target before 1.21 does not serve it');
  t.is(answerTo('internal.apiserver.k8s.io/v1alpha1 StorageVersion'), 'reported: a target before 1.20 does not serve it; off by default');
  t.is(answerTo('policy/v1beta1 Eviction'), 'nothing: a request that is never stored');
  t.is(answerTo('/v1 Endpoints'), 'nothing: superseded, and still served');
  t.is(answerTo('/v1 Pod'), 'nothing: current');
});

test('without a transform for it, an API that can move has no answer', (t) => {
  const without = lifecycleAnswers(transforms.filter(({ meta }) => meta.id !== 'api-versions'));
  t.true(without.some(({ row, answer }) => nameOf(row) === 'batch/v1beta1 CronJob' && answer === undefined));
});

test('the page is a table with a row for each API', (t) => {
  const lines = lifecyclePage(transforms).split('\n').filter((line) => line.startsWith('|'));
  t.is(lines.length, apiLifecycles.length + 2);
  for (const line of lines) t.is(line.split(/(?<!\\)\|/).length, 9, line);
});
