/** Speed and memory of planning, on texts made here: `npm run benchmark`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { planFile } from '../../src/engine/plan-file.js';
import { plan } from '../../src/index.js';
import { testSettings } from '../settings.js';

const settings = testSettings();

const budget = (index: number): string =>
  `apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata:\n  name: budget-${index}\nspec:\n  minAvailable: 1\n  selector:\n    matchLabels:\n      app: app-${index}\n`;
const configMap = (index: number): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map-${index}\ndata:\n  key: value\n`;
const item = (text: string): string => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;
const repeat = (count: number, make: (index: number) => string, separator: string): string => Array.from({ length: count }, (_, index) => make(index)).join(separator);

const cases: Readonly<Record<string, string>> = {
  '50 MB without anything outdated': repeat(600_000, configMap, '---\n'),
  '10,000 outdated documents': repeat(10_000, budget, '---\n'),
  'a List of 5,000 outdated items': `apiVersion: v1\nkind: List\nitems:\n${repeat(5_000, (index) => item(budget(index)), '')}`,
  'the same as JSON in one line': JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: Array.from({ length: 5_000 }, (_, index) => ({ apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata: { name: `budget-${index}` }, spec: { minAvailable: 1, selector: { matchLabels: { app: 'x' } } } })),
  }),
};

for (const [name, text] of Object.entries(cases)) {
  const bytes = Buffer.from(text);
  const started = performance.now();
  const { file } = planFile({ path: 'benchmark.yaml', bytes, role: 'manifest' }, settings);
  const seconds = (performance.now() - started) / 1000;
  const memory = process.memoryUsage().rss / 1e6;
  process.stdout.write(`${name}: ${(bytes.length / 1e6).toFixed(1)} MB, ${file.objects} objects, ${file.bucket}, ${seconds.toFixed(2)} s, ${memory.toFixed(0)} MB resident\n`);
}

/** A Deployment of an old version with many conditions, each of which adds texts to plan. */
const template = (index: number): string =>
  [
    `apiVersion: apps/v1beta1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}-web-${index}\n  labels:\n    app: web-${index}\n`,
    repeat(12, (each) => `{{- if .Values.labels.l${each} }}\n    label-${each}: {{ .Values.labels.l${each} | quote }}\n{{- end }}\n`, ''),
    `spec:\n  replicas: {{ .Values.replicas }}\n  template:\n    metadata:\n      labels:\n        app: web-${index}\n    spec:\n      containers:\n        - name: web\n          image: "{{ .Values.image }}:{{ .Values.tag }}"\n          env:\n`,
    repeat(12, (each) => `{{- if .Values.env.e${each} }}\n            - name: ENV_${each}\n              value: {{ .Values.env.e${each} | quote }}\n{{- else }}\n            - name: NO_${each}\n              value: "yes"\n{{- end }}\n`, ''),
    '          resources:\n{{ toYaml .Values.resources | indent 12 }}\n',
  ].join('');

/** A chart, and a tree of bases with overlays that patch them. */
const trees: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '100 chart templates with 24 conditions each': {
    'Chart.yaml': 'apiVersion: v1\nname: web\nversion: 1.0.0\n',
    ...Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`templates/web-${index}.yaml`, template(index)])),
  },
  '100 Kustomize bases with 3 overlays each': Object.fromEntries(
    Array.from({ length: 100 }, (_, index): [string, string][] => [
      [`base-${index}/kustomization.yaml`, 'resources:\n- budget.yaml\n- map.yaml\n'],
      [`base-${index}/budget.yaml`, budget(index)],
      [`base-${index}/map.yaml`, repeat(20, configMap, '---\n')],
      ...['dev', 'test', 'prod'].flatMap((name): [string, string][] => [
        [`${name}-${index}/kustomization.yaml`, `resources:\n- ../base-${index}\npatchesStrategicMerge:\n- patch.yaml\n`],
        [`${name}-${index}/patch.yaml`, `apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata:\n  name: budget-${index}\nspec:\n  minAvailable: 2\n`],
      ]),
    ]).flat(),
  ),
};

for (const [name, files] of Object.entries(trees)) {
  const directory = mkdtempSync(join(tmpdir(), 'k8s-upgrade-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    const started = performance.now();
    const planned = await plan({ paths: ['.'], cwd: directory });
    const seconds = (performance.now() - started) / 1000;
    const changed = planned.plan.files.filter(({ bucket }) => bucket === 'changed').length;
    process.stdout.write(`${name}: ${planned.plan.files.length} files, ${changed} changed, ${seconds.toFixed(2)} s, ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB resident\n`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
