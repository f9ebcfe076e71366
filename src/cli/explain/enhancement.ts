import { enhancementName, enhancementRelease, type Enhancement, type EnhancementAction } from '../../catalogue/enhancements.js';
import { gateState } from '../../catalogue/gate-words.js';
import type { Transform } from '../../model/transform.js';
import type { Version } from '../../model/version.js';
import { factLines, heading, paragraphs, section, type Page } from './page.js';

const actionMeanings: Readonly<Record<EnhancementAction, string>> = {
  rewrite: 'rewrites it to the form that means the same',
  'rewrite and note': 'rewrites it, and says what changes by that',
  hold: 'shows the new form, and makes it where the target has it switched on',
  warn: 'tells where files ask for what the target drops, refuses or does differently',
  advise: 'tells where it is worth knowing',
  nothing: 'nothing',
};

/** All about an enhancement or an upgrade note; the state of its gates is that of `to`. */
export function enhancementPage(entry: Enhancement, transforms: readonly Transform[], to: Version): Page {
  const { number, title, change, group, stage, gates = [], touches, does, reason, note, sources } = entry;
  return (layout) => [
    heading(number === undefined ? enhancementName(entry) : `KEP-${number}`, title, layout),
    '',
    ...paragraphs(change, layout),
    ...section(
      'Facts',
      factLines(
        [
          ['Group', group],
          [`Stage in ${enhancementRelease}`, stage],
          ['Touches', touches],
          ['k8s-upgrade', does === 'nothing' ? `nothing. ${reason}` : actionMeanings[does]],
          ['Note', note],
        ],
        layout,
      ),
      layout,
    ),
    ...section(`Feature gates in ${to}`, aligned(gates.map((gate) => [gate, gateState(gate, to)])), layout),
    ...section('Transforms', aligned((entry.transforms ?? []).map((id) => [id, transforms.find(({ meta }) => meta.id === id)?.meta.title ?? ''])), layout),
    ...section('References', sources.map((source) => `  ${source}`), layout),
  ];
}

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`.trimEnd());
}
