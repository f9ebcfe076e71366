import { asWritten, Hole, isList, isObject, isOpen, type JsonObject, type JsonValue, type Path, type Recorder } from '../../src/transform.js';
import { formatRanges, portRuns, readPortEntry, type PortEntry, type PortRange, type PortRun } from './port-runs.js';

/** A rule of `ingress` or `egress`. */
export interface Rule {
  readonly index: number;
  /** Empty where the rule allows all ports, or `ports` is no list. */
  readonly ports: readonly JsonValue[];
  /** What the ports stand for, one by one. */
  readonly entries: readonly PortEntry[];
  /** The same for rules with the same peers; undefined where the rule cannot be merged with others. */
  readonly peers: string | undefined;
}

/** Rules that become one, in the place of the first of them, and the ranges that come of it. */
export interface Collapse {
  readonly rules: readonly [Rule, ...Rule[]];
  /** Members count through the entries of all the rules. */
  readonly runs: readonly PortRun[];
}

/** Reads the rules of one direction. */
export function readRules(written: readonly JsonValue[], peersKey: 'from' | 'to'): Rule[] {
  return written.map(asWritten).flatMap((rule, index) => {
    if (!isObject(rule)) return [];
    const ports = isList(rule['ports']) ? rule['ports'] : [];
    const entries = ports.map(readPortEntry);
    return [{ index, ports, entries, peers: peersOf(rule, peersKey, entries) }];
  });
}

/**
 * Absent, null and empty peers are the same: any. A rule that is not understood has none to compare.
 *
 * Source: `NetworkPolicyIngressRule` and `NetworkPolicyEgressRule` in k8s.io/api/networking/v1.
 */
function peersOf(rule: JsonObject, peersKey: string, entries: readonly PortEntry[]): string | undefined {
  const peers = rule[peersKey] ?? [];
  const understood =
    isList(peers) &&
    isList(rule['ports'] ?? []) &&
    Object.keys(rule).every((key) => key === peersKey || key === 'ports') &&
    entries.every((entry) => entry.type === 'range' || entry.problem === undefined);
  return understood && ![rule, rule['ports'], peers].some(isFilledIn) ? canonical(peers) : undefined;
}

/** Whether a template fills in any of a value: the same text need not mean the same in two places. */
function isFilledIn(value: JsonValue | undefined): boolean {
  if (value instanceof Hole || isOpen(value)) return true;
  if (isList(value)) return value.some(isFilledIn);
  return isObject(value) && Object.values(value).some(isFilledIn);
}

