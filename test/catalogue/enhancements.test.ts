import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { generatedTexts } from '../../src/authoring/docs.js';
import {
  enhancementGroups,
  enhancementName,
  enhancementNumber,
  enhancements,
  enhancementsOfGate,
  enhancementsOfTransform,
  findEnhancements,
} from '../../src/catalogue/enhancements.js';
import { featureGates } from '../../src/catalogue/feature-gate-data.js';
import { gateInfo, isGateKnownAt } from '../../src/catalogue/feature-gates.js';
import type { TransformMeta } from '../../src/model/transform.js';
import { readFixtures } from '../../src/testing.js';
import { transforms } from '../../transforms/index.js';
import { root } from '../root.js';

/** What was announced with 1.21. */
const announced = [
  5, 536, 1923, 2249, 2185, 2255, 2214, 2232, 19, 85, 592, 2305, 1209, 1602, 1748, 1933, 1959, 2079, 2086, 2433, 2365, 752, 2200, 563, 1769, 2238, 34, 213,
  2129, 2403, 2411, 2000, 2053, 1432, 1845, 1412, 1472, 1698, 1885, 2047, 2155, 1904, 2161, 541, 542, 1205, 1393, 859, 2227, 2436, 2420,
];

/** What else the changelog tells. */
const notes = [
  'ipvs-route-localnet', 'kubeadm-systemd-cgroups', 'volume-topology-labels', 'cinder-csi-migration', 'csi-migration-complete-gates',
  'load-balancer-node-exclusion', 'storage-operation-metrics',
  'batch-v2alpha1', 'discovery-v1alpha1', 'flowcontrol-v1alpha1', 'azure-mixed-protocols', 'removed-flags', 'service-account-issuer-flags', 'removed-gates',
  'kubectl-run-flags', 'kubectl-alpha-debug', 'kubeadm-alpha-commands', 'export-parameter', 'hyper-v-isolation', 'scheduler-metrics', 'etcd-object-counts-metric',
  'request-total-content-type',
  'audit-policy-versions', 'vsphere-disk-format', 'storage-v1alpha1', 'dockershim-flags',
  'huge-page-multiples', 'claim-data-source', 'static-pod-restarts', 'kustomize-4', 'hidden-managed-fields', 'preferred-versions', 'exec-probe-timeouts',
  'control-plane-label',
];

const metas = new Map<string, TransformMeta>(transforms.map(({ meta }) => [meta.id, meta]));

test('every announced enhancement has an entry, in order', (t) => {
  t.is(announced.length, 51);
  t.deepEqual(enhancements.flatMap(({ number }) => number ?? []), announced);
});

test('every upgrade note has an entry, in order', (t) => {
  t.deepEqual(enhancements.flatMap(({ id }) => id ?? []), notes);
});

test('no name stands for two entries, nor for a transform', (t) => {
  const names = enhancements.flatMap((entry) => [enhancementName(entry), ...(entry.folder === undefined ? [] : [String(entry.folder)])]);
  t.deepEqual(names, [...new Set(names)]);
  t.deepEqual(names.filter((name) => metas.has(name)), []);
});

for (const entry of enhancements) {
  const name = enhancementName(entry);

  test(`${name}: is complete`, (t) => {
    t.true(enhancementGroups.includes(entry.group));
    t.is(entry.transforms === undefined, entry.reason !== undefined, 'it has transforms or a reason, not both');
    t.is(entry.transforms === undefined, entry.does === 'nothing');
    for (const sentence of [entry.change, entry.reason, entry.note]) if (sentence !== undefined) t.regex(sentence, /^[A-Za-z0-9`].*[a-z0-9)`]\.$/);
    for (const text of [entry.title, entry.touches]) t.regex(text, /^\S.*[^\s.]$/);
    t.true(entry.sources.length > 0);
    for (const source of entry.sources) t.regex(source, /^https:\/\/(?:github\.com|kubernetes\.io)\/\S+$/);
    const folder = entry.folder ?? entry.number;
    const [first = ''] = entry.sources;
    if (folder !== undefined) t.regex(first, new RegExp(`enhancements/(?:tree/master/keps/[a-z-]+/0?${folder}-|issues/${folder}$)`));
  });

  for (const gate of entry.gates ?? []) {
    test(`${name}: ${gate} is in the catalogue`, (t) => {
      t.truthy(gateInfo(gate));
      t.true(isGateKnownAt(gate, '1.20') !== false || isGateKnownAt(gate, '1.21') !== false);
    });
  }

  for (const id of entry.transforms ?? []) {
    test(`${name}: ${id} looks after it`, (t) => {
      const transform = transforms.find(({ meta }) => meta.id === id);
      if (transform === undefined) return void t.fail(`there is no transform ${id}`);
      if (entry.number !== undefined) t.true(transform.meta.keps?.includes(entry.number), `${id} does not name ${entry.number} under keps`);
      const literals = literalsOf(entry.touches);
      t.true(literals.length > 0, 'touches names nothing as it is written in a file');
      const raising = readFixtures(transform, join(root, 'transforms', id)).filter(({ findings }) => findings.length > 0);
      t.true(
        raising.some(({ before }) => literals.some((literal) => Buffer.from(before).includes(literal))),
        `no fixture of ${id} that raises a finding has one of: ${literals.join(', ')}`,
      );
    });
  }
}

