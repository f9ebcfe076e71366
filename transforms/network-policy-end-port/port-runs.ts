import { Hole, isObject, isOpen, type JsonObject, type JsonValue } from '../../src/transform.js';

/** What an API server finds wrong with an entry of `ports`; each is a message of the transform. */
export type PortProblem = 'not-an-entry' | 'not-a-port' | 'digits-as-name' | 'bad-end-port';

/** A numeric port or range of one protocol; `first` and `last` are both part of it. */
export interface PortRange {
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
}

/**
 * What an entry of `ports` stands for: numeric ports, all ports of a protocol, or something that no
 * range can take in.
 */
export type PortEntry =
  | ({ readonly type: 'range' } & PortRange)
  | { readonly type: 'all'; readonly protocol: string; readonly problem?: PortProblem }
  | { readonly type: 'other'; readonly problem?: PortProblem };

/** A range, and the indexes of the entries it takes in, in order: it stands at the place of the first. */
export interface PortRun extends PortRange {
  readonly members: readonly [number, ...number[]];
}

const fields = new Set(['protocol', 'port', 'endPort']);
const protocols = new Set<JsonValue>(['TCP', 'UDP', 'SCTP']);

/**
 * Reads an entry of `ports` as the API server does: an absent or null member takes its default, and
 * so does every member of a null entry.
 *
 * Source: `NetworkPolicyPort` in k8s.io/api/networking/v1, `ValidateNetworkPolicyPort` in
 * pkg/apis/networking/validation.
 */
export function readPortEntry(written: JsonValue): PortEntry {
  if (written instanceof Hole || isOpen(written)) return { type: 'other' };
  if (written !== null && !isObject(written)) return { type: 'other', problem: 'not-an-entry' };
  const entry: JsonObject = written ?? {};
  const protocol = entry['protocol'] ?? 'TCP';
  const port = entry['port'] ?? null;
  const endPort = entry['endPort'] ?? null;
  if (typeof protocol !== 'string' || !protocols.has(protocol)) return { type: 'other' };
  if (port instanceof Hole || endPort instanceof Hole) return { type: 'other' };
  if (port === null) return { type: 'all', protocol, ...(endPort === null ? {} : { problem: 'bad-end-port' }) };
  if (typeof port === 'string') {
    if (!/[a-z]/i.test(port)) return { type: 'other', problem: 'digits-as-name' };
    return { type: 'other', ...(endPort === null ? {} : { problem: 'bad-end-port' }) };
  }
  if (!isPortNumber(port)) return { type: 'other', problem: 'not-a-port' };
  const last = endPort ?? port;
  if (!isPortNumber(last) || last < port) return { type: 'other', problem: 'bad-end-port' };
  if (!Object.keys(entry).every((key) => fields.has(key))) return { type: 'other' };
  return { type: 'range', protocol, first: port, last };
}

function isPortNumber(value: JsonValue): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535;
}

/**
 * The ranges that entries of one rule can be written as: at least two entries of a protocol whose
 * ports follow each other, repeat or overlap, and at least `minimum` different ports. The order of
 * entries has no meaning, so they need not be neighbours. A protocol of which an entry allows all
 * ports is left out: nothing else that is said about it counts.
 */
export function portRuns(entries: readonly PortEntry[], minimum: number): PortRun[] {
  const swallowed = new Set(entries.flatMap((entry) => (entry.type === 'all' ? [entry.protocol] : [])));
  const byProtocol = new Map<string, { readonly first: number; readonly last: number; readonly index: number }[]>();
  for (const [index, entry] of entries.entries()) {
    if (entry.type !== 'range' || swallowed.has(entry.protocol)) continue;
    const known = byProtocol.get(entry.protocol);
    const { first, last } = entry;
    if (known) known.push({ first, last, index });
    else byProtocol.set(entry.protocol, [{ first, last, index }]);
  }
  const runs: PortRun[] = [];
  for (const [protocol, ports] of byProtocol) {
    ports.sort((a, b) => a.first - b.first);
    for (let from = 0, to = 0; from < ports.length; from = to) {
      const first = ports[from]?.first ?? 0;
      let last = ports[from]?.last ?? 0;
      for (to = from + 1; to < ports.length && (ports[to]?.first ?? 0) <= last + 1; to++) last = Math.max(last, ports[to]?.last ?? 0);
      const [place, ...others] = ports.slice(from, to).map(({ index }) => index).sort((a, b) => a - b);
      if (place !== undefined && others.length > 0 && last - first + 1 >= minimum) runs.push({ protocol, first, last, members: [place, ...others] });
    }
  }
  return runs.sort((a, b) => a.members[0] - b.members[0]);
}

/** `32000-32768`, `5000-5010/UDP`: ranges as people name them, TCP unsaid, after a few only counted. */
export function formatRanges(ranges: readonly PortRange[]): string {
  return formatSome(ranges.map(({ protocol, first, last }) => `${first}-${last}${protocol === 'TCP' ? '' : `/${protocol}`}`));
}

/** The first few of a list, and how many more there are. */
export function formatSome(items: readonly string[]): string {
  const shown = 6;
  return items.slice(0, shown).join(', ') + (items.length > shown ? ` and ${items.length - shown} more` : '');
}
