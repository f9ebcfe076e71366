import type { Effect, Impact, Wave } from '../../model/finding.js';
import type { PageStatus } from './data.js';

/**
 * How statuses are called; what needs a reader comes first.
 *
 * @param writing whether changes were to be made
 */
export function statusLabels(writing: boolean): Readonly<Record<PageStatus, string>> {
  return {
    manual: 'Needs a decision',
    refused: 'Refused',
    held: 'Held back',
    fixed: writing ? 'Fixed' : 'Can be fixed',
    info: 'Worth knowing',
    suppressed: 'Suppressed',
  };
}

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
