import type { Target } from '../model/target.js';
import { atLeast, compareVersions, type Version } from '../model/version.js';
import { featureGates } from './feature-gate-data.js';
import { nearestName } from './nearest-name.js';

export type GateStage = 'alpha' | 'beta' | 'stable' | 'deprecated';

/** From `version` on the gate has this stage and default, until the next entry. */
export interface GateStep {
  readonly version: Version;
  readonly stage: GateStage;
  readonly default: boolean;
}

export interface FeatureGate {
  readonly name: string;
  readonly kep?: number;
  /** Oldest first. */
  readonly history: readonly GateStep[];
  /** The first release known to refuse the other value. */
  readonly lockedIn?: Version;
  /** The first release that no longer knows the name. */
  readonly removedIn?: Version;
  /** The gate that took its place. */
  readonly replacedBy?: string;
  /** The history was collected from the source of 1.21, so nothing is known of later releases. */
  readonly partialHistory?: true;
  /** The components that read the gate, where that was looked up. */
  readonly components?: readonly string[];
  /** The field, annotation or flag that the gate decides on. */
  readonly controls?: string;
  /** Where the row was looked up. */
  readonly source: string;
  readonly note?: string;
}

/** The state of a gate in one release. */
export interface GateState {
  readonly stage: GateStage;
  readonly default: boolean;
  /** Whether components refuse to start with the other value. */
  readonly locked: boolean;
}

/** Gates as stated: by name, `AllAlpha` and `AllBeta` included. */
export type GateSettings = Readonly<Record<string, boolean>>;

/** The release whose gates are all in the catalogue. For others, an unlisted name proves nothing. */
const listedCompletely: Version = '1.21';

/** Gates that set every gate of a stage which is not stated by itself. */
const groupGates: Readonly<Record<string, GateState>> = {
  AllAlpha: { stage: 'alpha', default: false, locked: false },
  AllBeta: { stage: 'beta', default: false, locked: false },
};

let byName: ReadonlyMap<string, FeatureGate> | undefined;

/** What is known about a gate; undefined for an unlisted one and for `AllAlpha` and `AllBeta`. */
export function gateInfo(name: string): FeatureGate | undefined {
  byName ??= new Map(featureGates.map((gate) => [gate.name, gate]));
  return byName.get(name);
}

/**
 * Whether a release's components know a gate by name. `'unknown'` where the catalogue cannot tell:
 * after 1.21 for a gate with a partial history and no known removal, before the first entry of a
 * history that may have begun earlier, and for an unlisted name in any release but 1.21.
 */
export function isGateKnownAt(name: string, version: Version): boolean | 'unknown' {
  if (Object.hasOwn(groupGates, name)) return true;
  const gate = gateInfo(name);
  if (gate === undefined) return version === listedCompletely ? false : 'unknown';
  if (gate.removedIn !== undefined && atLeast(version, gate.removedIn)) return false;
  const first = gate.history[0];
  if (first === undefined || !atLeast(version, first.version)) {
    return gate.partialHistory && first?.stage !== 'alpha' ? 'unknown' : false;
  }
  return gate.removedIn === undefined && isPastHistory(gate, version) ? 'unknown' : true;
}

/**
 * Stage, default and lock of a gate in a release; undefined where the release does not know it and
 * where the catalogue cannot tell.
 */
export function gateDefault(name: string, version: Version): GateState | undefined {
  if (Object.hasOwn(groupGates, name)) return groupGates[name];
  const gate = gateInfo(name);
  if (gate === undefined || isPastHistory(gate, version)) return undefined;
  if (gate.removedIn !== undefined && atLeast(version, gate.removedIn)) return undefined;
  const step = stepAt(gate, version);
  return step && { stage: step.stage, default: step.default, locked: isLockedAt(gate, version) };
}

/**
 * Whether a gate is on at the target: as stated by name; else as `AllAlpha` or `AllBeta` says, while
 * the gate has that stage and is not locked; else by the release's default. A gate that the release
 * no longer knows is on if it graduated and off if it was dropped; an unlisted one is off.
 *
 * Where the history ends before the release, the last known default stands, and a stated `AllAlpha`
 * or `AllBeta` can only turn it off: what may be off must not count as on.
 *
 * It does not ask whether the cluster would start with these gates; {@link checkFeatureGates} does.
 *
 * Source: k8s.io/component-base/featuregate.
 */
export function isGateOn(name: string, target: Pick<Target, 'to' | 'featureGates'>): boolean {
  const { to, featureGates: stated } = target;
  if (Object.hasOwn(stated, name)) return stated[name] === true;
  const gate = gateInfo(name);
  const step = gate && stepAt(gate, to);
  if (gate === undefined || step === undefined) return false;
  if (gate.removedIn !== undefined && atLeast(to, gate.removedIn)) return step.default;

  const groupGate = step.stage === 'alpha' ? 'AllAlpha' : step.stage === 'beta' ? 'AllBeta' : undefined;
  if (groupGate !== undefined && Object.hasOwn(stated, groupGate) && !isLockedAt(gate, to)) {
    const value = stated[groupGate] === true;
    return value && isPastHistory(gate, to) ? step.default : value;
  }
  return step.default;
}

