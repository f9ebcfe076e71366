import test from 'ava';
import { planFile } from '../../src/engine/plan-file.js';
import { embeddingKinds, type EmbeddingKind } from '../../src/model/embedding.js';
import type { FilePlan } from '../../src/model/plan.js';
import type { FileSettings } from '../../src/model/settings.js';
import { codeBlocks } from '../../src/source/markdown.js';
import { testSettings } from '../settings.js';

const settings = (embedded: readonly EmbeddingKind[] = embeddingKinds, more: Partial<FileSettings> = {}): FileSettings => testSettings({
  embedded: new Set(embedded),
  ...more,
});

function plan(text: string, using = settings()): FilePlan {
  return planFile({ path: 'a.yaml', bytes: Buffer.from(text), role: 'manifest' }, using).file;
}

function planMarkdown(text: string, using = settings()): FilePlan {
  return planFile({ path: 'a.md', bytes: Buffer.from(text), role: 'manifest', codeBlocks }, using).file;
}

/** Lines that differ, as a diff has them; lines are compared at the same place, so none may be added. */
function changes({ patch }: FilePlan): string[] {
  if (!patch) return [];
  const [before, after] = [patch.before.split('\n'), patch.after.split('\n')];
  return before.flatMap((line, index) => (line === after[index] ? [] : [`-${line}`, `+${after[index] ?? ''}`]));
}

const budget = ['apiVersion: policy/v1beta1', 'kind: PodDisruptionBudget', 'metadata: {name: web}', 'spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}'];
const indented = (lines: readonly string[], indent: string): string => lines.map((line) => (line === '' ? '\n' : `${indent}${line}\n`)).join('');
const configMap = (data: string, more = ''): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: addons\n  namespace: shop\n${more}data:\n${data}`;

test('a literal block of a ConfigMap is rewritten in place, and its findings say where they stand', (t) => {
  const text = configMap(`  # the budget\n  pdb.yaml: |\n${indented(budget, '    ')}  other: "no # manifest"\n`);
  const file = plan(text);
  t.deepEqual(changes(file), ['-    apiVersion: policy/v1beta1', '+    apiVersion: policy/v1']);
  t.is(file.bucket, 'changed');
  t.is(file.objects, 2);
  t.like(file.findings[0], { status: 'fixed', line: 9, column: 5, name: 'web', embedded: { kind: 'config-map', object: 'ConfigMap shop/addons', path: 'data["pdb.yaml"]' } });
});

test('each kind of embedding is a choice of its own', (t) => {
  const text = configMap(`  pdb.yaml: |\n${indented(budget, '    ')}`);
  for (const kinds of [[], ['custom-resource'], ['markdown']] as const) {
    t.is(plan(text, settings(kinds)).bucket, 'unchanged');
  }
  const { embedded: _, ...without } = settings();
  t.is(plan(text, without).bucket, 'unchanged');
});

test('block headers, line breaks, blank lines and several documents in one text', (t) => {
  const cases = [
    `  a: |-\n${indented(budget, '      ').trimEnd()}\n`,
    `  a: |+\n${indented(budget, '    ')}\n\n  b: c\n`,
    `  a: |2\n${indented(budget, '    ')}`,
    `  a: |   # comment\n\n\n${indented(budget, '   ')}`,
    `  a: |\n${indented([...budget, '', '---', '', '# second', ...budget], '    ')}    \n`,
    `  a: |\n${indented(budget, '    ').trimEnd()}`,
  ];
  for (const data of cases) {
    for (const text of [configMap(data), configMap(data).replaceAll('\n', '\r\n')]) {
      const file = plan(text);
      t.is(file.patch?.after, text.replaceAll('policy/v1beta1', 'policy/v1'), text);
      t.false(file.findings.some(({ status }) => status === 'refused'));
    }
  }
});

test('lines that are added take the indentation and the line break of the text', (t) => {
  const ingress = ['apiVersion: extensions/v1beta1', 'kind: Ingress', 'metadata: {name: web}', 'spec:', '  rules:', '    - http:', '        paths:', '          - path: /', '            backend: {serviceName: web, servicePort: 80}'];
  const alone = plan(indented(ingress, ''));
  const inner = alone.patch?.after.trimEnd().split('\n') ?? [];
  t.true(inner.length > ingress.length);
  for (const eol of ['\n', '\r\n']) {
    const file = plan(configMap(`  a: |\n${indented(ingress, '      ')}  b: c\n`).replaceAll('\n', eol));
    t.is(file.patch?.after, configMap(`  a: |\n${indented(inner, '      ')}  b: c\n`).replaceAll('\n', eol));
  }
});

