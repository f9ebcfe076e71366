import test from 'ava';
import { temporaryTree } from '../workspace/temporary-tree.js';
import { sketchedValues, switchedOn } from './values.js';

const template = `{{- if .Values.ingress.enabled }}
{{- range .Values.ingress.hosts }}{{ . }}{{ end }}
{{- end }}
name: {{ .Values.name | quote }} {{ $.Values.image.tag }}
labels: {{ toYaml .Values.labels }}{{ .Values.labels }}
`;

test('values are sketched after what templates look into, print and ask for', (t) => {
  const chart = temporaryTree(t, { 'templates/all.yaml': template });
  t.deepEqual(sketchedValues(chart), { ingress: { enabled: false }, name: 'word', image: { tag: 'word' } });
});

test('no words where a schema may ask for numbers', (t) => {
  const chart = temporaryTree(t, { 'templates/all.yaml': template, 'values.schema.json': '{}' });
  t.deepEqual(sketchedValues(chart), { ingress: { enabled: false }, image: {} });
});

test('switches that are off are switched on, and nothing else changes', (t) => {
  t.deepEqual(switchedOn({ ingress: { enabled: false, tls: false, hosts: [] }, rbac: { create: true }, metricsEnabled: false, name: 'x' }), {
    ingress: { enabled: true },
    metricsEnabled: true,
  });
  t.is(switchedOn({ rbac: { create: true }, tls: false }), undefined);
});
