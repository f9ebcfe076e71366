import test from 'ava';
import fc from 'fast-check';
import { replay } from '../../src/edit/replay.js';
import type { Manifest, Operation, Recorder, Context, Target, JsonValue, JsonObject } from '../../src/transform.js';
import { formatRanges, formatSome, portRuns, readPortEntry, type PortEntry } from '../../transforms/network-policy-end-port/port-runs.js';
import transform from '../../transforms/network-policy-end-port/transform.js';

const tcp = (first: number, last = first): PortEntry => ({ type: 'range', protocol: 'TCP', first, last });
const udp = (first: number, last = first): PortEntry => ({ type: 'range', protocol: 'UDP', first, last });
const named: PortEntry = { type: 'other' };

const runsOf = (entries: readonly PortEntry[], minimum = 3): string[] =>
  portRuns(entries, minimum).map(({ protocol, first, last, members }) => `${protocol} ${first}-${last} [${members.join()}]`);

test('entries are read as the API server reads them', (t) => {
  const cases: readonly (readonly [JsonValue, PortEntry])[] = [
    [{ port: 80 }, tcp(80)],
    [{ port: 80, protocol: 'TCP' }, tcp(80)],
    [{ port: 80, protocol: null, endPort: null }, tcp(80)],
    [{ port: 53, protocol: 'UDP' }, udp(53)],
    [{ port: 1, endPort: 65535 }, tcp(1, 65535)],
    [{ port: 80, endPort: 80 }, tcp(80)],
    [{ port: 5, protocol: 'SCTP' }, { type: 'range', protocol: 'SCTP', first: 5, last: 5 }],
    [{}, { type: 'all', protocol: 'TCP' }],
    [null, { type: 'all', protocol: 'TCP' }],
    [{ port: null, protocol: 'UDP' }, { type: 'all', protocol: 'UDP' }],
    [{ name: 'x' }, { type: 'all', protocol: 'TCP' }],
    [{ endPort: 90 }, { type: 'all', protocol: 'TCP', problem: 'bad-end-port' }],
    [{ port: 'http' }, { type: 'other' }],
    [{ port: '8080-tcp' }, { type: 'other' }],
    [{ port: '80' }, { type: 'other', problem: 'digits-as-name' }],
    [{ port: '' }, { type: 'other', problem: 'digits-as-name' }],
    [{ port: 'http', endPort: 90 }, { type: 'other', problem: 'bad-end-port' }],
    [{ port: 0 }, { type: 'other', problem: 'not-a-port' }],
    [{ port: -1 }, { type: 'other', problem: 'not-a-port' }],
    [{ port: 65536 }, { type: 'other', problem: 'not-a-port' }],
    [{ port: 80.5 }, { type: 'other', problem: 'not-a-port' }],
    [{ port: [80] }, { type: 'other', problem: 'not-a-port' }],
    [{ port: 90, endPort: 80 }, { type: 'other', problem: 'bad-end-port' }],
    [{ port: 90, endPort: 65536 }, { type: 'other', problem: 'bad-end-port' }],
    [{ port: 90, endPort: '95' }, { type: 'other', problem: 'bad-end-port' }],
    [{ port: 80, name: 'x' }, { type: 'other' }],
    [{ port: 80, protocol: 'tcp' }, { type: 'other' }],
    [{ port: 80, protocol: 6 }, { type: 'other' }],
    [80, { type: 'other', problem: 'not-an-entry' }],
    [[80], { type: 'other', problem: 'not-an-entry' }],
  ];
  for (const [written, read] of cases) t.deepEqual(readPortEntry(written), read, JSON.stringify(written));
});

test('ports that follow each other, repeat or overlap are a run', (t) => {
  t.deepEqual(runsOf([tcp(80), tcp(81), tcp(82)]), ['TCP 80-82 [0,1,2]']);
  t.deepEqual(runsOf([tcp(82), tcp(80), tcp(81)]), ['TCP 80-82 [0,1,2]']);
  t.deepEqual(runsOf([tcp(80), tcp(81), tcp(81), tcp(82)]), ['TCP 80-82 [0,1,2,3]']);
  t.deepEqual(runsOf([tcp(1, 10), tcp(5, 7)]), ['TCP 1-10 [0,1]']);
  t.deepEqual(runsOf([tcp(1, 10), tcp(2, 3), tcp(11)]), ['TCP 1-11 [0,1,2]']);
  t.deepEqual(runsOf([tcp(10, 20), tcp(1, 9)]), ['TCP 1-20 [0,1]']);
  t.deepEqual(runsOf([tcp(65533), tcp(65534), tcp(65535)]), ['TCP 65533-65535 [0,1,2]']);
});

