/**
 * Runs the tool over real repositories, one folder each, and fails where it crashes, loses a file,
 * changes something on a second run, or refuses too much. Prints the figures by repository.
 *
 *     node dist/test/corpus/check-corpus.js DIRECTORY
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { isServed, lifecycleOf } from '../../src/catalogue/api-lifecycle.js';
import { groupOf, versionOf } from '../../src/model/manifest.js';
import type { Version } from '../../src/model/version.js';
import { checkAgainstSchemas } from '../schemas/kubernetes-schemas.js';
import { apply, buckets, plan, type FilePlan, type Plan } from '../../src/index.js';

const settings = [
  { name: 'default', options: {} },
  { name: '--to 1.21 --accept all', options: { accept: ['all'] } },
  { name: '--to 1.22 --accept all', options: { accept: ['all'], target: { to: '1.22', networkPlugin: { name: 'calico' } } } },
  { name: '--to 1.25 --accept all', options: { accept: ['all'], target: { to: '1.25', networkPlugin: { name: 'calico' } } } },
] as const;

/** Of plain files with Kubernetes objects, at most this part may be refused or unreadable. */
const tolerated = 0.005;

const corpus = process.argv[2] ?? '../shared/corpus';
const problems: string[] = [];
for (const { name, options } of settings) {
  const totals = { plain: 0, lost: 0 };
  const kinds: KindCounts = new Map();
  write(`\n${name}`);
  for (const entry of readdirSync(corpus, { withFileTypes: true })) {
    // Thousands of chart templates take minutes; the commuting square looks at them with other settings.
    if (!entry.isDirectory() || (name !== 'default' && entry.name.startsWith('helm'))) continue;
    const scratch = mkdtempSync(join(tmpdir(), 'k8s-upgrade-corpus-'));
    try {
      cpSync(join(corpus, entry.name), scratch, { recursive: true });
      await checkRepository(entry.name, scratch, options, totals, kinds);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  for (const [kind, counts] of [...kinds].sort(([a], [b]) => (a < b ? -1 : 1))) {
    write(`    ${kind}: ${[...counts].sort().map(([status, number]) => `${number} ${status}`).join(', ')}`);
  }
  const share = totals.lost / Math.max(1, totals.plain);
  write(`  refused or unreadable: ${totals.lost} of ${totals.plain} plain files with objects (${(share * 100).toFixed(2)} %)`);
  if (share >= tolerated) problems.push(`${name}: ${(share * 100).toFixed(2)} % of the plain files are refused or unreadable`);
}
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;

async function checkRepository(name: string, directory: string, options: object, totals: { plain: number; lost: number }, kinds: KindCounts): Promise<void> {
  const started = performance.now();
  const first = (await plan({ paths: ['.'], cwd: directory, ...options })).plan;
  const seconds = (performance.now() - started) / 1000;
  const outcomes = await apply(first, { cwd: directory, allowDirty: true });
  for (const [path, { outcome, reason }] of outcomes) if (outcome !== 'written') problems.push(`${name}/${path}: not written: ${reason ?? ''}`);
  const second = (await plan({ paths: ['.'], cwd: directory, ...options })).plan;
  for (const file of second.files) if (file.patch) problems.push(`${name}/${file.path}: a second run changes it`);
  for (const file of first.files) {
    checkFile(`${name}/${file.path}`, file, first.target.to);
    count(file, kinds);
    if (file.objects > 0) checkServed(`${name}/${file.path}`, file, readFileSync(join(directory, file.path), 'utf8'), first.target.to);
  }
  const counted = buckets.map((bucket) => ({ bucket, count: first.files.filter((file) => file.bucket === bucket).length })).filter(({ count }) => count > 0);
  if (counted.reduce((sum, { count }) => sum + count, 0) !== first.files.length) problems.push(`${name}: the buckets do not add up`);
  write(`  ${name}: ${first.files.length} files in ${seconds.toFixed(1)} s: ${counted.map(({ bucket, count }) => `${count} ${bucket}`).join(', ')}; ${findingCounts(first)}`);
  // Templates have figures of their own: see template-figures and commuting-square.
  const plain = first.files.filter(({ path, chart }) => chart === undefined && !readFileSync(join(directory, path)).includes('{{'));
  const lost = plain.filter((file) => file.bucket === 'unreadable' || file.findings.some((finding) => finding.status === 'refused') || file.bucket === 'refused');
  totals.lost += lost.length;
  totals.plain += plain.filter((file) => file.objects > 0 || lost.includes(file)).length;
  for (const file of lost) write(`    ${file.path}: ${file.bucket}: ${file.reason ?? file.findings.find((finding) => finding.status === 'refused')?.notes.join(' ') ?? ''}`);
}

/** How many findings of which status there are by kind, with the version the object had. */
type KindCounts = Map<string, Map<string, number>>;

function count({ findings }: FilePlan, kinds: KindCounts): void {
  for (const { kind, apiVersion, status } of findings) {
    const key = `${apiVersion} ${kind}`;
    const counts = kinds.get(key) ?? new Map<string, number>();
    counts.set(status, (counts.get(status) ?? 0) + 1);
    kinds.set(key, counts);
  }
}

interface ReadObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string };
  readonly items?: unknown;
}

/** No object that the target does not serve is left without a word. */
function checkServed(path: string, { findings }: FilePlan, text: string, to: Version): void {
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { apiVersion, kind, metadata, items } = value as Partial<ReadObject>;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') return;
    if (Array.isArray(items)) items.forEach(visit);
    const row = lifecycleOf(groupOf(apiVersion), versionOf(apiVersion), kind);
    if (!row || row.virtual || isServed(row, to)) return;
    const said = findings.some((finding) => finding.status !== 'fixed' && finding.kind === kind && finding.name === metadata?.name);
    if (!said) problems.push(`${path}: ${apiVersion} ${kind} ${metadata?.name ?? ''} is not served by ${to}, and nothing says so`);
  };
  read(text)?.forEach(visit);
}

/** What is changed still reads, to a reader of its own, in all documents that it read before, and fits the target's schemas. */
function checkFile(path: string, { patch }: FilePlan, to: Version): void {
  if (!patch || /\{\{|<%/.test(patch.before)) return;
  const before = read(patch.before);
  const after = read(patch.after);
  if (before !== undefined && after === undefined) problems.push(`${path}: js-yaml no longer reads it`);
  if (before !== undefined && after !== undefined && before.length !== after.length) problems.push(`${path}: documents were lost`);
  if (before === undefined || after === undefined || hasDuplicateKeys(patch.before)) return;
  try {
    checkAgainstSchemas(Buffer.from(patch.after), to, Buffer.from(patch.before));
  } catch (error) {
    problems.push(`${path}: ${error instanceof Error ? error.message.slice(0, 500) : String(error)}`);
  }
}

/** Kubernetes takes the last of duplicate keys, js-yaml none. */
function hasDuplicateKeys(text: string): boolean {
  try {
    loadAll(text);
    return false;
  } catch {
    return true;
  }
}

function read(text: string): unknown[] | undefined {
  try {
    return loadAll(text, undefined, { json: true });
  } catch {
    return undefined;
  }
}

function findingCounts({ files }: Plan): string {
  const counts = new Map<string, number>();
  for (const { status } of files.flatMap((file) => file.findings)) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].sort().map(([status, count]) => `${count} ${status}`).join(', ') || 'no findings';
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
