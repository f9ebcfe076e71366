import { atLeast, defineTransform, honoursEndPort, isList, isObject, networkPlugins, type Context, type Hold, type Path } from '../../src/transform.js';
import { formatRanges, formatSome, type PortProblem } from './port-runs.js';
import { changesOf, collapses, readRules, record, type Collapse, type Rule } from './rules.js';

const id = 'network-policy-end-port';
const gate = 'NetworkPolicyEndPort';
const directions = [['ingress', 'from'], ['egress', 'to']] as const;

export default defineTransform({
  meta: {
    id,
    title: 'NetworkPolicy ports, one by one, to a range with endPort',
    description:
      'Entries of a rule whose ports follow each other, repeat or overlap become one entry with `port` and `endPort`; rules that ' +
      'differ only in such ports become one. The same ports are allowed, where both the API server and the network plugin know ' +
      '`endPort`. Where one of them does not, a range shrinks to its first port, so that has to be stated first.',
    kinds: [{ group: 'networking.k8s.io', kind: 'NetworkPolicy', versions: ['v1'] }],
    triggers: ['NetworkPolicy'],
    safety: 'safe',
    introduced: '1.21',
    keps: [2079],
    featureGates: [gate],
    options: {
      minRun: {
        type: 'integer',
        minimum: 2,
        default: 3,
        description: 'The number of different ports that entries have to cover together to become a range.',
      },
    },
    messages: {
      collapsed: 'Ports {ranges} in {entries} entries become {result} with endPort.',
      merged: 'Ports {ranges} in {entries} entries of {rules} rules become {result} with endPort; rules with the same peers are merged.',
      'plugin-not-verified': 'The network plugin is not known to honour endPort; one that does not allows only the first port of a range.',
      'not-an-entry': 'The API server refuses ports that are no mapping: {ports}. Write `- port: 80` for each.',
      'not-a-port': 'The API server refuses port {ports}: a port is a whole number from 1 to 65535, or a name.',
      'digits-as-name':
        'The API server reads {ports} as a port name, and refuses a name without a letter. Write a number without quotes, and a range as port and endPort.',
      'bad-end-port': 'The API server refuses endPort {ports}: it is a whole number up to 65535, not below port, and stands beside a numeric port.',
    },
    references: [
      'https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-range-of-ports',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/2079-network-policy-port-range',
      'https://github.com/kubernetes/api/blob/kubernetes-1.21.0/networking/v1/types.go',
    ],
  },
  run(manifest, context) {
    const { spec } = manifest.data;
    if (!isObject(spec)) return;
    for (const [direction, peers] of directions) {
      const path = ['spec', direction];
      const written = spec[direction];
      if (!isList(written)) continue;
      const rules = readRules(written, peers);
      for (const rule of rules) reportProblems(context, [...path, rule.index, 'ports'], rule);
      for (const together of changesOf(collapses(rules, Number(context.options['minRun'])))) propose(context, path, together);
    }
  },
});

function propose(context: Context, path: Path, together: readonly [Collapse, ...Collapse[]]): void {
  const hold = holdOf(context);
  const runs = together.flatMap((collapse) => collapse.runs);
  const rules = together.flatMap((collapse) => collapse.rules);
  const values = {
    ranges: formatRanges(runs),
    entries: runs.reduce((sum, { members }) => sum + members.length, 0),
    rules: rules.length,
    result: runs.length === 1 ? 'one range' : `${runs.length} ranges`,
  };
  context.change(
    rules.length === 1 ? 'collapsed' : 'merged',
    {
      at: [...path, together[0].rules[0].index, 'ports'],
      values,
      // A cluster before 1.22 drops the field unless the gate is stated.
      introduced: isGateStated(context) ? '1.21' : '1.22',
      ...(hold ? { hold } : {}),
      notes: !hold && honoursEndPort(context.target.networkPlugin) === 'unknown' ? ['plugin-not-verified'] : [],
    },
    (edit) => record(edit, path, together),
  );
}

/** One finding for each kind of mistake in a rule, at the first entry that has it. */
function reportProblems(context: Context, path: Path, { entries, ports }: Rule): void {
  const found = new Map<PortProblem, number[]>();
  for (const [index, entry] of entries.entries()) {
    if (entry.type === 'range' || entry.problem === undefined) continue;
    const known = found.get(entry.problem);
    if (known) known.push(index);
    else found.set(entry.problem, [index]);
  }
  for (const [problem, indexes] of found) {
    const key = problem === 'not-an-entry' ? undefined : problem === 'bad-end-port' ? 'endPort' : 'port';
    const texts = indexes.map((index) => {
      const entry = ports[index];
      return JSON.stringify(key && isObject(entry) ? entry[key] : entry);
    });
    context.manual(problem, { at: [...path, indexes[0] ?? 0, ...(key === undefined ? [] : [key])], values: { ports: formatSome(texts) } });
  }
}

/**
 * Why the target may not allow more than the first port of a range. A network plugin that is known to
 * ignore `endPort` counts for more than anything that is stated.
 */
function holdOf(context: Context): Hold | undefined {
  const { networkPlugin: plugin, to } = context.target;
  const honours = honoursEndPort(plugin);
  const since = learnedIn(plugin?.name);
  const name = plugin?.version === undefined ? plugin?.name : `${plugin.name}@${plugin.version}`;
  if (honours === 'no') {
    return {
      because: `The network plugin ${name} does not know endPort and allows only the first port of a range; as long as the cluster runs it, nothing else that is stated releases the change.`,
      release: since === undefined ? '--network-plugin calico' : `--network-plugin ${plugin?.name}@${since}`,
    };
  }
  if (!context.gate(gate)) {
    return {
      because: `The feature gate ${gate} is off at the target, and the API server of Kubernetes ${to} drops endPort: only the first port of a range would be allowed.`,
      release: `--feature-gates ${gate}=true`,
      gate,
    };
  }
  if (isGateStated(context) || honours === 'yes' || context.accepted) return undefined;
  if (plugin === undefined) {
    return {
      because: `The network plugin is not stated, and one that does not know endPort allows only the first port of a range. State it where it does, or accept the change with --accept ${id}.`,
      release: '--network-plugin calico',
    };
  }
  return since === undefined
    ? { because: `The network plugin ${name} is not known to honour endPort; one that does not allows only the first port of a range.`, release: `--accept ${id}` }
    : {
        because: `The network plugin ${name} knows endPort from ${since} on, and its version is not stated; before, it allows only the first port of a range.`,
        release: `--network-plugin ${name}@${since}`,
      };
}

/** Whether the user has turned the gate on; from 1.22 on it is on without. */
function isGateStated({ target, gate: isOn }: Context): boolean {
  return target.featureGates[gate] === true || (isOn(gate) && !atLeast(target.to, '1.22'));
}

/** The release in which a network plugin learned `endPort`, where it did not always know it. */
function learnedIn(plugin: string | undefined): string | undefined {
  const facts = networkPlugins.find(({ name, aliases }) => name === plugin || aliases?.some((alias) => alias === plugin));
  return typeof facts?.endPort === 'object' ? facts.endPort.since : undefined;
}
