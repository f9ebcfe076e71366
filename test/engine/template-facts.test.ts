import test from 'ava';
import { settingsFrom } from '../../src/authoring/fixture.js';
import { planFile } from '../../src/engine/plan-file.js';
import type { FilePlan } from '../../src/model/plan.js';
import { asWritten, defineTransform, getIn, isOpen, type Recorder, type Remark, type Transform } from '../../src/transform.js';
import { transforms } from '../../transforms/index.js';

const meta = {
  title: 'A test',
  description: 'A test.',
  triggers: ['kind'],
  safety: 'safe',
  kinds: [{ group: '', kind: 'ConfigMap', versions: ['v1'] }],
  messages: { changed: 'Changed.', look: 'Look at it.' },
  references: ['https://example.org'],
} as const;

function changing(record: (edit: Recorder) => void): Transform {
  return defineTransform({
    meta: { ...meta, id: 'changing' },
    run: ({ data }, context) => {
      if (getIn(asWritten(data), ['data', 'done']) === undefined) context.change('changed', {}, record);
    },
  });
}

function plan(text: string, ...chosen: readonly Transform[]): FilePlan {
  const [first] = chosen;
  if (!first) throw new Error('no transform');
  return planFile({ path: 'templates/a.yaml', bytes: Buffer.from(text), role: 'helm-template' }, { ...settingsFrom(first, {}), transforms: chosen }).file;
}

const printing = `apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  old: "1"
  {{- toYaml .Values.data | nindent 2 }}
`;

test('lines that a template prints are not taken away with the last key beside them', (t) => {
  const { patch, findings } = plan(printing, changing((edit) => {
    edit.remove(['data', 'old']);
    edit.set(['metadata', 'namespace'], 'b');
  }));
  t.is(patch, undefined);
  t.deepEqual(findings.map(({ status, notes }) => [status, notes]), [['manual', ['Not changed: it depends on lines printed into data, which the template may fill in.']]]);
});

test('nor with the map that holds them, nor by another value in its place', (t) => {
  for (const record of [(edit: Recorder) => edit.remove(['data']), (edit: Recorder) => edit.set(['data'], { done: '1' })]) {
    const { patch, findings } = plan(printing, changing(record));
    t.is(patch, undefined);
    t.deepEqual(findings.map(({ status }) => status), ['manual']);
  }
});

test('a key beside others goes, and the lines stay', (t) => {
  const text = printing.replace('  old: "1"', '  old: "1"\n  done: "1"');
  const transform = defineTransform({
    meta: { ...meta, id: 'removing' },
    run: ({ data }, context) => {
      if (getIn(asWritten(data), ['data', 'old']) !== undefined) context.change('changed', {}, (edit) => edit.remove(['data', 'old']));
    },
  });
  t.is(plan(text, transform).patch?.after, text.replace('  old: "1"\n', ''));
});

test('what is printed cannot be copied', (t) => {
  const transform = defineTransform({
    meta: { ...meta, id: 'copying' },
    run: ({ data }, context) => {
      const written = asWritten(data)['data'] ?? {};
      t.true(isOpen(written));
      t.false(isOpen(asWritten(data)));
      context.change('changed', {}, (edit) => edit.set(['binaryData'], written));
    },
  });
  t.deepEqual(plan(printing, transform).findings.map(({ status, notes }) => [status, notes]), [
    ['manual', ['Not changed: it depends on lines that are printed, which the template may fill in.']],
  ]);
});

function saying(id: string, remark: Remark, kinds: Transform['meta']['kinds'] = meta.kinds): Transform {
  return defineTransform({ meta: { ...meta, id, kinds }, run: (_, context) => context.manual('look', remark) });
}

test('a fallback is left out where a transform for just this kind and version has spoken', (t) => {
  const fallback = saying('fallback', { fallback: true });
  const anyKind = [{ group: '*', kind: '*' }];
  const anyVersion = [{ group: '', kind: 'ConfigMap' }];
  const said = (...others: readonly Transform[]): string[] => plan(printing, ...others, fallback).findings.map(({ transform }) => transform);
  t.deepEqual(said(saying('precise', {})), ['precise']);
  t.deepEqual(said(saying('any-kind', {}, anyKind)), ['any-kind', 'fallback']);
  t.deepEqual(said(saying('any-version', {}, anyVersion)), ['any-version', 'fallback']);
  t.deepEqual(said(saying('other-fallback', { fallback: true })), ['fallback', 'other-fallback']);
});

