import {
  atLeast,
  checkFeatureGates,
  defineTransform,
  gateInfo,
  isGateKnownAt,
  parseFeatureGates,
  type Context,
  type FeatureGate,
  type Manifest,
  type Version,
} from '../../src/transform.js';
import { componentFlagKinds, componentScripts, runsOlderThan } from '../_shared/component-flags.js';
import { gateListsOf, type GateList, type StatedGate } from './stated-gates.js';

export default defineTransform({
  meta: {
    id: 'component-feature-gates',
    title: 'Feature gates that a component refuses to start with',
    description:
      'A component exits when it is started with a feature gate that its release does not know, or with the other value of a ' +
      'gate that is locked. A gate whose feature has become part of Kubernetes is deleted where it says what is the case anyway; a ' +
      'gate that was replaced takes its new name; the rest is for a person. Looks at `--feature-gates` of containers and of ' +
      'kubeadm’s `extraArgs`, and at `featureGates` of the kubelet’s and kube-proxy’s configuration.',
    kinds: [
      ...componentFlagKinds,
      { group: 'kubelet.config.k8s.io', kind: 'KubeletConfiguration' },
      { group: 'kubeproxy.config.k8s.io', kind: 'KubeProxyConfiguration' },
    ],
    triggers: ['feature-gates', 'feature_gates', 'featureGates'],
    safety: 'safe',
    messages: {
      graduated:
        'The feature gate {gate}={value} is deleted: Kubernetes {removed} no longer knows it and refuses to start with it. What it controlled is always {state}, by default since Kubernetes {since}.',
      dropped:
        'The feature gate {gate}=false is deleted: Kubernetes {removed} no longer knows it and refuses to start with it. What it controlled is gone.',
      renamed: 'The feature gate {gate} becomes {replacement}, which took its place in Kubernetes {removed}.',
      'already-replaced': 'The feature gate {gate} is deleted: {replacement}, which took its place in Kubernetes {removed}, is stated already.',
      'needed-until-the-upgrade': 'In Kubernetes {oldest} the gate still makes a difference, so it has to go as the component is upgraded, not before.',
      'needed-by-its-release':
        '{problem} The release that runs here as written, {release}, still needs it. As you change the release, {advice}.',
      'other-value': '{problem} It is stated as {value}, and there is no way back: make sure that the cluster can do with it {state}, then delete the gate.',
      gone: '{problem} Find out what becomes of what it controlled, then delete the gate.',
      conflict: '{problem} {replacement} is stated too, with another value. Leave {replacement} as it is meant, and delete {gate}.',
      locked: '{problem} Make sure that the cluster can do with the value {default}, then delete the gate.',
      'not-yet': '{problem} Delete it.',
      unknown: '{problem} Correct or delete it.',
      'in-script': 'The shell text that starts {components} states feature gates: {problems} Shell text is not edited; change it by hand.',
      unreadable: 'The feature gates cannot be read, and the component refuses to start: {problem} Correct them.',
      placeholder: 'The feature gates are filled in elsewhere ({text}); what is filled in was not checked.',
      'not-known':
        'It is not on record whether Kubernetes {to} knows {gates}. A component refuses to start with a feature gate that it does not know, so look up the release before the upgrade.',
    },
    references: [
      'https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/',
      'https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates-removed/',
      'https://github.com/kubernetes/component-base/blob/master/featuregate/feature_gate.go',
      'https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.21.md',
    ],
  },
  run(manifest, context) {
    for (const list of gateListsOf(manifest)) judgeList(list, context);
    judgeScripts(manifest, context);
  },
});

function judgeList(list: GateList, context: Context): void {
  const { path, gates, problem } = list;
  if (problem?.id === 'placeholder') return context.info('placeholder', { at: path, values: { text: problem.text } });
  if (problem) return context.manual('unreadable', { at: path, values: { problem: problem.text } });
  for (const gate of gates) judge(gate, list, context);
  const { to } = context.target;
  const open = gates.filter(({ name }) => isGateKnownAt(name, to) === 'unknown').map(({ name }) => name);
  if (open.length > 0 && !list.open) context.info('not-known', { at: path, values: { to, gates: open.join(', ') } });
}

