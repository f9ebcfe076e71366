import test from 'ava';
import { helmOf, itemsOf, optionsOf, reportsOf, targetOf, valueOf } from '../../src/cli/flags.js';
import { defineTransform } from '../../src/transform.js';

const transform = defineTransform({
  meta: {
    id: 'a-transform',
    title: '',
    description: '',
    kinds: [],
    triggers: [],
    safety: 'safe',
    options: {
      least: { type: 'integer', minimum: 1, default: 3, description: '' },
      deep: { type: 'boolean', default: false, description: '' },
      how: { type: 'choice', values: ['1', 'true'], default: '1', description: '' },
    },
    messages: {},
    references: [],
  },
  run: () => undefined,
});

test('the values of options are of the type that the option has', (t) => {
  const option = ['a-transform.least=12', 'a-transform.deep=true', 'a-transform.how=true', 'a-transform.other=1', 'b.c=d=e.f'];
  t.deepEqual(optionsOf({ option }, [transform]), { 'a-transform': { least: 12, deep: true, how: 'true', other: '1' }, b: { c: 'd=e.f' } });
  t.deepEqual(optionsOf({ option: 'a-transform.least=1e3' }, [transform]), { 'a-transform': { least: '1e3' } });
  t.deepEqual(Object.keys(optionsOf({ option: '__proto__.x=1' }, [transform])), ['__proto__']);
  for (const wrong of ['a', 'a=b', 'a.b', '.b=c', 'a.=c']) t.throws(() => optionsOf({ option: wrong }, []), { name: 'KnownError' }, wrong);
});

test('feature gates add up over several flags, and the last one wins', (t) => {
  t.deepEqual(targetOf({ 'feature-gates': ['A=true,B=true', 'B=false'] }), { featureGates: { A: true, B: false } });
});

test('what is not stated is not in the target', (t) => {
  t.deepEqual(targetOf({}), {});
  t.deepEqual(targetOf({ to: 'v1.22.3', from: '1.20', 'network-plugin': 'Calico@v3.20.1', 'allowed-unsafe-sysctls': 'net.core.*, kernel.msg*', wave: 'before' }), {
    to: '1.22',
    from: '1.20',
    networkPlugin: { name: 'calico', version: '3.20' },
    allowedUnsafeSysctls: ['net.core.*', 'kernel.msg*'],
    wave: 'before',
  });
});

test('a flag about charts that is not given leaves it to the configuration', (t) => {
  t.deepEqual(helmOf({}), {});
  t.deepEqual(helmOf({ 'helm-bump-version': true }), { bumpVersion: true });
  t.deepEqual(helmOf({ 'helm-compat': true }), { compat: true });
});

test('a value can be repeated if it is the same', (t) => {
  t.is(valueOf({ to: ['1.21', '1.21'] }, 'to'), '1.21');
  t.deepEqual(itemsOf({ skip: ['a,,b', 'c,'] }, 'skip'), ['a', 'b', 'c']);
});

test('the file of a report is relative to the directory, and may contain =', (t) => {
  t.deepEqual(reportsOf({ report: ['json', 'text=out/a=b.txt', 'markdown=/r.md'] }, '/work'), [
    { format: 'json' },
    { format: 'text', file: { absolute: '/work/out/a=b.txt', shown: 'out/a=b.txt' } },
    { format: 'markdown', file: { absolute: '/r.md', shown: '/r.md' } },
  ]);
});