test('what holds for an object is said once, at the first place in which a case of the template has it', (t) => {
  const text = `apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  {{- if .Values.tls }}
  tls: {{ .Values.tls }}
  {{- else }}
  plain: {{ .Values.plain }}
  {{- end }}
`;
  const lines = (remark: Remark): number[] =>
    plan(
      text,
      defineTransform({
        meta: { ...meta, id: 'looking' },
        run: ({ data }, context) => {
          for (const key of Object.keys(getIn(data, ['data']) ?? {})) context.manual('look', { ...remark, at: ['data', key] });
        },
      }),
    ).findings.map(({ line }) => line);
  t.deepEqual(lines({}), [7, 9]);
  t.deepEqual(lines({ once: true }), [7]);
});

test('one object that no version accepts does not silence another of the same file', (t) => {
  const empty = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n';
  const transform = defineTransform({
    meta: { ...meta, id: 'strict' },
    run: ({ data }, context) => {
      if (data['data'] === undefined) context.manual('look', { malformed: true });
    },
  });
  t.deepEqual(plan(`${empty}---\n${empty}data: {}\n`, transform).findings.map(({ line }) => line), [2]);
});

test('an API that is gone is not reported again beside the transform that could not move its object', (t) => {
  const text = `apiVersion: extensions/v1beta1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  template:
    metadata:
      labels:
        {{- toYaml .Values.labels | nindent 8 }}
`;
  t.deepEqual(plan(text, ...transforms).findings.map(({ transform, messageId }) => [transform, messageId]), [['workloads-apps-v1', 'printed-labels']]);
});

test('a key of which a template fills in a part is shown without the filler that it is read with', (t) => {
  const text = printing.replace('old: "1"', '{{ .Values.key }}: "1"');
  const transform = defineTransform({
    meta: { ...meta, id: 'keys', messages: { look: 'Look at {key}.' } },
    run: ({ data }, context) => {
      const [key = ''] = Object.keys(asWritten(data)['data'] ?? {});
      context.manual('look', { at: ['data', key], values: { key } });
    },
  });
  t.deepEqual(plan(text, transform).findings.map(({ message, path }) => [message, path]), [['Look at {{ … }}.', 'data["{{ … }}"]']]);
});

/** The file after the move of a Deployment whose selector is made from labels, or why it is not made. */
function moved(labels: string, start = ''): string {
  const text = `${start}apiVersion: extensions/v1beta1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels: {app: shop}
spec:
  template:
    metadata:
${labels}    spec:
      containers: []
`;
  const { patch, findings } = plan(text, ...transforms.filter(({ meta: { id } }) => id === 'workloads-apps-v1'));
  const [, selector] = /matchLabels:\n((?: {6}.*\n)*)/.exec(patch?.after ?? '') ?? [];
  return selector?.trim() ?? findings.flatMap(({ notes }) => notes.filter((note) => note.startsWith('Not changed'))).join();
}

test('what stands for something else outside of its block is not copied out of it', (t) => {
  t.is(moved('      labels:\n        app: {{ .app }}\n'), 'app: {{ .app }}');
  t.regex(moved('      {{- with .Values.labels }}\n      labels:\n        app: {{ .app }}\n      {{- end }}\n'), /\{\{ \.app \}\} would stand for something else/);
  t.regex(moved('      {{- range $name := .Values.names }}\n      labels:\n        app: {{ $name }}\n      {{- end }}\n'), /\{\{ \$name \}\} would stand for something else/);
  t.regex(moved('      {{- if .Values.named }}\n      {{- $name := .Values.name }}\n      labels:\n        app: {{ $name }}\n      {{- end }}\n'), /\{\{ \$name \}\} would stand for something else/);
});

test('a variable of the whole file can be copied unless it gets another value on the way', (t) => {
  const declared = '{{- $name := .Values.name }}\n';
  t.is(moved('      labels:\n        app: {{ $name }}\n', declared), 'app: {{ $name }}');
  t.regex(moved('      {{- $name = .Values.other }}\n      labels:\n        app: {{ $name }}\n', declared), /would stand for something else/);
});