test('quoted texts on one line are rewritten in place', (t) => {
  const text = budget.join('\n');
  const json = JSON.stringify({ apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', metadata: { name: "it's \"x\" \u00e4" }, spec: { minAvailable: 1, selector: { matchLabels: { a: 'b' } } } });
  for (const value of [JSON.stringify(text), JSON.stringify(`${text}\n`).replaceAll('/', '\\/').replace('metadata', '\\x6d\\u0065tadata'), `'${json.replaceAll("'", "''")}'`, JSON.stringify(json)]) {
    const before = configMap(`  a: ${value} # stays\n`);
    const { patch } = plan(before);
    t.regex(patch?.after ?? '', /policy\\?\/v1[^b]/);
    t.is(patch?.after.replace(/policy\\?\/v1/, 'X'), before.replace(/policy\\?\/v1beta1/, 'X'));
  }
});

test('what cannot be edited in place is refused with a reason', (t) => {
  const folded = `  a: >\n${indented(budget.flatMap((line) => [line, '']), '    ')}`;
  const wrapped = `  a: "${budget.join('\\n\\\n    \\\n    ')}"\n`;
  const cases: [string, string, RegExp][] = [
    [configMap(folded), 'embedded', /literal block/],
    [configMap(wrapped), 'embedded', /literal block/],
    [configMap(`  a: |\n${indented(budget, '    ')}`, 'immutable: true\n'), 'embedded', /immutable/],
    [configMap(`  a: &text |\n${indented(budget, '    ')}  b: *text\n`), 'alias', /alias/],
  ];
  for (const [text, refusal, note] of cases) {
    const file = plan(text);
    t.is(file.bucket, 'refused', text);
    t.is(file.findings[0]?.status, 'refused');
    t.is(file.findings[0]?.refusal, refusal as never);
    t.regex(file.findings[0]?.notes.join() ?? '', note);
    t.is(file.patch, undefined);
  }
});

test('one text that cannot be proven does not keep the others from being rewritten', (t) => {
  const file = plan(configMap(`  a: &text |\n${indented(budget, '    ')}  b: *text\n  c: |\n${indented(budget, '    ')}`));
  t.deepEqual(changes(file), ['-    apiVersion: policy/v1beta1', '+    apiVersion: policy/v1']);
  t.deepEqual(file.findings.map(({ status, embedded }) => `${status} ${embedded?.path ?? ''}`), ['refused data.a', 'refused data.b', 'fixed data.c']);
});

test('texts that are no manifests are none of ours; those that are meant to be are named', (t) => {
  const script = indented(['cat <<EOF', ...budget, 'EOF', 'if [ "$a" ]; then'], '    ');
  t.like(plan(configMap(`  run.sh: |\n${script}`)), { bucket: 'unchanged', findings: [], objects: 1 });
  const broken = plan(configMap(`  pdb.yaml: |\n${indented([...budget, 'status: ['], '    ')}`));
  t.is(broken.bucket, 'unchanged');
  t.like(broken.unreadEmbedded?.[0], { bucket: 'unreadable', line: 13, embedded: { path: 'data["pdb.yaml"]' } });
  t.notRegex(broken.unreadEmbedded?.[0]?.reason ?? '', /line/);
  t.like(plan(configMap(`  a: |\n${indented([...budget, '$patch: delete'], '    ')}`)).unreadEmbedded?.[0], { bucket: 'patch' });
});

test('a ConfigMap that is written as JSON', (t) => {
  for (const indent of [0, 2]) {
    const text = `${JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { 'pdb.yaml': `${budget.join('\n')}\n` } }, undefined, indent)}\n`;
    t.is(plan(text).patch?.after, text.replace('policy/v1beta1', 'policy/v1'));
  }
});

test('component configuration in a ConfigMap is looked at', (t) => {
  const proxy = ['apiVersion: kubeproxy.config.k8s.io/v1alpha1', 'kind: KubeProxyConfiguration', 'featureGates:', '  TaintBasedEvictions: true'];
  const file = plan(configMap(`  config.conf: |-\n${indented(proxy, '    ')}`));
  t.like(file.findings[0], { transform: 'component-feature-gates', kind: 'KubeProxyConfiguration', line: 11, column: 7 });
});

test('what is said of a place in a text is not said of the text, too', (t) => {
  const monitor = ['apiVersion: monitoring.coreos.com/v1', 'kind: ServiceMonitor', 'metadata: {name: a}', 'spec:', '  endpoints:', '    - path: /stats/container/'];
  const text = configMap(`  a.yaml: |\n${indented(monitor, '    ')}---\n${configMap('  b.txt: curl localhost:10255/stats/container/\n')}`);
  const said = (file: FilePlan): string[] => file.findings.map(({ messageId, kind, path }) => `${messageId} ${kind} ${path}`);
  t.deepEqual(said(plan(text, settings([]))), ['cadvisor-json ConfigMap data["a.yaml"]', 'cadvisor-json ConfigMap data["b.txt"]']);
  t.deepEqual(said(plan(text)), ['cadvisor-json ServiceMonitor spec.endpoints[0].path', 'cadvisor-json ConfigMap data["b.txt"]']);
});