function judge(gate: StatedGate, list: GateList, context: Context): void {
  const { name, value, path } = gate;
  const [problem] = checkFeatureGates({ [name]: value }, context.target.to);
  if (!problem?.certain) return;
  const { kind, message } = problem;
  if (kind === 'unknown' && list.open) return;
  const info = gateInfo(name);
  if (kind === 'not-yet' || kind === 'unknown') return context.manual(kind, { at: path, gate: name, values: { problem: message } });
  if (!info) return;
  if (kind === 'locked') {
    return context.manual(kind, { at: path, gate: name, values: { problem: message, default: String(!value) } });
  }
  if (info.replacedBy !== undefined && isGateKnownAt(info.replacedBy, context.target.to) === true) return replace(gate, info, info.replacedBy, message, list, context);

  const fate = fateOf(info);
  if (!fate) return context.manual('gone', { at: path, gate: name, values: { problem: message } });
  const { since, removed } = fate;
  const values = { problem: message, gate: name, value: String(value), state: fate.value ? 'on' : 'off', since, removed };
  if (fate.value !== value) return context.manual(fate.dropped ? 'gone' : 'other-value', { at: path, gate: name, values });
  if (runsOlderThan(since, list.release)) {
    return context.manual('needed-by-its-release', { at: path, gate: name, values: { ...values, release: String(list.release), advice: 'delete it' } });
  }
  const oldest = context.target.from ?? context.target.to;
  const notes = atLeast(oldest, since) ? [] : ['needed-until-the-upgrade'];
  const change = { at: path, gate: name, values: { ...values, oldest }, notes, introduced: since, removed };
  context.change(fate.dropped ? 'dropped' : 'graduated', change, (edit) => gate.remove(edit));
}

/** A gate that another took the place of; the two differ in detail, so it takes consent. */
function replace(gate: StatedGate, info: FeatureGate, replacement: string, problem: string, list: GateList, context: Context): void {
  const { name, path } = gate;
  const removed = info.removedIn ?? context.target.to;
  const introduced = gateInfo(replacement)?.history[0]?.version ?? removed;
  const values = { problem, gate: name, replacement, removed };
  const stated = list.gates.find((other) => other.name === replacement);
  if (stated && stated.value !== gate.value) return context.manual('conflict', { at: path, gate: name, values });
  if (runsOlderThan(introduced, list.release)) {
    const advice = `put ${replacement} in its place`;
    return context.manual('needed-by-its-release', { at: path, gate: name, values: { ...values, release: String(list.release), advice } });
  }
  const change = { at: path, gate: name, values, safety: 'review', introduced, removed } as const;
  context.change(stated ? 'already-replaced' : 'renamed', change, (edit) => (stated ? gate.remove(edit) : gate.rename(edit, replacement)));
}

interface Fate {
  /** Whether what the gate controlled is on since its removal. */
  readonly value: boolean;
  /** Since when an absent gate means the same as the gate with this value. */
  readonly since: Version;
  readonly removed: Version;
  /** The feature went with the gate. */
  readonly dropped: boolean;
}

/** What became of a removed gate's feature; undefined where that is not certain. */
function fateOf({ history, lockedIn, removedIn, partialHistory }: FeatureGate): Fate | undefined {
  const last = history.at(-1);
  if (!last || removedIn === undefined) return undefined;
  const settled = last.stage === 'stable' || lockedIn !== undefined;
  if (!settled && (partialHistory || last.default)) return undefined;
  const start = history.findLastIndex((step) => step.default !== last.default) + 1;
  const { version: since } = history[start] ?? last;
  return { value: last.default, since, removed: removedIn, dropped: !settled };
}

/** Reports only: quoting and variables of a shell are not understood. */
function judgeScripts(manifest: Manifest, context: Context): void {
  for (const { path, text, components } of componentScripts(manifest)) {
    const problems = [...text.matchAll(/--feature[-_]gates[= ]["']?([\w=,]+)/g)].flatMap(([, gates = '']) => {
      const read = parseFeatureGates(gates);
      return typeof read === 'string' ? [] : checkFeatureGates(read, context.target.to).filter(({ certain }) => certain);
    });
    if (problems.length === 0) continue;
    const values = { components: components.join(', '), problems: problems.map(({ message }) => message).join(' ') };
    context.manual('in-script', { at: path, values });
  }
}
