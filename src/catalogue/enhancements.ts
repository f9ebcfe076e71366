import type { Version } from '../model/version.js';
import { numberedEnhancements } from './enhancement-data.js';
import { upgradeNotes } from './upgrade-note-data.js';

/** The release that the catalogue of enhancements describes. */
export const enhancementRelease: Version = '1.21';

export const enhancementGroups = [
  'Scheduling',
  'Apps',
  'Instrumentation',
  'Network',
  'Node',
  'Storage',
  'API machinery',
  'Auth',
  'CLI',
  'Project',
  'Deprecation',
  'Upgrade note',
  'Removed',
  'Behaviour',
] as const;
export type EnhancementGroup = (typeof enhancementGroups)[number];

/** `changed` is for a change of behaviour that has no stage of its own. */
export type EnhancementStage = 'alpha' | 'beta' | 'stable' | 'deprecated' | 'removed' | 'changed';

/**
 * What the tool does about an enhancement, at the most.
 *
 * - `rewrite`: turns the old form into the new one, which means the same.
 * - `rewrite and note`: the same, with a note on what changes.
 * - `hold`: shows the change, and makes it once the gate is stated or the target is new enough.
 * - `warn`: tells where something that the files say will be dropped, refused, or done differently.
 * - `advise`: tells where something is worth knowing.
 * - `nothing`: it lives in no file that the tool reads.
 */
export const enhancementActions = ['rewrite', 'rewrite and note', 'hold', 'warn', 'advise', 'nothing'] as const;
export type EnhancementAction = (typeof enhancementActions)[number];

interface EnhancementFacts {
  readonly title: string;
  readonly group: EnhancementGroup;
  /** What {@link enhancementRelease} shipped. */
  readonly stage: EnhancementStage;
  /** Names in the gate catalogue, which holds their history. */
  readonly gates?: readonly string[];
  /** The fields, annotations, flags or kinds concerned; Markdown. */
  readonly touches: string;
  /** What changes for a user, in a sentence or two; Markdown. */
  readonly change: string;
  /** Addresses, the proposal first. */
  readonly sources: readonly string[];
  /** Where announcement and release differ. */
  readonly note?: string;
}

/** An enhancement has the number of its issue; an upgrade note has words instead. */
type Naming = { readonly number: number; /** The number of the proposal’s folder where it is another. */ readonly folder?: number; readonly id?: never } | { readonly id: string; readonly number?: never; readonly folder?: never };

/** Transforms that detect or rewrite it, or the sentence that says why there are none. */
type Handling =
  | { readonly does: Exclude<EnhancementAction, 'nothing'>; readonly transforms: readonly [string, ...string[]]; readonly reason?: never }
  | { readonly does: 'nothing'; readonly reason: string; readonly transforms?: never };

/** An enhancement of {@link enhancementRelease}, or a note for those who upgrade to it. */
export type Enhancement = EnhancementFacts & Naming & Handling;

/** Every enhancement in the announcement's order, then the upgrade notes. */
export const enhancements: readonly Enhancement[] = [...numberedEnhancements, ...upgradeNotes];

/** What an entry is called where it is asked for: `2079` or `ipvs-route-localnet`. */
export function enhancementName({ number, id }: Enhancement): string {
  return id ?? String(number);
}

/** The entries of a name: `2079`, `KEP-2079`, `#2079`, or the id of a note; case does not matter. */
export function findEnhancements(name: string): readonly Enhancement[] {
  const number = enhancementNumber(name);
  return number === undefined
    ? enhancements.filter(({ id }) => id === name.toLowerCase())
    : enhancements.filter((entry) => entry.number === number || entry.folder === number);
}

/** The number that a text names an enhancement by; undefined for any other text. */
export function enhancementNumber(text: string): number | undefined {
  const match = /^(?:kep-?|#)?0*(\d{1,7})$/i.exec(text);
  return match ? Number(match[1]) : undefined;
}

/** The entries that a gate switches. */
export function enhancementsOfGate(gate: string): readonly Enhancement[] {
  return enhancements.filter(({ gates }) => gates?.includes(gate));
}

/** The entries that a transform detects or rewrites. */
export function enhancementsOfTransform(id: string): readonly Enhancement[] {
  return enhancements.filter(({ transforms }) => transforms?.includes(id));
}
