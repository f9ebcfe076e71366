import { enhancementGroups, enhancementName, enhancementRelease, enhancements, type Enhancement } from '../catalogue/enhancements.js';
import { gateState } from '../catalogue/gate-words.js';
import type { Transform } from '../model/transform.js';

/** The catalogue of enhancements and upgrade notes as a page for readers, in Markdown. */
export function enhancementPage(transforms: readonly Transform[]): string {
  const ids = new Set(transforms.map(({ meta }) => meta.id));
  return [
    `# Enhancements of Kubernetes ${enhancementRelease}`,
    '',
    `Every enhancement that was announced with Kubernetes ${enhancementRelease}, and what its changelog tells those who upgrade, with what`,
    'k8s-upgrade does about each. Made from `enhancement-data.ts` and `upgrade-note-data.ts` by `npm run docs`; edit those.',
    '`k8s-upgrade explain` takes what stands in the first column.',
    '',
    `- *Stage* is what the release shipped; *gates* are as in ${enhancementRelease}.`,
    '- *rewrite*: brought to the form that means the same; *and note*: with a word on what changes. *hold*: shown, and made where the',
    '  target is stated to have it. *warn*, *advise*: told, never edited. *nothing*: it lives in no file, as the reason says.',
    '- Gates that are stated to components are looked after by',
    '  [component-feature-gates](../../transforms/component-feature-gates/README.md), whichever enhancement they belong to.',
    ...enhancementGroups.flatMap((group) => table(group, enhancements.filter((entry) => entry.group === group), ids)),
    '',
  ].join('\n');
}

function table(group: string, entries: readonly Enhancement[], ids: ReadonlySet<string>): string[] {
  return [
    '',
    `## ${group}`,
    '',
    '| Id | What | Stage | Gates | Touches | What changes | k8s-upgrade | Sources |',
    '|---|---|---|---|---|---|---|---|',
    ...entries.map((entry) => rowOf(entry, ids)),
  ];
}

function rowOf(entry: Enhancement, ids: ReadonlySet<string>): string {
  const link = (id: string): string => (ids.has(id) ? `[${id}](../../transforms/${id}/README.md)` : id);
  const cells = [
    enhancementName(entry),
    entry.title,
    entry.stage,
    (entry.gates ?? []).map((gate) => `${gate}: ${gateState(gate, enhancementRelease)}`).join('<br>'),
    entry.touches,
    entry.note === undefined ? entry.change : `${entry.change} ${entry.note}`,
    entry.reason === undefined ? `${entry.does}: ${entry.transforms?.map(link).join(', ')}` : `nothing: ${entry.reason}`,
    entry.sources.map((source, index) => `[${index + 1}](${source})`).join(' '),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