/** What stands in code marks, as a file would have it: without the dashes of a flag and without ellipses. */
function literalsOf(touches: string): string[] {
  const marked = touches.split('`').filter((_, index) => index % 2 === 1);
  return marked.flatMap((code) => code.split('…')).map((code) => code.replace(/^-+/, '')).filter((literal) => literal.length >= 4);
}

test('what a transform names, names the transform', (t) => {
  const numbered = enhancements.filter(({ number }) => number !== undefined);
  const missing = [...metas.values()].flatMap(({ id, keps = [], featureGates: asked = [] }) =>
    numbered
      .filter(({ number, gates = [] }) => (number !== undefined && keps.includes(number)) || gates.some((gate) => asked.includes(gate)))
      .filter(({ transforms: named }) => !named?.includes(id))
      .map((entry) => `${enhancementName(entry)} lacks ${id}`),
  );
  t.deepEqual(missing, []);
});

test('every gate whose enhancement is of 1.21 belongs to its entry', (t) => {
  const lacking = featureGates.filter(
    ({ name, kep }) => kep !== undefined && findEnhancements(String(kep)).length > 0 && !findEnhancements(String(kep)).some(({ gates }) => gates?.includes(name)),
  );
  t.deepEqual(lacking.map(({ name }) => name), []);
});

test('the page for readers is current', (t) => {
  const page = generatedTexts(transforms).find(({ file }) => file === 'src/catalogue/ENHANCEMENTS.md');
  t.is(readFileSync(join(root, 'src/catalogue/ENHANCEMENTS.md'), 'utf8'), page?.text('') ?? '', 'run "npm run docs"');
});

test('the page has a row for each entry', (t) => {
  const page = generatedTexts(transforms).find(({ file }) => file === 'src/catalogue/ENHANCEMENTS.md')?.text('') ?? '';
  const rows = page.split('\n').filter((line) => /^\| (?!Id )/.test(line));
  t.is(rows.length, enhancements.length);
  for (const row of rows) t.is(row.split(/(?<!\\)\|/).length, 10, row);
});

test('entries are found by number and by id', (t) => {
  const titles = (name: string): string[] => findEnhancements(name).map(({ title }) => title);
  for (const name of ['2079', 'KEP-2079', 'kep2079', '#2079', '02079']) t.deepEqual(titles(name), ['Port ranges of a NetworkPolicy'], name);
  t.deepEqual(titles('1855'), ['Service account tokens for CSI drivers']);
  t.deepEqual(titles('2047'), ['Service account tokens for CSI drivers']);
  t.deepEqual(titles('IPVS-route-localnet'), ['IPVS without route_localnet']);
  for (const name of ['', '207', '99999', 'KEP-', '2079x', 'constructor', '-1', '1.21']) t.deepEqual(titles(name), [], name);
});

test('what is no number of an enhancement', (t) => {
  t.is(enhancementNumber('KEP-0752'), 752);
  for (const name of ['', 'KEP', '12345678', '1e3', '٢٠٧٩']) t.is(enhancementNumber(name), undefined, name);
});

test('a gate and a transform know their entries', (t) => {
  t.deepEqual(enhancementsOfGate('TopologyAwareHints').map(enhancementName), ['2433']);
  t.deepEqual(enhancementsOfGate('ExecProbeTimeout').map(enhancementName), ['exec-probe-timeouts']);
  t.deepEqual(enhancementsOfGate('NoSuchGate'), []);
  t.deepEqual(enhancementsOfTransform('service-topology-keys').map(enhancementName), ['536', '2086', '2433']);
  t.deepEqual(enhancementsOfTransform('ingress-v1'), []);
});
