import test from 'ava';
import { Triggers } from '../../src/engine/triggers.js';
import { planFile } from '../../src/engine/plan-file.js';
import { defineTransform, type KindMatch, type Transform } from '../../src/transform.js';
import { transforms } from '../../transforms/index.js';
import { testSettings } from '../settings.js';

const base = testSettings({ transforms: [] });

function watching(id: string, kinds: readonly KindMatch[], triggers: readonly string[], run: Transform['run'] = () => undefined): Transform {
  return defineTransform({ meta: { id, title: id, description: id, kinds, triggers, safety: 'report', messages: { seen: 'Seen.' }, references: ['https://example.com'] }, run });
}

const pods = watching('pods', [{ group: '', kind: 'Pod' }], ['example.io/v1beta1', 'old']);
const any = watching('any', [{ group: '*', kind: '*' }], ['example.io/v1']);
const settings = { ...base, transforms: [pods, any] };

function found(text: string): string[] {
  return [...Triggers.of(settings, 'manifest').in(text)].map(({ meta }) => meta.id).sort();
}

test('a transform is concerned where one of its triggers and one of its kinds occurs', (t) => {
  t.deepEqual(found('kind: Pod\nx: old\n'), ['pods']);
  t.deepEqual(found('kind: Pod\nx: new\n'), []);
  t.deepEqual(found('kind: Service\nx: old\n'), []);
  t.deepEqual(found('x: old\n'), []);
});

test('triggers that begin alike are all found', (t) => {
  t.deepEqual(found('kind: Pod\nx: example.io/v1beta1\n'), ['any', 'pods']);
  t.deepEqual(found('kind: Pod\nx: example.io/v1alpha1\n'), ['any']);
});

test('a kind is seen however it is written, or it is not relied on', (t) => {
  for (const kind of [
    'kind: "Pod"', "'kind' : 'Pod'", '{"kind":"Pod"}', 'kind:\n  Pod', 'kind: PodList', 'kind: &k Pod', 'kind: !!str Pod', 'kind: # odd\n  Pod',
    'kind: *k', '? kind\n: Pod', 'x: &k kind\n*k : Pod', 'kind: {{ .Values.kind }}', 'kind: Po{{ "d" }}', 'kind: {{- "Pod" }}', 'items: [{kind: Service}, {kind: Pod}]', 'kind: >-\n  Pod',
  ]) {
    t.deepEqual(found(`${kind}\nx: old\n`), ['pods'], kind);
  }
});

test('what a change writes is the business of all transforms', (t) => {
  const move = watching('move', [{ group: '*', kind: 'Pod' }], ['example.io/v1beta1'], (manifest, context) => {
    if (manifest.data['x'] === 'example.io/v1beta1') context.change('seen', { at: ['x'], safety: 'safe' }, (edit) => edit.set(['x'], 'newly written'));
  });
  const look = watching('look', [{ group: '*', kind: 'Pod' }], ['newly'], (manifest, context) => {
    if (manifest.data['x'] === 'newly written') context.info('seen', { at: ['x'] });
  });
  const text = 'apiVersion: v1\nkind: Pod\nx: example.io/v1beta1\n---\napiVersion: v1\nkind: Pod\nx: newly written\n';
  const { file } = planFile({ path: 'a.yaml', bytes: Buffer.from(text), role: 'manifest' }, { ...base, transforms: [look, move] });
  t.deepEqual(file.findings.map(({ transform, line }) => [transform, line]), [['look', 3], ['move', 3], ['look', 7]]);
});

test('a trigger that names a key finds it in any layout, with the value that it names', (t) => {
  const keyed = { ...base, transforms: [watching('bases', [{ group: '*', kind: '*' }], ['bases:']), watching('policy', [{ group: '*', kind: '*' }], ['kind: Policy'])] };
  const seen = (text: string): string[] => [...Triggers.of(keyed, 'manifest').in(text)].map(({ meta }) => meta.id).sort();
  for (const text of ['bases: []', 'bases : []', '"bases": []', "'bases' : []", '{"bases":[]}']) t.deepEqual(seen(text), ['bases'], text);
  for (const text of ['kind: Policy', 'kind:  "Policy"', "kind : 'Policy'", '{"kind":"Policy"}', 'kind:\n  Policy']) t.deepEqual(seen(text), ['policy'], text);
  for (const text of ['the bases are gone', 'kind: NetworkPolicy', 'Policy: kind']) t.deepEqual(seen(text), [], text);
  t.true(Triggers.of(keyed, 'manifest').occurIn('"bases" : []'));
  t.false(Triggers.of(keyed, 'manifest').occurIn('kind: NetworkPolicy'));
});

test('no trigger depends on the layout of a text', (t) => {
  for (const { meta } of transforms) {
    // Command lines are values, and have words of their own.
    if (meta.id === 'removed-commands') continue;
    for (const trigger of meta.triggers) t.notRegex(trigger, /["'\[\],]| :|^\s|\s$/, `${meta.id}: ${trigger}`);
  }
});