/** A reason why components would refuse to start with a gate as stated. */
export interface GateProblem {
  readonly gate: string;
  readonly kind: 'unknown' | 'removed' | 'not-yet' | 'locked';
  /** False where the release may know the gate although the catalogue does not list it. */
  readonly certain: boolean;
  /** One sentence. */
  readonly message: string;
  /** The gate that was probably meant, or that took the place of a removed one. */
  readonly suggestion?: string;
}

/**
 * What is wrong with gates as stated for a release, in their order; empty where nothing is. A
 * component that is started with a gate it does not know, or with the other value of a locked one,
 * exits with an error.
 *
 * Source: k8s.io/component-base/featuregate.
 */
export function checkFeatureGates(gates: GateSettings, version: Version): readonly GateProblem[] {
  return Object.entries(gates).flatMap(([name, value]) => checkGate(name, value, version) ?? []);
}

function checkGate(name: string, value: boolean, version: Version): GateProblem | undefined {
  if (Object.hasOwn(groupGates, name)) return undefined;
  const gate = gateInfo(name);
  if (gate === undefined) return unlistedGate(name, version);

  const refuses = `Kubernetes ${version} refuses to start with the feature gate ${name}`;
  const problem = { gate: name, certain: true };
  if (gate.removedIn !== undefined && atLeast(version, gate.removedIn)) {
    const removed = `${refuses}, which was removed in ${gate.removedIn}`;
    const { replacedBy } = gate;
    if (replacedBy !== undefined) {
      return { ...problem, kind: 'removed', message: `${removed} in favour of ${replacedBy}.`, suggestion: replacedBy };
    }
    return { ...problem, kind: 'removed', message: `${removed}${fateOf(gate)}.` };
  }
  if (isGateKnownAt(name, version) === false) {
    const birth = gate.history[0]?.version ?? 'a later release';
    return { ...problem, kind: 'not-yet', message: `${refuses}, which came in ${birth}.` };
  }
  const state = gateDefault(name, version);
  if (state?.locked && state.default !== value) {
    const because = `because the feature gate is locked to ${state.default}`;
    return { ...problem, kind: 'locked', message: `Kubernetes ${version} refuses to start with ${name}=${value}, ${because}.` };
  }
  return undefined;
}

/** What became of a removed gate's feature, as the end of a sentence; empty where that is not known. */
function fateOf(gate: FeatureGate): string {
  const last = gate.history.at(-1);
  if (last?.stage === 'stable' && last.default) return '; what it controlled is always on';
  return gate.partialHistory ? '' : '; what it controlled is gone';
}

function unlistedGate(name: string, version: Version): GateProblem {
  const listed = [...featureGates.map((gate) => gate.name), ...Object.keys(groupGates)];
  const suggestion = nearestName(
    name,
    listed.filter((candidate) => isGateKnownAt(candidate, version) !== false),
  );
  const certain = version === listedCompletely;
  const quoted = JSON.stringify(name);
  const message = certain
    ? `Kubernetes ${version} has no feature gate ${quoted} and refuses to start with it`
    : `The feature gate ${quoted} is not in the catalogue, and Kubernetes ${version} refuses to start with one it does not know`;
  return {
    gate: name,
    kind: 'unknown',
    certain,
    message: suggestion === undefined ? `${message}.` : `${message}; did you mean ${suggestion}?`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

const trueWords = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const falseWords = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/**
 * Reads `A=true,B=false` as `--feature-gates` does: values as Go's `ParseBool` takes them, blanks
 * around names and values dropped, empty elements skipped, the last of a repeated name winning.
 * Gives the gates in the order written, or one sentence that says what cannot be read. Whether the
 * names exist is for {@link checkFeatureGates} to say.
 *
 * Source: k8s.io/component-base/featuregate, `Set`.
 */
export function parseFeatureGates(text: string): GateSettings | string {
  const gates = new Map<string, boolean>();
  for (const element of text.split(',')) {
    if (element === '') continue;
    const equals = element.indexOf('=');
    const name = (equals < 0 ? element : element.slice(0, equals)).trim();
    if (name === '') return `A feature gate without a name cannot be read: ${JSON.stringify(element)}.`;
    if (equals < 0) return `The feature gate ${name} has no value; write ${name}=true or ${name}=false.`;
    const value = element.slice(equals + 1).trim();
    if (!trueWords.has(value) && !falseWords.has(value)) {
      return `The feature gate ${name} has the value ${JSON.stringify(value)}; write ${name}=true or ${name}=false.`;
    }
    gates.set(name, trueWords.has(value));
  }
  return Object.fromEntries(gates);
}

/** The last entry of the history that a release has reached. */
function stepAt(gate: FeatureGate, version: Version): GateStep | undefined {
  return gate.history.findLast((step) => atLeast(version, step.version));
}

function isLockedAt(gate: FeatureGate, version: Version): boolean {
  return gate.lockedIn !== undefined && atLeast(version, gate.lockedIn);
}

/** Whether a release comes after everything the history was collected from. */
function isPastHistory(gate: FeatureGate, version: Version): boolean {
  return gate.partialHistory === true && compareVersions(version, listedCompletely) > 0;
}