test('too few ports, gaps and single entries are none', (t) => {
  t.deepEqual(runsOf([]), []);
  t.deepEqual(runsOf([tcp(80), tcp(81)]), []);
  t.deepEqual(runsOf([tcp(80), tcp(80), tcp(80)]), []);
  t.deepEqual(runsOf([tcp(80), tcp(80), tcp(81)]), []);
  t.deepEqual(runsOf([tcp(80), tcp(82), tcp(84)]), []);
  t.deepEqual(runsOf([tcp(80, 90)]), []);
  t.deepEqual(runsOf([tcp(80), udp(81), tcp(82)]), []);
  t.deepEqual(runsOf([tcp(80), named, tcp(82)]), []);
});

test('the minimum counts different ports', (t) => {
  t.deepEqual(runsOf([tcp(80), tcp(81)], 2), ['TCP 80-81 [0,1]']);
  t.deepEqual(runsOf([tcp(80), tcp(80)], 2), []);
  t.deepEqual(runsOf([tcp(80, 83), tcp(84)], 5), ['TCP 80-84 [0,1]']);
  t.deepEqual(runsOf([tcp(80, 83), tcp(84)], 6), []);
});

test('protocols do not mix, and runs come in the order of their first entries', (t) => {
  t.deepEqual(runsOf([udp(1), tcp(9), udp(2), tcp(8), named, udp(3), tcp(7)]), ['UDP 1-3 [0,2,5]', 'TCP 7-9 [1,3,6]']);
});

test('a protocol that is allowed as a whole has no runs', (t) => {
  const all: PortEntry = { type: 'all', protocol: 'TCP' };
  t.deepEqual(runsOf([tcp(1), tcp(2), tcp(3), all, udp(1), udp(2), udp(3)]), ['UDP 1-3 [4,5,6]']);
});

test('ranges are named as people name them', (t) => {
  const ranges = [
    { protocol: 'TCP', first: 32000, last: 32768 },
    { protocol: 'UDP', first: 5000, last: 5010 },
  ];
  t.is(formatRanges(ranges), '32000-32768, 5000-5010/UDP');
  t.is(formatSome(['1', '2', '3', '4', '5', '6', '7', '8']), '1, 2, 3, 4, 5, 6 and 2 more');
});

/** Runs the transform on rules with the gate on, and gives them as they are afterwards. */
function rewrite(ingress: readonly JsonValue[], minRun = 3): { readonly rules: readonly JsonValue[]; readonly changes: number } {
  const data: JsonObject = { spec: { podSelector: {}, ingress } };
  const operations: Operation[] = [];
  let changes = 0;
  const recorder: Recorder = {
    set: (path, value, place) => operations.push({ op: 'set', path, value, ...(place ? { place } : {}) }),
    rename: (path, key) => operations.push({ op: 'rename', path, key }),
    move: (path, to) => operations.push({ op: 'move', path, to }),
    insert: (path, index, value) => operations.push({ op: 'insert', path, index, value }),
    remove: (path, commentsTo) => operations.push({ op: 'remove', path, ...(commentsTo ? { commentsTo } : {}) }),
  };
  const target: Target = { to: '1.21', featureGates: { NetworkPolicyEndPort: true }, allowedUnsafeSysctls: [] };
  const context: Context = {
    target,
    options: { minRun },
    original: {},
    accepted: false,
    apis: [],
    gate: () => true,
    when: () => true,
    choosesVersion: false,
    isInteger: () => false,
    manual: () => undefined,
    info: () => undefined,
    change: (_id, _change, record) => {
      changes++;
      record(recorder);
    },
  };
  const identity = { apiVersion: 'networking.k8s.io/v1', group: 'networking.k8s.io', version: 'v1', kind: 'NetworkPolicy' };
  transform.run({ ...identity, partial: false, data } satisfies Manifest, context);
  const after = replay(data, operations) as { spec: { ingress: JsonValue[] } };
  return { rules: after.spec.ingress, changes };
}

