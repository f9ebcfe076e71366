import type { FileSettings } from '../model/settings.js';
import type { Manifest } from '../model/manifest.js';
import type { KindMatch, Transform } from '../model/transform.js';
import { atLeast } from '../model/version.js';
import type { FileRole } from './file-input.js';
import { concernsRole } from './file-role.js';

/** Transforms that may have something to do in a text, in their order. */
export type Concerned = ReadonlySet<Transform>;

/**
 * The transforms of some settings, and what tells before a text is parsed which of them may have
 * something to do there.
 */
export class Triggers {
  /** The transforms that come to anything at the target in files of a role, in order. */
  readonly transforms: readonly Transform[];
  /** Ids of those that do not: what they move to came later. */
  readonly early: readonly string[];
  private readonly owners = new Map<string, Transform[]>();
  private readonly all: RegExp;
  /** Triggers that name a key, with what they look like in any layout. */
  private readonly keys: readonly { readonly trigger: string; readonly pattern: RegExp }[];
  private readonly anyKey: RegExp;
  /** Triggers that a found one starts with. */
  private readonly prefixes = new Map<string, readonly string[]>();
  private readonly chosen = new Map<string, readonly Transform[]>();

  private constructor({ transforms, target, apis }: FileSettings, role: FileRole) {
    const isReady = ({ meta }: Transform): boolean => meta.introduced === undefined || atLeast(target.to, meta.introduced);
    this.transforms = transforms.filter((transform) => isReady(transform) && concernsRole(transform, role));
    this.early = transforms.filter((transform) => !isReady(transform)).map(({ meta }) => meta.id);
    const thirdParty = apis.map(({ group, version }) => (group === '' ? version : `${group}/${version}`));
    for (const transform of this.transforms) {
      const { triggers, thirdParty: takesThirdParty } = transform.meta;
      for (const trigger of takesThirdParty ? [...triggers, ...thirdParty] : triggers) {
        this.owners.set(trigger, [...(this.owners.get(trigger) ?? []), transform]);
      }
    }
    const triggers = [...this.owners.keys()];
    const keys = triggers.filter((trigger) => namesKey.test(trigger));
    this.keys = keys.map((trigger) => ({ trigger, pattern: new RegExp(inAnyLayout(trigger)) }));
    this.anyKey = new RegExp(keys.length === 0 ? '(?!)' : keys.map(inAnyLayout).join('|'));
    // The longest first: the others that start in the same place are its prefixes.
    const literals = triggers.filter((trigger) => !namesKey.test(trigger)).sort((a, b) => b.length - a.length);
    for (const literal of literals) this.prefixes.set(literal, literals.filter((other) => literal.startsWith(other)));
    this.all = new RegExp(literals.length === 0 ? '(?!)' : literals.map(escaped).join('|'), 'g');
  }

  /** The triggers of settings for files of a role, made once. */
  static of(settings: FileSettings, role: FileRole): Triggers {
    let byRole = made.get(settings);
    if (!byRole) made.set(settings, (byRole = new Map<FileRole, Triggers>()));
    let known = byRole.get(role);
    if (!known) byRole.set(role, (known = new Triggers(settings, role)));
    return known;
  }

  /**
   * The transforms of which a trigger occurs in a text that may hold an object of a kind they look at.
   *
   * @param impliedKind what an object of the text is where it does not say so
   */
  in(text: string, impliedKind?: string): Concerned {
    const found = new Set<Transform>();
    const occurring = new Set<string>();
    this.all.lastIndex = 0;
    for (let match = this.all.exec(text); match; match = this.all.exec(text)) {
      for (const trigger of this.prefixes.get(match[0]) ?? []) occurring.add(trigger);
      this.all.lastIndex = match.index + 1;
    }
    if (this.anyKey.test(text)) for (const { trigger, pattern } of this.keys) if (pattern.test(text)) occurring.add(trigger);
    if (occurring.size === 0) return found;
    const kinds = kindsIn(text);
    const wanted = ({ kind }: KindMatch): boolean => kind === '*' || kind === impliedKind || !kinds || kinds.has(kind);
    for (const trigger of occurring) {
      for (const transform of this.owners.get(trigger) ?? []) if (!found.has(transform) && transform.meta.kinds.some(wanted)) found.add(transform);
    }
    return found;
  }

  /** Whether any trigger occurs in a text, whatever objects it holds. */
  occurIn(text: string): boolean {
    this.all.lastIndex = 0;
    return this.all.test(text) || this.anyKey.test(text);
  }

  /** The transforms that look at an object, in order. */
  choose(manifest: Manifest): readonly Transform[] {
    const key = `${manifest.group}\n${manifest.version}\n${manifest.kind}`;
    let known = this.chosen.get(key);
    if (!known) this.chosen.set(key, (known = this.transforms.filter((transform) => looksAt(transform, manifest))));
    return known;
  }
}

const made = new WeakMap<FileSettings, Map<FileRole, Triggers>>();

/** Whether a transform looks at objects of this kind and version. */
export function looksAt(transform: Transform, manifest: Manifest): boolean {
  return transform.meta.kinds.some((match) => matchesKind(match, manifest));
}

function matchesKind(match: KindMatch, manifest: Manifest): boolean {
  return (
    (match.group === '*' || match.group === manifest.group) &&
    (match.kind === '*' || match.kind === manifest.kind) &&
    (match.versions === undefined || match.versions.includes(manifest.version))
  );
}

/**
 * The kinds that objects of a text may have, more rather than less; undefined where only parsing can
 * tell, as behind an anchor or a tag. Escapes are the caller's to look for: `mayHideText`.
 */
function kindsIn(text: string): ReadonlySet<string> | undefined {
  // A key with an anchor can be written again as an alias; behind `?` it need not stand beside its colon.
  if (/(?:&\S+|\?)\s+["']?kind\b/.test(text)) return undefined;
  const kinds = new Set<string>();
  for (const { 1: word = '' } of text.matchAll(/\bkind["']?\s*:\s*(?:["']?([^\s"',[\]}]+))?/g)) {
    if (!/^[A-Za-z0-9]/.test(word) || word.includes('{')) return undefined;
    kinds.add(word);
    // Items of a typed list take their kind from it.
    if (word.endsWith('List')) kinds.add(word.slice(0, -'List'.length));
  }
  return kinds;
}

/** A key with its colon, and perhaps with its value: `bases:`, `kind: Policy`. Addresses have no space behind theirs: `git::`. */
const namesKey = /^[^:]+:(?: .*)?$/;

/** The pattern of a key whatever quotes and spaces stand around it. */
function inAnyLayout(trigger: string): string {
  const [key = '', value = ''] = trigger.split(/: ?/, 2);
  return `${escaped(key)}["']?\\s*:${value === '' ? '' : `\\s*["']?${escaped(value)}`}`;
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
