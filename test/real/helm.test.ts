import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { root } from '../root.js';
import { temporaryTree } from '../workspace/temporary-tree.js';
import { findCharts, prepareChart, renderChart, templateFile, valuesOf } from './chart.js';
import { compareObjects } from './compare.js';
import { migratedCopy, migratedText } from './migrate.js';
import { readObjects, type RenderedObject } from './objects.js';
import { realTest } from './real-test.js';
import { chartSquares, type SquareOptions, type Squares } from './square.js';
import { outdatedObjects, squaresAgree } from './squares-agree.js';

const charts = join(root, 'test', 'real', 'fixtures', 'charts');
/** The files that a person would change in them, changed. */
const byHand = join(root, 'test', 'real', 'fixtures', 'by-hand', 'charts');

async function squaresOf(t: ExecutionContext, chart: string, options: Partial<SquareOptions> = {}): Promise<Squares> {
  return chartSquares(join(charts, chart), [], { to: '1.21', scratch: temporaryTree(t), ...options });
}

realTest('every chart here renders', async (t) => {
  const names = readdirSync(charts).sort();
  t.deepEqual(names, ['budget', 'portal', 'shop', 'worker']);
  for (const name of names) {
    const { squares } = await squaresOf(t, name);
    for (const square of squares) t.is(square.outcome, 'compared', `${name}, ${square.name}: ${'message' in square ? square.message : ''}`);
  }
});

realTest('the square sees what is outdated, and that a template of random values is not', async (t) => {
  t.deepEqual(outdatedObjects(await squaresOf(t, 'shop')), ['CronJob release-shop-export', 'Deployment release-shop']);
  t.deepEqual(outdatedObjects(await squaresOf(t, 'portal')), ['Ingress release-portal']);
  t.deepEqual(outdatedObjects(await squaresOf(t, 'worker')), ['PodDisruptionBudget release-worker', 'Role release-worker']);
});

realTest('templates that choose the version by the cluster’s capabilities keep rendering to what they rendered to', async (t) => {
  const result = await squaresOf(t, 'budget');
  t.deepEqual(outdatedObjects(result), []);
  squaresAgree(t, result);
});

realTest('for an older cluster such templates choose the old version still', async (t) => {
  const result = await squaresOf(t, 'budget', { to: '1.20' });
  t.deepEqual(outdatedObjects(result), []);
  squaresAgree(t, result);
});

for (const chart of ['shop', 'portal', 'worker']) {
  realTest(`the square closes for a chart that was migrated by hand: ${chart}`, async (t) => {
    const hand = temporaryTree(t);
    for (const from of [charts, byHand]) cpSync(join(from, chart), hand, { recursive: true });
    for (const values of valuesOf(hand)) {
      const [original, actual] = await Promise.all([join(charts, chart), hand].map((directory) => renderChart(directory, values, { to: '1.21', kubeVersion: '1.21' })));
      const migrate = async (): Promise<RenderedObject[]> =>
        readObjects(await migratedText((await renderChart(join(charts, chart), values, { to: '1.21', kubeVersion: '1.21' })).stdout, hand, { target: { to: '1.21' } }));
      const compared = await compareObjects({ original: readObjects(original?.stdout ?? ''), expected: await migrate(), actual: readObjects(actual?.stdout ?? ''), again: migrate });
      t.true(compared.some(({ outdated }) => outdated));
      t.deepEqual(compared.filter(({ agreement }) => agreement !== 'equal').map(({ diff }) => diff), []);
    }
  });
}

realTest('a Deployment made of helpers and a conditional CronJob, with two sets of values', async (t) => {
  squaresAgree(t, await squaresOf(t, 'shop'));
});

realTest('an Ingress with a range over its hosts', async (t) => {
  squaresAgree(t, await squaresOf(t, 'portal'));
});

realTest('objects printed by a library chart', async (t) => {
  squaresAgree(t, await squaresOf(t, 'worker'));
});

realTest('an object that is not migrated is left to a person, since its file is said to be a template', async (t) => {
  const { squares } = await squaresOf(t, 'portal');
  const [square] = squares;
  t.is(square?.outcome, 'compared');
  if (square?.outcome === 'compared') for (const { agreement, left } of square.objects) t.is(left, agreement !== 'equal');
});

realTest('dependencies come from the same tree, in whichever version it has', async (t) => {
  const tree = temporaryTree(t, {
    'stable/shop/Chart.yaml': 'name: shop\nversion: 1.0.0\n',
    'stable/shop/requirements.yaml':
      'dependencies:\n' +
      '  - {name: database, version: 0.1.0, repository: "https://kubernetes-charts.storage.googleapis.com/", alias: store}\n' +
      '  - {name: elsewhere, version: 1.0.0, repository: "https://charts.example.com"}\n',
    'stable/shop/templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\n',
    'stable/database/Chart.yaml': 'apiVersion: v1\nname: database\nversion: 7.0.0\n',
    'stable/database/templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: database}\n',
  });
  const all = findCharts(tree);
  t.deepEqual(all, [join(tree, 'stable/database'), join(tree, 'stable/shop')]);
  const copy = join(temporaryTree(t), 'copy');
  const preparation = prepareChart(join(tree, 'stable/shop'), copy, all);
  t.like(preparation, { linked: ['database'], absent: ['elsewhere of https://charts.example.com'], versioned: ['shop'] });
  t.is(templateFile(copy, 'shop/charts/store/templates/config.yaml'), 'charts/database/templates/config.yaml');
  const { squares } = await chartSquares(join(tree, 'stable/shop'), all, { to: '1.21', scratch: temporaryTree(t) });
  const [square] = squares;
  t.deepEqual(square?.outcome === 'compared' ? square.objects.map(({ object, file }) => [object.name, file]).sort() : square, [
    ['ConfigMap database', 'charts/database/templates/config.yaml'],
    ['ConfigMap shop', 'templates/config.yaml'],
  ]);
});