/** Everything that rules allow, spelled out: peers and port, one by one. */
function allowed(rules: readonly JsonValue[]): string[] {
  const all = new Set<string>();
  for (const rule of rules as readonly { from?: readonly JsonValue[] | null; ports?: readonly JsonObject[] | null }[]) {
    const from = JSON.stringify(rule.from ?? []);
    if (!rule.ports?.length) all.add(`${from} everything`);
    for (const entry of rule.ports ?? []) {
      const { port = null, endPort = port, protocol = 'TCP' } = entry as { port?: JsonValue; endPort?: JsonValue; protocol?: string };
      if (typeof port !== 'number') all.add(`${from} ${protocol} ${String(port)}`);
      else for (let number = port; number <= Number(endPort); number++) all.add(`${from} ${protocol} ${number}`);
    }
  }
  return [...all].sort();
}

const port = fc.oneof(
  { weight: 8, arbitrary: fc.record({ port: fc.integer({ min: 1, max: 24 }), protocol: fc.constantFrom('TCP', 'UDP') }, { requiredKeys: ['port'] }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 20 }).map((first) => ({ port: first, endPort: first + (first % 4) })) },
  { weight: 1, arbitrary: fc.constantFrom<JsonObject>({ port: 'http' }, { protocol: 'UDP' }, { port: 'dns', protocol: 'UDP' }) },
);
const rule = fc.record(
  {
    from: fc.constantFrom<JsonValue>(null, [], [{ podSelector: {} }], [{ podSelector: { matchLabels: { app: 'a' } } }]),
    ports: fc.array(port, { maxLength: 8 }),
  },
  { requiredKeys: ['ports'] },
);

test('what a policy allows stays the same, and a second run finds nothing', (t) => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 10 }), fc.integer({ min: 2, max: 5 }), (rules, minRun) => {
      const { rules: after, changes } = rewrite(rules as readonly JsonValue[], minRun);
      t.deepEqual(allowed(after), allowed(rules as readonly JsonValue[]));
      t.is(rewrite(after, minRun).changes, 0);
      if (changes === 0) t.deepEqual(after, rules as readonly JsonValue[]);
    }),
    { numRuns: 2000 },
  );
});

const from = [{ podSelector: { matchLabels: { app: 'a' } } }];
const shapes: Readonly<Record<string, (count: number) => readonly JsonValue[]>> = {
  'one rule': (count) => [{ ports: upTo(count).map((port) => ({ protocol: 'TCP', port })) }],
  'many ranges': (count) => [{ ports: upTo(count).map((port) => ({ port: port + Math.floor(port / 3) })) }],
  'a rule for each port': (count) => upTo(count).map((port) => ({ from, ports: [{ port }] })),
  'rules that stand between one another': (count) =>
    upTo(count).map((index) => ({
      from: [{ podSelector: { matchLabels: { app: String(index % (count / 4)) } } }],
      ports: [{ port: Math.ceil((index * 4) / count) }],
    })),
};

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** Milliseconds that the transform itself takes, at best. */
function timeOf(ingress: readonly JsonValue[]): number {
  const context = { options: { minRun: 3 }, target: { to: '1.22', featureGates: {} }, gate: () => true, manual: () => undefined };
  const times = [1, 2, 3].map(() => {
    let operations = 0;
    const count = (): void => void operations++;
    const recorder: Recorder = { set: count, rename: count, move: count, insert: count, remove: count };
    const change = (_id: string, _change: unknown, record: (recorder: Recorder) => void): void => record(recorder);
    const started = performance.now();
    transform.run({ data: { spec: { ingress } } } as unknown as Manifest, { ...context, change } as unknown as Context);
    return operations > 0 ? performance.now() - started : Infinity;
  });
  return Math.min(...times);
}

for (const [name, rules] of Object.entries(shapes)) {
  test.serial(`thirty thousand entries take no time to speak of: ${name}`, (t) => {
    const time = timeOf(rules(30_000));
    t.true(time < 3_000, `${time} ms`);
  });
}
