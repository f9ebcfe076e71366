/** Speed and memory of planning, on texts made here: `npm run benchmark`. */
import { planFile } from '../../src/engine/plan-file.js';
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