test('suppressions hold inside of a text and around it, and go stale in it', (t) => {
  const reason = (id: string): string => `# k8s-upgrade-ignore: ${id} -- old cluster`;
  const data = (first: string): string => `  a: |\n${indented([first, ...budget], '    ')}`;
  const inside = plan(configMap(data(reason('pod-disruption-budget-v1'))));
  t.is(inside.bucket, 'unchanged');
  t.like(inside.suppressed[0], { by: 'comment', finding: { line: 9, embedded: { kind: 'config-map' } } });
  t.deepEqual(inside.staleSuppressions, []);
  const around = plan(`${reason('all')}\n${configMap(data('# none'))}`);
  t.is(around.suppressed.length, 1);
  t.deepEqual(around.staleSuppressions, []);
  const stale = plan(configMap(data(reason('ingress-v1'))));
  t.like(stale.staleSuppressions, [{ line: 8, column: 5, problem: 'matches nothing' }]);
  const entry = { kind: 'PodDisruptionBudget', reason: 'x' };
  const { usedIgnores, file } = planFile({ path: 'a.yaml', bytes: Buffer.from(configMap(data('# none'))), role: 'manifest' }, settings(embeddingKinds, { ignore: [entry] }));
  t.true(usedIgnores.has(entry));
  t.is(file.suppressed.length, 1);
});

const nested: readonly (readonly [string, string])[] = [
  ['ManifestWork', 'apiVersion: work.open-cluster-management.io/v1\nkind: ManifestWork\nmetadata: {name: w}\nspec:\n  workload:\n    manifests:\n      - '],
  ['Work', 'apiVersion: work.karmada.io/v1alpha1\nkind: Work\nmetadata: {name: w}\nspec:\n  workload:\n    manifests:\n      - '],
  ['SyncSet', 'apiVersion: hive.openshift.io/v1\nkind: SyncSet\nmetadata: {name: w}\nspec:\n  resources:\n      - '],
  ['Object', 'apiVersion: kubernetes.crossplane.io/v1alpha1\nkind: Object\nmetadata: {name: w}\nspec:\n  forProvider:\n    manifest:\n        '],
  ['Template', 'apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {name: w}\nobjects:\n      - '],
  ['ConfigurationPolicy', 'apiVersion: policy.open-cluster-management.io/v1\nkind: ConfigurationPolicy\nmetadata: {name: w}\nspec:\n  object-templates:\n    - complianceType: musthave\n      objectDefinition:\n        '],
  [
    'Policy',
    'apiVersion: policy.open-cluster-management.io/v1\nkind: Policy\nmetadata: {name: w}\nspec:\n  policy-templates:\n    - objectDefinition:\n        apiVersion: policy.open-cluster-management.io/v1\n        kind: ConfigurationPolicy\n        spec:\n          object-templates:\n            - complianceType: musthave\n              objectDefinition:\n                ',
  ],
  ['Application', 'apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: {name: w}\nspec:\n  components:\n    - name: a\n      type: k8s-objects\n      properties:\n        objects:\n          - '],
];

for (const [kind, head] of nested) {
  test(`objects in the fields of ${kind}`, (t) => {
    const column = /[^\n]*$/.exec(head)?.[0].length ?? 0;
    const text = head + budget.join(`\n${' '.repeat(column)}`) + '\n';
    const file = plan(text, settings(['custom-resource']));
    t.is(file.patch?.after, text.replace('policy/v1beta1', 'policy/v1'), text);
    t.like(file.findings[0], { name: 'web', status: 'fixed', embedded: { kind: 'custom-resource', object: `${kind} w` } });
    t.is(plan(text, settings(['config-map'])).bucket, 'unchanged');
  });
}

test('where values are filled in later, no more than the version changes', (t) => {
  const template = (port: string): string =>
    `apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {name: t}\nobjects:\n  - apiVersion: extensions/v1beta1\n    kind: Ingress\n    metadata: {name: web, annotations: {a: "\${{X}}"}}\n    spec:\n      backend: {serviceName: web, servicePort: ${port}}\n`;
  const file = plan(template('80'));
  t.is(file.bucket, 'refused');
  t.like(file.findings[0], { refusal: 'embedded' });
  t.is(plan(template('80').replace('${{X}}', '${X}')).bucket, 'changed');
  const forbidden = 'apiVersion: policy.open-cluster-management.io/v1\nkind: ConfigurationPolicy\nmetadata: {name: w}\nspec:\n  object-templates:\n    - complianceType: mustnothave\n      objectDefinition:\n        apiVersion: extensions/v1beta1\n        kind: Ingress\n        spec: {backend: {serviceName: web, servicePort: 80}}\n';
  t.is(plan(forbidden).bucket, 'refused');
});

