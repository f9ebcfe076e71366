/**
 * Checks over real charts and kustomizations that migrating and rendering commute: what a migrated
 * source renders to is what migrating the rendered source gives. Fails where an object differs of
 * which nothing says that it is left to a person, where a migrated source no longer renders, where
 * bytes outside an edit changed, and where a second run changes something.
 *
 *     node dist/test/corpus/commuting-square.js [--to 1.21] [--kube-version 1.21] [--accept all] [--helm-compat] [--jobs 2]
 *         [--only TEXT] [--quiet] [DIRECTORY…]
 *
 * Each directory is a repository; by default, those of ../shared/corpus. Dependencies of charts are
 * taken from the same repository. `--only` takes the charts and kustomizations whose path contains a text.
 */
import { mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { parseVersion, type Version } from '../../src/model/version.js';
import { findCharts } from '../real/chart.js';
import { findKustomizations } from '../real/kustomization.js';
import { missingPrograms } from '../real/programs.js';
import { chartSquares, kustomizationSquares, type Square, type Squares } from '../real/square.js';
import { Figures } from './square-figures.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    to: { type: 'string', default: '1.21' },
    'kube-version': { type: 'string' },
    accept: { type: 'string', multiple: true, default: [] },
    'helm-compat': { type: 'boolean', default: false },
    jobs: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string', default: '' },
    quiet: { type: 'boolean', default: false },
  },
});
if (missingPrograms !== undefined) {
  process.stderr.write(`Nothing was checked: ${missingPrograms}.\n`);
  process.exit(1);
}
const to = version(values.to);
const kubeVersion = version(values['kube-version'] ?? values.to);
const accept = values.accept.flatMap((ids) => ids.split(','));
const started = performance.now();
const charts = new Figures('charts');
const kustomizations = new Figures('kustomizations');
const limit = pLimit(Number(values.jobs));
const corpus = '../shared/corpus';
const repositories = positionals.length > 0 ? positionals : readdirSync(corpus, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => join(corpus, name)).sort();

for (const repository of repositories.map((path) => resolve(path))) {
  const shown = (path: string): string => join(relative(resolve(corpus), repository).startsWith('..') ? '' : relative(resolve(corpus), repository), relative(repository, path));
  const all = findCharts(repository);
  const chosen = all.filter((path) => shown(path).includes(values.only));
  const results = await Promise.all(
    chosen.map((chart) => limit(async () => ({ chart, ...(await inScratch((scratch) => chartSquares(chart, all, { to, kubeVersion, accept, compat: values['helm-compat'], scratch }))) }))),
  );
  for (const { chart, preparation, ...result } of results) {
    charts.prepared(preparation);
    take(charts, shown(chart), result);
  }
  const overlays = findKustomizations(repository).filter((path) => shown(path).includes(values.only));
  if (overlays.length > 0) {
    const result = await inScratch((scratch) => kustomizationSquares(repository, overlays, { to, accept, scratch }));
    take(kustomizations, shown(repository), result);
  }
}
for (const figures of [charts, kustomizations]) write(figures.summary());
write(`--to ${to}, Kubernetes ${kubeVersion}${accept.length > 0 ? `, --accept ${accept.join(',')}` : ''}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
process.exitCode = charts.failed || kustomizations.failed ? 1 : 0;

function take(figures: Figures, name: string, { squares, mistakes }: Squares): void {
  for (const mistake of mistakes) write(`${name}/${mistake}`);
  figures.add(name, squares, mistakes);
  if (!values.quiet) for (const square of squares) tell(name, square);
}

/** Prints what is to be looked at. */
function tell(name: string, square: Square): void {
  const where = `${name} (${square.name})`;
  if (square.outcome === 'not rendered') write(`${where} does not render: ${square.reason}: ${lastLine(square.message)}`);
  if (square.outcome === 'broken') write(`${where} no longer renders${square.left ? ', left to a person' : ''}: ${lastLine(square.message)}`);
  if (square.outcome !== 'compared') return;
  for (const { agreement, left, leftAsRendered, object, file, diff } of square.objects) {
    // What a person is told to do is as it was; anything else is worth a look even then.
    if (agreement === 'equal' || (left && agreement === 'unmigrated') || leftAsRendered) continue;
    write(`${where}: ${agreement}${left ? ', left to a person' : ''}: ${object.name}${file === undefined ? '' : `, of ${file}`}\n${diff ?? ''}`);
  }
}

/** The last line of a message that is not a hint. */
function lastLine(message: string): string {
  return message.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Use --debug')).at(-1) ?? '';
}

async function inScratch<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), 'k8s-upgrade-square-'));
  try {
    return await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function version(text: string): Version {
  const parsed = parseVersion(text);
  if (!parsed) throw new Error(`${text} is no version; 1.21 is one`);
  return parsed;
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