realTest('a chart that asks for a value is said not to render, with Helm’s message', async (t) => {
  const chart = temporaryTree(t, {
    'Chart.yaml': 'apiVersion: v2\nname: strict\nversion: 1.0.0\n',
    'values.yaml': '{}\n',
    'templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ required "a name is needed" .Values.name }}\n',
  });
  const { squares } = await chartSquares(chart, [], { to: '1.21', scratch: temporaryTree(t) });
  t.like(squares[0], { outcome: 'not rendered', reason: 'asks for a value (required or fail)' });
  t.regex(squares[0]?.outcome === 'not rendered' ? squares[0].message : '', /a name is needed/);
});

/** A chart without anything but what chooses: objects that move to another version, and ports that a template fills in. */
const choosing = {
  'Chart.yaml': 'apiVersion: v2\nname: choosing\nversion: 1.0.0\n',
  'values.yaml': 'port: 8080\nsites: [a, b]\n',
  'ci/name-values.yaml': 'port: http\n',
  'ci/digits-values.yaml': 'port: "8080"\n',
  'ci/no-sites-values.yaml': 'sites: []\n',
  'templates/_helpers.tpl':
    '{{- define "choosing.role" -}}\n{{- if semverCompare "<1.8-0" .Capabilities.KubeVersion.Version -}}\n{{- print "rbac.authorization.k8s.io/v1alpha1" -}}\n{{- else -}}\n' +
    '{{- print "rbac.authorization.k8s.io/v1beta1" -}}\n{{- end -}}\n{{- end -}}\n',
  'templates/role.yaml': 'apiVersion: {{ template "choosing.role" . }}\nkind: Role\nmetadata:\n  name: {{ .Release.Name }}\nrules: []\n',
  'templates/budget.yaml': 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: web\n',
  'templates/ingress.yaml':
    '{{- range .Values.sites }}\n---\napiVersion: extensions/v1beta1\nkind: Ingress\nmetadata:\n  name: {{ $.Release.Name }}-{{ . }}\nspec:\n  rules:\n    - http:\n        paths:\n' +
    '          - path: /\n            backend:\n              serviceName: {{ . }}\n              servicePort: {{ $.Values.port }}\n{{- end }}\n',
};

realTest('a port that a template fills in is a number or a name, as the value is', async (t) => {
  const result = await chartSquares(temporaryTree(t, choosing), [], { to: '1.21', scratch: temporaryTree(t) });
  t.deepEqual(outdatedObjects(result), ['Ingress release-a', 'Ingress release-b', 'PodDisruptionBudget release', 'Role release']);
  squaresAgree(t, result);
});

realTest('a chart of choices serves the target', async (t) => {
  const result = await chartSquares(temporaryTree(t, choosing), [], { to: '1.21', compat: true, scratch: temporaryTree(t) });
  t.deepEqual(outdatedObjects(result), ['Ingress release-a', 'Ingress release-b', 'PodDisruptionBudget release', 'Role release']);
  squaresAgree(t, result);
});

realTest('a chart of choices prints for an older cluster what it printed before', async (t) => {
  const original = temporaryTree(t, choosing);
  const migrated = join(temporaryTree(t), 'migrated');
  const { plan } = await migratedCopy(original, migrated, { target: { to: '1.21' }, helm: { compat: true } });
  const changed = plan.files.flatMap(({ path, patch }) => (patch ? [path] : []));
  t.deepEqual(changed, ['templates/_helpers.tpl', 'templates/budget.yaml', 'templates/ingress.yaml']);
  // Helm can be told of more versions than the cluster has, but not of fewer: one that no cluster has is asked for instead.
  for (const path of changed) {
    const text = readFileSync(join(migrated, path), 'utf8');
    t.true(text.includes('.Capabilities.APIVersions.Has "'), path);
    writeFileSync(join(migrated, path), text.replaceAll(/(\.APIVersions\.Has ")[^"]*/g, '$1absent.example.com/v1'));
  }
  for (const values of valuesOf(original)) {
    const [before, after] = await Promise.all([original, migrated].map((directory) => renderChart(directory, values, { to: '1.21', kubeVersion: '1.21' })));
    t.is(before?.status, 0, before?.stderr);
    t.deepEqual(readObjects(after?.stdout ?? '').map(({ data }) => data), readObjects(before?.stdout ?? '').map(({ data }) => data), values.name);
  }
});
