import { atLeast, type Version } from '../model/version.js';
import { gateDefault, gateInfo, isGateKnownAt, type FeatureGate } from './feature-gates.js';

/** The state of a gate in a release in a few words: `alpha, off (on from 1.22)`; `stable, on, locked`; `gone since 1.25`. */
export function gateState(name: string, version: Version): string {
  const state = gateDefault(name, version);
  if (state !== undefined) {
    const next = gateInfo(name)?.history.find((step) => step.default && !atLeast(version, step.version));
    return words(state.stage, state.default, state.locked) + (state.default || next === undefined ? '' : ` (on from ${next.version})`);
  }
  if (isGateKnownAt(name, version) !== false) return 'not on record';
  const removedIn = gateInfo(name)?.removedIn;
  return removedIn !== undefined && atLeast(version, removedIn) ? `gone since ${removedIn}` : 'not there yet';
}

/** What happened to a gate, a release each, oldest first: `['1.22', 'beta, on']`. */
export function gateHistory({ history, lockedIn, removedIn, replacedBy }: FeatureGate): readonly (readonly [Version, string])[] {
  const steps = history.map((step) => [step.version, words(step.stage, step.default, step.version === lockedIn)] as const);
  const lockedLater = lockedIn !== undefined && history.every(({ version }) => version !== lockedIn);
  return [
    ...steps,
    ...(lockedLater ? [[lockedIn, 'locked'] as const] : []),
    ...(removedIn === undefined ? [] : [[removedIn, replacedBy === undefined ? 'gone' : `gone in favour of ${replacedBy}`] as const]),
  ];
}

function words(stage: string, isOn: boolean, locked: boolean): string {
  return `${stage}, ${isOn ? 'on' : 'off'}${locked ? ', locked' : ''}`;
}