/** The same text for values that differ only in the order of keys. */
function canonical(value: JsonValue): string {
  return JSON.stringify(value, (_key, inner: JsonValue) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/**
 * What can be collapsed among the rules of one direction. Rules are OR-ed, so those with the same
 * peers may become one; they do where a range takes in entries of more than one, and only then.
 */
export function collapses(rules: readonly Rule[], minimum: number): Collapse[] {
  const alike = new Map<string | number, Rule[]>();
  for (const rule of rules) {
    const key = rule.peers ?? rule.index;
    const known = alike.get(key);
    if (known) known.push(rule);
    else alike.set(key, [rule]);
  }
  return [...alike.values()].flatMap((group) => joined(group, minimum)).flatMap((joint) => {
    const runs = portRuns(joint.flatMap((rule) => rule.entries), minimum);
    return runs.length > 0 ? [{ rules: joint, runs }] : [];
  });
}

/** Rules with the same peers in groups that share ranges; a rule that shares none is one by itself. */
function joined(rules: readonly Rule[], minimum: number): [Rule, ...Rule[]][] {
  const groups = new Map(rules.map((rule) => [rule, [rule] as [Rule, ...Rule[]]]));
  // Beside a rule that allows all ports the others have no effect: a merge would hide that.
  const swallowed = rules.some((rule) => rule.ports.length === 0);
  const owners = rules.flatMap((rule) => rule.entries.map(() => rule));
  for (const { members } of swallowed || rules.length < 2 ? [] : portRuns(rules.flatMap((rule) => rule.entries), minimum)) {
    for (const member of members) merge(groups, owners[members[0]], owners[member]);
  }
  return [...new Set(groups.values())].map((group) => group.sort((a, b) => a.index - b.index));
}

/** Puts the smaller of two rules' groups into the larger. */
function merge(groups: Map<Rule, [Rule, ...Rule[]]>, one: Rule | undefined, other: Rule | undefined): void {
  const [a, b] = [one && groups.get(one), other && groups.get(other)];
  if (!a || !b || a === b) return;
  const [larger, smaller] = a.length >= b.length ? [a, b] : [b, a];
  for (const rule of smaller) {
    larger.push(rule);
    groups.set(rule, larger);
  }
}

/**
 * The collapses that are one change each, in an order in which none depends on what became of the ones
 * before it: rules by themselves first, then merged ones from the last to the first, because a merge
 * moves the rules behind it. Merges of rules that stand between one another are one change.
 */
export function changesOf(found: readonly Collapse[]): (readonly [Collapse, ...Collapse[]])[] {
  const merges: { end: number; collapses: [Collapse, ...Collapse[]] }[] = [];
  for (const collapse of found.filter(({ rules }) => rules.length > 1).sort((a, b) => a.rules[0].index - b.rules[0].index)) {
    const before = merges.at(-1);
    const end = collapse.rules.at(-1)?.index ?? 0;
    if (before && collapse.rules[0].index < before.end) {
      before.collapses.push(collapse);
      before.end = Math.max(before.end, end);
    } else {
      merges.push({ end, collapses: [collapse] });
    }
  }
  const alone = found.filter(({ rules }) => rules.length === 1).map((collapse): [Collapse] => [collapse]);
  return [...alone, ...merges.reverse().map((each) => each.collapses)];
}

/** Records the operations of collapses that are one change; `direction` is the path of the rules. */
export function record(edit: Recorder, direction: Path, together: readonly Collapse[]): void {
  const merged = new Map<Rule, { readonly into: Rule; readonly range: number }>();
  for (const collapse of together) {
    const [into, ...others] = collapse.rules;
    const ranges = recordEntries(edit, [...direction, into.index, 'ports'], collapse);
    for (const rule of others) merged.set(rule, { into, range: ranges.get(rule) ?? 0 });
  }
  // From the first to the last, so that comments arrive in their order.
  const staying = new Map<Rule, number>();
  let removed = 0;
  for (const rule of together.flatMap(({ rules }) => rules).sort((a, b) => a.index - b.index)) {
    const index = rule.index - removed;
    const target = merged.get(rule);
    if (target) {
      edit.remove([...direction, index], [...direction, staying.get(target.into) ?? 0, 'ports', target.range]);
      removed++;
    } else {
      staying.set(rule, index);
    }
  }
}

/**
 * Records what becomes of the entries, in the `ports` of the first rule. Gives for each rule where,
 * among the entries afterwards, the first range stands that takes in an entry of it.
 */
function recordEntries(edit: Recorder, ports: Path, { rules, runs }: Collapse): Map<Rule, number> {
  const own = rules[0].ports.length;
  const runOf = new Map(runs.flatMap((run) => run.members.map((member) => [member, run])));
  const places = new Map<number, number>();
  const ranges = new Map<Rule, number>();
  const said = new Set<string>();
  const added: JsonValue[] = [];
  const removed: number[] = [];
  let at = 0;
  for (const rule of rules) {
    for (const [index, value] of rule.ports.entries()) {
      const run = runOf.get(at);
      const repeated = !run && isRepeated(said, value, rule.entries[index]) && at >= own;
      if (run ? run.members[0] === at : !repeated) {
        places.set(at, places.size);
        if (at >= own) added.push(run && isObject(value) ? withRange(value, run) : value);
        else if (run && isObject(value)) setRange(edit, [...ports, at], value, run);
      } else if (at < own) {
        removed.push(at);
      }
      const place = run && places.get(run.members[0]);
      if (place !== undefined) ranges.set(rule, Math.min(ranges.get(rule) ?? place, place));
      at++;
    }
  }
  for (const [index, value] of added.entries()) edit.insert(ports, own + index, value);
  for (const [before, index] of removed.entries()) {
    edit.remove([...ports, index - before], [...ports, places.get(runOf.get(index)?.members[0] ?? 0) ?? 0]);
  }
  return ranges;
}

/** Whether an entry that no range takes in has been seen among those that stay; remembers it. */
function isRepeated(said: Set<string>, value: JsonValue, entry: PortEntry | undefined): boolean {
  const key = entry?.type === 'range' ? formatRanges([entry]) : canonical(value);
  const repeated = said.has(key);
  said.add(key);
  return repeated;
}

function setRange(edit: Recorder, path: Path, entry: JsonObject, { first, last }: PortRange): void {
  if (entry['port'] !== first) edit.set([...path, 'port'], first);
  if (entry['endPort'] !== last) edit.set([...path, 'endPort'], last, { after: 'port' });
}

function withRange(entry: JsonObject, { first, last }: PortRange): JsonObject {
  const others = Object.entries(entry).filter(([key]) => key !== 'endPort');
  return Object.fromEntries(others.flatMap(([key, value]) => (key === 'port' ? [['port', first], ['endPort', last]] : [[key, value]])));
}