test('a text in a custom resource', (t) => {
  const workflow = (action: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: w}\nspec:\n  templates:\n    - name: a\n      resource:\n        action: ${action}\n        manifest: |\n${indented(budget.map((line) => line.replace('name: web', 'name: "{{inputs.parameters.name}}"')), '          ')}`;
  t.deepEqual(changes(plan(workflow('create'))), ['-          apiVersion: policy/v1beta1', '+          apiVersion: policy/v1']);
  t.like(plan(workflow('patch')).findings[0], { status: 'refused', refusal: 'embedded' });
});

test('texts in texts are not looked into', (t) => {
  const inner = configMap(`  pdb.yaml: |\n${indented(budget, '    ')}`).trimEnd().split('\n');
  t.is(plan(configMap(`  cm.yaml: |\n${indented(inner, '    ')}`)).bucket, 'unchanged');
});

test('code blocks of Markdown, in lists and quotations', (t) => {
  const blocks = [
    `\`\`\`yaml\n${indented(budget, '')}\`\`\`\n`,
    `~~~~ YML title="a" {1,2}\n${indented(budget, '')}~~~~~\n`,
    `\`\`\`{.yaml .numberLines}\n${indented(['', ...budget, '', '---', ...budget], '')}\`\`\`\n`,
    `1. one\n\n   - two\n\n     \`\`\`yaml\n${indented(budget, '     ')}     \`\`\`\n`,
    `> > \`\`\`yaml\n${budget.map((line) => `> > ${line}\n`).join('')}> > \`\`\`\n`,
    `  \`\`\`yml\n${indented(budget, '  ')}  \`\`\`\n`,
    `\`\`\`json\n{"apiVersion": "policy/v1beta1", "kind": "PodDisruptionBudget", "metadata": {"name": "a"}, "spec": {"minAvailable": 1, "selector": {"matchLabels": {"a": "b"}}}}\n\`\`\`\n`,
  ];
  for (const block of [...blocks, blocks.join('\ntext policy/v1beta1\n\n')]) {
    for (const eol of ['\n', '\r\n']) {
      const text = `# Title\n\n${block}\nend`.replaceAll('\n', eol);
      const { patch, findings } = planMarkdown(text);
      t.is(patch?.after, text.replace(/(apiVersion"?: "?)policy\/v1beta1/g, '$1policy/v1'), text);
      t.true(findings.every(({ status, embedded }) => status === 'fixed' && embedded?.kind === 'markdown'));
    }
  }
  t.like(planMarkdown(`# Title\n\n${blocks[4] ?? ''}`).findings[0], { line: 4, column: 5 });
});

test('what looks like a code block of Markdown and is none', (t) => {
  const yaml = indented(budget, '');
  const fence = `\`\`\`yaml\n${yaml}\`\`\`\n`;
  for (const text of [
    `<!--\n${fence}-->\n`,
    `\`\`\`\`markdown\n${fence}\`\`\`\`\n`,
    `    \`\`\`yaml\n${indented(budget, '    ')}    \`\`\`\n`,
    `\`\`\`sh\n${yaml}\`\`\`\n`,
    `\`\`\`yaml-template\n${yaml}\`\`\`\n`,
    `\`\`\`\n${yaml}\`\`\`\n`,
    yaml,
    '```yaml\n```\n',
  ]) {
    t.like(planMarkdown(text), { bucket: 'not-kubernetes', findings: [] }, text);
    t.is(planMarkdown(text).unreadEmbedded, undefined);
  }
  t.like(planMarkdown(`a\n\n\`\`\`yaml\n${yaml}`).unreadEmbedded, [{ line: 3, column: 1, bucket: 'unreadable', reason: 'the fenced code block is not closed' }]);
  t.like(planMarkdown(`\`\`\`yaml\n${yaml}a: [\n\`\`\`\n`).unreadEmbedded, [{ line: 7, column: 1, bucket: 'unreadable' }]);
});

test('a code block of Markdown that holds a template', (t) => {
  const text = `\`\`\`yaml\n${indented(budget, '').replace('name: web', 'name: {{ .Release.Name }}')}\`\`\`\n`;
  t.is(planMarkdown(text).patch?.after, text.replace('policy/v1beta1', 'policy/v1'));
});
