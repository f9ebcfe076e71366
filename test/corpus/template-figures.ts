/**
 * Counts how many Helm templates of charts are understood: every document of every world of theirs
 * is YAML, for Kubernetes 1.21. Prints the figures and what keeps the others back; fails where fewer
 * than 97 % are.
 *
 *     node dist/test/corpus/template-figures.js DIRECTORY [--list]
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { cutDocuments } from '../../src/source/documents.js';
import { parseDocument } from '../../src/source/parse.js';
import type { SyntaxNode } from '../../src/source/syntax.js';
import { blockTree } from '../../src/source/template/blocks.js';
import { collectHelpers, indexHelpers, type Helpers } from '../../src/source/template/helpers.js';
import { readTemplate } from '../../src/source/template/read-template.js';
import { tokenizeTemplate } from '../../src/source/template/tokenize.js';
import { templateTarget } from '../source/template/target.js';

const [directory = '../shared/corpus', list] = process.argv.slice(2);
const target = templateTarget('1.21');
const files = readdirSync(directory, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();

/** By chart: what its `templates` directory holds. */
const charts = new Map<string, string[]>();
for (const file of files.filter((name) => /\/templates\/.*\.(?:ya?ml|tpl)$/.test(name) && existsSync(join(chartOf(name), 'Chart.yaml')))) {
  charts.set(chartOf(file), [...(charts.get(chartOf(file)) ?? []), file]);
}
const outcomes = new Map<string, string[]>();
const counts: number[] = [];
let [templates, readTime, parsed, bytes, resolved, dead] = [0, 0, 0, 0, 0, 0];
for (const members of charts.values()) {
  const helpers = helpersOf(members);
  for (const file of members.filter((member) => /\.ya?ml$/.test(member))) {
    templates++;
    const outcome = check(readFileSync(file, 'utf8'), helpers);
    outcomes.set(outcome.kind, [...(outcomes.get(outcome.kind) ?? []), `${relative(directory, file)}: ${outcome.detail}`]);
  }
}

const understood = outcomes.get('understood')?.length ?? 0;
write(`${templates} templates of ${charts.size} charts (${(bytes / 1e6).toFixed(1)} MB)`);
write(`understood in all worlds: ${understood} (${((understood / templates) * 100).toFixed(2)} %)`);
for (const [kind, members] of [...outcomes].sort(([a], [b]) => (a < b ? -1 : 1))) {
  if (kind !== 'understood') write(`  ${kind}: ${members.length}`);
  if (list !== undefined && kind !== 'understood') for (const member of members) write(`    ${member}`);
}
write(`worlds of a template: most ${Math.max(...counts)}, mean ${(counts.reduce((sum, count) => sum + count, 0) / counts.length).toFixed(1)}`);
write(`helper calls resolved to a literal: ${resolved}; arms that the target never takes: ${dead}`);
write(`reading, processor time: ${(readTime / 1000).toFixed(1)} s (${((bytes / readTime) * 1000 / 1e6).toFixed(1)} MB/s); different documents parsed: ${parsed}`);
if (understood / templates < 0.97) process.exitCode = 1;

function chartOf(file: string): string {
  return dirname(file.slice(0, file.indexOf('/templates/') + '/templates/'.length));
}

function helpersOf(members: readonly string[]): Helpers {
  return indexHelpers(
    members.flatMap((file) => {
      const source = readFileSync(file, 'utf8');
      const tokenized = tokenizeTemplate(source);
      const treed = tokenized.ok ? blockTree(source, tokenized.tokens) : undefined;
      return treed?.ok ? collectHelpers(file, source, treed.tree) : [];
    }),
  );
}

function check(source: string, helpers: Helpers): { readonly kind: string; readonly detail: string } {
  const started = process.cpuUsage();
  const read = readTemplate(source, target, helpers);
  const { user, system } = process.cpuUsage(started);
  readTime += (user + system) / 1000;
  bytes += source.length;
  if (!read.ok) return { kind: `cannot be read: ${read.problem.code}`, detail: `${read.problem.message} (line ${lineOf(source, read.problem.offset)})` };
  const seen = new Set<string>();
  let duplicate: string | undefined;
  for (const { worlds, dead: deadSpans } of read.regions) {
    counts.push(worlds.length);
    dead += deadSpans.length;
    resolved += worlds[0]?.holes.filter(({ literal }) => literal).length ?? 0;
    for (const { text, hidden } of worlds) {
      const lost = hiddenMistake(source, text, hidden);
      if (lost !== undefined) return { kind: 'moved text', detail: lost };
      for (const { start, end } of cutDocuments(text)) {
        const slice = text.slice(start, end);
        if (seen.has(slice)) continue;
        seen.add(slice);
        parsed++;
        const result = parseDocument(slice);
        if (!result.ok) return { kind: 'a world is no YAML', detail: `${result.problem.message} (line ${lineOf(source, start + result.problem.offset)})` };
        if (result.document.root && hasDuplicateKeys(result.document.root)) duplicate ??= `line ${lineOf(source, start)}`;
      }
    }
  }
  return duplicate === undefined ? { kind: 'understood', detail: '' } : { kind: 'duplicate keys in a world', detail: duplicate };
}

function hiddenMistake(source: string, text: string, hidden: readonly { start: number; end: number }[]): string | undefined {
  if (text.length !== source.length) return `the text has ${text.length} characters instead of ${source.length}`;
  let from = 0;
  for (const { start, end } of [...hidden, { start: source.length, end: source.length }]) {
    if (source.slice(from, start) !== text.slice(from, start)) return `line ${lineOf(source, from)}`;
    from = end;
  }
  return undefined;
}

function hasDuplicateKeys(node: SyntaxNode): boolean {
  if (node.type === 'map') {
    const keys = node.entries.filter(({ merge }) => !merge).map(({ key }) => key);
    return new Set(keys).size < keys.length || node.entries.some(({ value }) => value !== undefined && hasDuplicateKeys(value));
  }
  return node.type === 'sequence' && node.items.some(({ value }) => value !== undefined && hasDuplicateKeys(value));
}

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
