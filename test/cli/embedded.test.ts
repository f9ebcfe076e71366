import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { temporaryTree } from '../workspace/temporary-tree.js';
import { configMap, current, outdated, unreadable } from './manifests.js';
import { run } from './run.js';

const indented = (text: string): string => text.replace(/^(?=.)/gm, '    ');
const addons = (text: string): string => `${configMap}data:\n  pdb.yaml: |\n${indented(text)}`;
const page = (text: string): string => `# Budgets\n\n\`\`\`yaml\n${text}\`\`\`\n`;
const tree = { 'addons.yaml': addons(outdated), 'README.md': page(outdated) };

function read(cwd: string, path: string): string {
  return readFileSync(join(cwd, path), 'utf8');
}

test('embedded manifests are rewritten where that is asked for', async (t) => {
  const cwd = temporaryTree(t, tree);
  t.is((await run(['migrate', '--include', '*.md'], { cwd })).status, 0);
  t.is(read(cwd, 'addons.yaml'), tree['addons.yaml']);
  t.is(read(cwd, 'README.md'), tree['README.md']);
  const { status, stdout } = await run(['migrate', '--include', '*.md', '--embedded', 'config-map,markdown', '--report', 'text'], { cwd });
  t.is(status, 0);
  t.regex(stdout, /addons\.yaml:\d+:5 PodDisruptionBudget web \(in ConfigMap settings, data\["pdb\.yaml"\]\)/);
  t.regex(stdout, /README\.md:4:1 PodDisruptionBudget web \(in a fenced code block\)/);
  t.is(read(cwd, 'addons.yaml'), addons(current));
  t.is(read(cwd, 'README.md'), page(current));
});

test('the configuration says where to look, path by path', async (t) => {
  const cwd = temporaryTree(t, { ...tree, 'docs/README.md': page(outdated), '.k8s-upgrade.yaml': 'include: ["*.md"]\nembedded: [config-map]\noverrides:\n  - {paths: [docs/**], embedded: [markdown]}\n' });
  t.is((await run(['migrate'], { cwd })).status, 0);
  t.is(read(cwd, 'addons.yaml'), addons(current));
  t.is(read(cwd, 'README.md'), tree['README.md']);
  t.is(read(cwd, 'docs/README.md'), page(current));
});

test('an unknown kind of embedding is refused, with the nearest one', async (t) => {
  const cwd = temporaryTree(t, { ...tree, 'bad.yaml': 'embedded: [configmaps]\n' });
  const flag = await run(['migrate', '--embedded', 'configmap'], { cwd });
  t.is(flag.status, 2);
  t.regex(flag.stderr, /--embedded: there is no kind of embedding "configmap"[^]*Did you mean config-map\?/);
  const configured = await run(['migrate', '--config', 'bad.yaml'], { cwd });
  t.is(configured.status, 2);
  t.regex(configured.stderr, /bad\.yaml:1:\d+: embedded\[0\][^]*config-map, custom-resource, markdown/);
});

test('a text that is meant to be a manifest and cannot be understood is named, and fails --check', async (t) => {
  const cwd = temporaryTree(t, { 'addons.yaml': addons(unreadable) });
  t.is((await run(['migrate', '--check'], { cwd })).status, 0);
  const { status, stderr } = await run(['migrate', '--check', '--embedded', 'config-map'], { cwd });
  t.is(status, 1);
  t.regex(stderr.replace(/\s+/g, ' '), /Warning: Not understood: addons\.yaml:10:1 \(ConfigMap settings, data\["pdb\.yaml"\]\): /);
  const { stdout } = await run(['migrate', '--check', '--embedded', 'config-map', '--report', 'json'], { cwd });
  t.like((JSON.parse(stdout) as { files: unknown[] }).files[0], { unreadEmbedded: [{ line: 10, column: 1, bucket: 'unreadable' }] });
});

test('--embedded markdown without a Markdown file is likely a mistake', async (t) => {
  const cwd = temporaryTree(t, tree);
  t.regex((await run(['migrate', '--embedded', 'markdown'], { cwd })).stderr, /Warning: No Markdown file is among the files; add --include '\*\*\/\*\.md'/);
  t.notRegex((await run(['migrate', '--embedded', 'markdown', 'README.md'], { cwd })).stderr, /Warning/);
});
