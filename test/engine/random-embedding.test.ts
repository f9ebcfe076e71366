import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { transforms } from '../../transforms/index.js';
import { planFile } from '../../src/engine/plan-file.js';
import { embeddingKinds } from '../../src/model/embedding.js';
import type { FilePlan } from '../../src/model/plan.js';
import type { FileSettings } from '../../src/model/settings.js';
import { codeBlocks } from '../../src/source/markdown.js';
import { parseDocument } from '../../src/source/parse.js';
import { root } from '../root.js';

const settings: FileSettings = {
  target: { to: '1.21', featureGates: {}, allowedUnsafeSysctls: [] },
  transforms,
  idle: new Set(),
  accept: new Set(['all']),
  options: {},
  apis: [],
  ignore: [],
  embedded: new Set(embeddingKinds),
};

/** The manifests of all fixtures, with `\n` and one at the end. Tabs count in Markdown as the column demands. */
const manifests = readdirSync(join(root, 'transforms'))
  .map((name) => join(root, 'transforms', name, 'fixtures'))
  .filter((directory) => existsSync(directory))
  .flatMap((directory) => readdirSync(directory).map((name) => join(directory, name, 'before.yaml')))
  .filter((file) => existsSync(file))
  .map((file) => readFileSync(file, 'utf8').replace(/\r\n?/g, '\n').replace(/\n*$/, '\n'))
  .filter((text) => !/[\t\uFEFF\0]/.test(text) && !text.includes('kind: ConfigMap'));

/** A text around another one. */
interface Around {
  readonly head: string;
  readonly indent: string;
  readonly tail: string;
  readonly eol: string;
}

function wrap({ head, indent, tail, eol }: Around, inner: string): string {
  const lines = inner.replace(/\n$/, '').split('\n').map((line) => (line === '' ? indent.trimEnd() : indent + line));
  return `${head}${lines.join('\n')}\n${tail}`.replaceAll('\n', eol);
}

function plan(path: string, text: string): FilePlan {
  return planFile({ path, bytes: Buffer.from(text), role: 'manifest', ...(path.endsWith('.md') ? { codeBlocks } : {}) }, settings).file;
}

const eol = fc.constantFrom('\n', '\r\n');
const manifest = fc.constantFrom(...manifests);

const configMaps: fc.Arbitrary<Around> = fc
  .record({ width: fc.integer({ min: 1, max: 6 }), more: fc.integer({ min: 1, max: 5 }), chomp: fc.constantFrom('', '+'), tail: fc.boolean(), eol })
  .map(({ width, more, chomp, tail, eol: lineBreak }) => {
    const outer = ' '.repeat(width);
    return {
      head: `# first\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: around}\ndata:\n${outer}a: b # one\n${outer}key: |${more}${chomp}\n`,
      indent: ' '.repeat(width + more),
      tail: tail ? `${outer}other: "1" # two\n---\n# last\n` : '',
      eol: lineBreak,
    };
  });

const blocks: fc.Arbitrary<Around> = fc
  .record({ indent: fc.constantFrom('', '  ', '> ', '   ', '> > ', '>   '), fence: fc.constantFrom('```````', '~~~'), info: fc.constantFrom('yaml', ' yml {1}', '{.yaml}'), eol })
  .map(({ indent, fence, info, eol: lineBreak }) => {
    const container = indent === '   ' ? '1. item\n\n' : indent === '  ' ? '- item\n\n' : 'text\n\n';
    return { head: `# Title\n\n\`apiVersion: policy/v1beta1\`\n\n${container}${indent}${fence}${info}\n`, indent, tail: `${indent}${fence}\n\napiVersion: policy/v1beta1\nkind: PodDisruptionBudget\n`, eol: lineBreak };
  });

for (const [what, path, arounds] of [
  ['literal blocks of ConfigMaps', 'a.yaml', configMaps],
  ['code blocks of Markdown', 'a.md', blocks],
] as const) {
  test(`${what} become what their text becomes alone, and nothing around them changes`, (t) => {
    let changed = 0;
    let skipped = 0;
    fc.assert(
      fc.property(manifest, arounds, (inner, around) => {
        const text = wrap(around, inner);
        const read = path === 'a.yaml' ? parseDocument(text.split(/\r?\n---\r?\n# last/)[0] ?? '') : undefined;
        // Not every text can be written as a literal block.
        if (read && !read.ok) return void (skipped += 1);
        const alone = plan('a.yaml', inner);
        const embedded = plan(path, text);
        const wanted = wrap(around, alone.patch?.after ?? inner);
        if ((embedded.patch?.after ?? text) !== wanted) throw new Error(`${text}\n=>\n${embedded.patch?.after ?? ''}\nrather than\n${wanted}`);
        if (alone.patch) changed += 1;
        const firstLine = around.head.split('\n').length - 1;
        // Transforms that search the ConfigMap's text for words have their say, too.
        t.true(embedded.findings.every((finding) => finding.embedded !== undefined || finding.kind === 'ConfigMap'));
        const ours = embedded.findings.filter((finding) => finding.embedded).map(({ transform, messageId, status, line, column, message, path: at }) => ({ transform, messageId, status, line: line - firstLine, column: column - around.indent.length, message, path: at }));
        t.deepEqual(ours, alone.findings.map(({ transform, messageId, status, line, column, message, path: at }) => ({ transform, messageId, status, line, column, message, path: at })), text);
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 400) },
    );
    t.log(`${changed} changed, ${skipped} skipped`);
    t.true(changed > skipped);
  });
}
