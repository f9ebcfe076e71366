import {
  atLeast,
  defineTransform,
  formatPath,
  gateInfo,
  getIn,
  honoursEndPort,
  isGateKnownAt,
  podTemplateKinds,
  type Context,
  type KindMatch,
  type Manifest,
  type Remark,
} from '../../src/transform.js';
import { enumerate } from '../_shared/lists.js';
import { gatedFields, type GatedField } from './fields.js';
import { isScopeOf, occurrences, type Occurrence, type Scope } from './places.js';

const hints = 'service.kubernetes.io/topology-aware-hints';

export default defineTransform({
  meta: {
    id: 'dropped-fields',
    title: 'Fields and annotations that the target drops, refuses or does not act on',
    description:
      'A field behind a feature gate that is off is no error: the API server drops it when the object is created, and what it asks for silently ' +
      'does not happen. An annotation that nothing reads has no effect, and some values are refused. Says what happens instead at the stated ' +
      'target with the stated gates; values that ask for the default are passed over.',
    kinds: kindsOf(gatedFields),
    triggers: triggersOf(gatedFields),
    safety: 'report',
    keps: [34, 2232, 2214, 592, 2249, 2238, 2053, 2255, 1698, 1959, 2086, 2433, 563, 2079, 2365, 1412, 1472, 2047, 4444],
    featureGates: [...new Set(gatedFields.map(({ gate }) => gate))],
    messages: {
      dropped: 'The API server of Kubernetes {version} drops {field}, because the feature gate {gate} is off: {instead}.',
      refused: 'The API server of Kubernetes {version} refuses {field}, because the feature gate {gate} is off: {instead}.',
      ignored: 'Kubernetes {version} does not act on {field}, because the feature gate {gate} is off: {instead}.',
      'unknown-field':
        'Kubernetes {version} does not know {field}, which came in {since}: the validation of kubectl refuses the manifest; sent without validation, it is dropped: {instead}. Leave it out until the cluster is at {since}.',
      'unknown-value': 'The API server of Kubernetes {version} refuses {field}, which came in {since}: {instead}. Leave it out until the cluster is at {since}.',
      unread: 'Kubernetes {version} does not read {field}, which came in {since}: {instead}.',
      'turn-on': 'Turn the gate on in {components} and state it, or leave out what it decides on.',
      also: 'The same holds for {places}.',
      'network-plugin':
        'The network plugin {plugin} does not know endPort: of the ports {port} to {end} it allows only {port}, and traffic to the others is cut. Write an entry for each port.',
      readiness:
        'The API server refuses terminationGracePeriodSeconds on a readinessProbe, which never stops a container. Delete it there; it belongs to livenessProbe and startupProbe.',
      'scope-operator': 'The API server refuses the scope CrossNamespacePodAffinity with another operator than Exists. Write operator: Exists, without values.',
      'hints-spelling': 'Kubernetes 1.21.0 reads only auto in lower case; a later patch release of 1.21 also reads Auto. Write auto, which every release understands.',
      'hints-known-issue': 'With Kubernetes 1.21, traffic goes to the endpoints of every zone most of the time, even with the feature gate TopologyAwareHints on: a known issue of the release.',
    },
    references: [
      'https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/',
      'https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates-removed/',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-apps/2232-suspend-jobs',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/1959-service-lb-class-field',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/2079-network-policy-port-range',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/2238-liveness-probe-grace-period',
    ],
  },
  run(manifest, context) {
    for (const row of gatedFields) report(row, manifest, context);
    reportReadinessProbes(manifest, context);
    reportScopeOperators(manifest, context);
    reportNetworkPlugin(manifest, context);
    reportHints(manifest, context);
  },
});

const outcomes = {
  dropped: { off: 'dropped', unborn: 'unknown-field' },
  refused: { off: 'refused', unborn: 'unknown-value' },
  ignored: { off: 'ignored', unborn: 'unread' },
} as const;

/** One finding an object and field, at the first value that asks for something. */
function report(row: GatedField, manifest: Manifest, context: Context): void {
  const { gate, since, outcome, instead } = row;
  const { to } = context.target;
  const unborn = !atLeast(to, since);
  if (!row.at.some(([scope]) => isScopeOf(scope, manifest)) || (!unborn && !isOff(row, context))) return;
  const [first, ...others] = row.at
    .flatMap(([scope, path]) => occurrences(manifest, scope, path, row.annotation))
    .filter((occurrence) => row.asks(occurrence) && !isWritten(occurrence, context));
  if (first === undefined) return;
  const message = outcomes[outcome][unborn ? 'unborn' : 'off'];
  const components = gateInfo(gate)?.components ?? ['kube-apiserver'];
  const notes = [
    // A release that does not know the gate refuses to start with it.
    ...(unborn || isGateKnownAt(gate, to) === false ? [] : ['turn-on']),
    ...(others.length > 0 ? ['also'] : []),
  ];
  const remark: Remark = {
    at: first.path,
    values: {
      version: to,
      field: row.field,
      gate,
      since,
      instead: typeof instead === 'string' ? instead : instead(first),
      components: enumerate(components),
      places: abridge(others),
    },
    notes,
    gate,
    impact: message === 'unknown-field' || message === 'unknown-value' ? 'breaks' : (row.impact ?? (outcome === 'refused' ? 'breaks' : 'ignored')),
    ...(notes.includes('turn-on') ? { release: `--feature-gates ${gate}=true` } : {}),
  };
  context.manual(message, remark);
}

