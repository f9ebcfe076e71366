import type { Effect, Impact, Wave } from '../../model/finding.js';
import type { PageStatus } from './data.js';

/** What needs a reader comes first. */
export const statusLabels: Readonly<Record<PageStatus, string>> = {
  manual: 'Needs a decision',
  refused: 'Refused',
  held: 'Held back',
  fixed: 'Fixed',
  info: 'Worth knowing',
  suppressed: 'Suppressed',
};

/** The worst first. */
export const impactLabels: Readonly<Record<Impact, string>> = {
  breaks: 'Breaks',
  ignored: 'Silently ignored',
  behaves: 'Behaves differently',
  later: 'Breaks later',
  none: 'Nothing changes',
};

export const waveLabels: Readonly<Record<Wave, string>> = {
  before: 'Before the upgrade',
  after: 'After the upgrade',
  either: 'At any time',
};

export const effectLabels: Readonly<Record<Effect, string>> = {
  'moves-group': 'The object moves to another API group: what prunes takes it for a new object.',
  'restarts-pods': 'The pod template changes: the workload rolls its pods.',
};
