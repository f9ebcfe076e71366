import { enhancementName, enhancementsOfGate } from '../../catalogue/enhancements.js';
import type { FeatureGate } from '../../catalogue/feature-gates.js';
import { gateDefault } from '../../catalogue/feature-gates.js';
import { gateHistory, gateState } from '../../catalogue/gate-words.js';
import type { Transform } from '../../model/transform.js';
import type { Version } from '../../model/version.js';
import { factLines, heading, section, type Page } from './page.js';

/** All about a feature gate: its history, what it controls, who asks for it. */
export function featureGatePage(gate: FeatureGate, transforms: readonly Transform[], to: Version): Page {
  const { name, controls, components, partialHistory, source, note } = gate;
  const state = gateDefault(name, to);
  return (layout) => [
    heading(name, 'feature gate', layout),
    ...section(
      'Facts',
      factLines(
        [
          [`In ${to}`, gateState(name, to)],
          ['Controls', controls],
          ['Components', components?.join(', ')],
          ['Transforms', transforms.filter(({ meta }) => meta.featureGates?.includes(name)).map(({ meta }) => meta.id).join(', ')],
          ['Enhancement', enhancementsOfGate(name).map((entry) => `${enhancementName(entry)} (${entry.title})`).join(', ')],
          ['To state it', state === undefined || state.locked ? undefined : `--feature-gates ${name}=${String(!state.default)}`],
        ],
        layout,
      ),
      layout,
    ),
    ...section('History', [...gateHistory(gate).map(([version, text]) => `  ${version.padEnd(4)}  ${text}`), ...(partialHistory ? ['  Not every release after 1.21 was looked up.'] : [])], layout),
    ...section('Source', [`  ${source}`, ...(note === undefined ? [] : [`  ${note}`])], layout),
  ];
}