/** Whether a gate is off for certain: nothing is said where the catalogue cannot tell. */
function isOff({ gate }: GatedField, context: Context): boolean {
  const { to, featureGates } = context.target;
  return !context.gate(gate) && (Object.hasOwn(featureGates, gate) || isGateKnownAt(gate, to) !== 'unknown');
}

/** Whether another transform has written the value in this run: it has said what is to be known. */
function isWritten({ path, value }: Occurrence, { original }: Context): boolean {
  return typeof value === 'string' && typeof path.at(-1) === 'string' && path.includes('annotations') && getIn(original, path) === undefined;
}

function reportReadinessProbes(manifest: Manifest, context: Context): void {
  // Before, the field is as unknown as on the other probes.
  if (!atLeast(context.target.to, '1.21')) return;
  const [first, ...others] = occurrences(manifest, 'container', 'readinessProbe.terminationGracePeriodSeconds');
  if (first === undefined) return;
  context.manual('readiness', { at: first.path, impact: 'breaks', values: { places: abridge(others) }, notes: others.length > 0 ? ['also'] : [] });
}

function reportScopeOperators(manifest: Manifest, context: Context): void {
  if (!context.gate('PodAffinityNamespaceSelector')) return;
  for (const { path, holder } of occurrences(manifest, '/ResourceQuota', 'spec.scopeSelector.matchExpressions[].scopeName')) {
    if (holder['scopeName'] !== 'CrossNamespacePodAffinity' || holder['operator'] === 'Exists') continue;
    context.manual('scope-operator', { at: Object.hasOwn(holder, 'operator') ? [...path.slice(0, -1), 'operator'] : path, impact: 'breaks' });
  }
}

/** A range that the API server keeps and the network plugin does not. */
function reportNetworkPlugin(manifest: Manifest, context: Context): void {
  const { networkPlugin: plugin } = context.target;
  const row = gatedFields.find(({ field }) => field === 'endPort');
  if (plugin === undefined || row === undefined || honoursEndPort(plugin) !== 'no' || !context.gate(row.gate)) return;
  const [first, ...others] = row.at.flatMap(([scope, path]) => occurrences(manifest, scope, path)).filter((occurrence) => row.asks(occurrence));
  if (first === undefined) return;
  const values = {
    plugin: plugin.version === undefined ? plugin.name : `${plugin.name}@${plugin.version}`,
    port: String(first.holder['port']),
    end: String(first.value),
    places: abridge(others),
  };
  context.manual('network-plugin', { at: first.path, impact: 'breaks', values, notes: others.length > 0 ? ['also'] : [] });
}

/** What Kubernetes 1.21 makes of hints where they are on. */
function reportHints(manifest: Manifest, context: Context): void {
  if (context.target.to !== '1.21' || !context.gate('TopologyAwareHints')) return;
  for (const occurrence of occurrences(manifest, '/Service', 'metadata.annotations', hints)) {
    const { path: at, value } = occurrence;
    if (isWritten(occurrence, context)) continue;
    if (value === 'Auto') context.manual('hints-spelling', { at, impact: 'ignored', notes: ['hints-known-issue'] });
    else if (value === 'auto') context.info('hints-known-issue', { at, impact: 'none' });
  }
}

function abridge(others: readonly Occurrence[]): string {
  return enumerate(others.map(({ path }) => formatPath(path)), 3);
}

function kindsOf(rows: readonly GatedField[]): readonly KindMatch[] {
  const scopes = new Set<Scope>(rows.flatMap(({ at }) => at.map(([scope]) => scope)));
  const named = [...scopes].flatMap((scope) => {
    const [group, kind] = scope.split('/');
    return group !== undefined && kind !== undefined ? [{ group, kind }] : [];
  });
  const known = new Set(podTemplateKinds.map(({ group, kind }) => `${group}/${kind}`));
  return [...podTemplateKinds, ...named.filter(({ group, kind }) => !known.has(`${group}/${kind}`))];
}

/** Names of fields and annotations: as rare in other documents as there are. */
function triggersOf(rows: readonly GatedField[]): readonly string[] {
  return [...new Set(rows.flatMap(({ at, annotation, triggers }) => triggers ?? (annotation === undefined ? at.map(([, path]) => lastKey(path)) : [annotation])))];
}

function lastKey(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).replace('[]', '');
}
