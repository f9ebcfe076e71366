import test from 'ava';
import { featureGates } from '../../src/catalogue/feature-gate-data.js';
import {
  checkFeatureGates,
  gateDefault,
  gateInfo,
  isGateKnownAt,
  isGateOn,
  parseFeatureGates,
} from '../../src/catalogue/feature-gates.js';
import { atLeast, compareVersions, type Version } from '../../src/model/version.js';

const on = (name: string, to: Version, stated: Record<string, boolean> = {}): boolean =>
  isGateOn(name, { to, featureGates: stated });

test('the catalogue is complete', (t) => {
  t.is(featureGates.length, 145);
  t.is(featureGates.filter((gate) => gate.partialHistory).length, 78);
  t.is(featureGates.filter((gate) => isGateKnownAt(gate.name, '1.21') === true).length, 124);
});

test('rows are sorted by name, and no gate has two', (t) => {
  const names = featureGates.map((gate) => gate.name);
  t.deepEqual(names, [...new Set(names)].sort());
});

test('every row has a source and a history in order', (t) => {
  for (const gate of featureGates) {
    t.true(gate.source.length > 5, gate.name);
    t.true(gate.history.length > 0, gate.name);
    const versions = gate.history.map((step) => step.version);
    t.deepEqual(versions, [...new Set(versions)].sort(compareVersions), gate.name);
    for (const text of [gate.source, gate.note ?? 'none']) t.notRegex(text, /\(\)| {2}|^\s|\s$/, gate.name);
  }
});

test('a gate is born, locked and removed in this order', (t) => {
  for (const { name, history, lockedIn, removedIn } of featureGates) {
    const last = history.at(-1);
    if (lockedIn !== undefined) t.true(last && atLeast(lockedIn, last.version), name);
    if (removedIn !== undefined) t.true(last && compareVersions(removedIn, last.version) > 0, name);
    if (lockedIn !== undefined && removedIn !== undefined) t.true(compareVersions(removedIn, lockedIn) > 0, name);
  }
});

test('only stable gates are locked, and alpha gates are off', (t) => {
  for (const { name, history, lockedIn } of featureGates) {
    if (lockedIn !== undefined) t.is(history.at(-1)?.stage, 'stable', name);
    for (const step of history) {
      // It switched a legacy behaviour, so it was on from the start and ended off.
      if (step.stage === 'alpha' && name !== 'LegacyNodeRoleBehavior') t.false(step.default, name);
    }
  }
});

test('a gate that took the place of another is listed', (t) => {
  for (const { name, replacedBy } of featureGates) {
    if (replacedBy !== undefined) t.truthy(gateInfo(replacedBy), name);
  }
});

const removedIn121 = [
  'AttachVolumeLimit',
  'CSINodeInfo',
  'CSIDriverRegistry',
  'BlockVolume',
  'CSIBlockVolume',
  'RotateKubeletClientCertificate',
  'VolumePVCDataSource',
  'EvenPodsSpread',
  'WindowsGMSA',
  'WindowsRunAsUserName',
  'TokenRequest',
  'TokenRequestProjection',
];

const completeGates = ['AWS', 'AzureDisk', 'AzureFile', 'GCE', 'OpenStack'];

test('gates that 1.21 no longer knows', (t) => {
  for (const name of removedIn121) {
    t.true(isGateKnownAt(name, '1.20'), name);
    t.false(isGateKnownAt(name, '1.21'), name);
    t.is(gateDefault(name, '1.21'), undefined, name);
    t.true(on(name, '1.21'), name);
    for (const value of [true, false]) {
      const [problem, ...others] = checkFeatureGates({ [name]: value }, '1.21');
      t.is(problem?.kind, 'removed', name);
      t.true(problem?.certain, name);
      t.deepEqual(others, []);
    }
  }
  for (const plugin of completeGates) {
    const name = `CSIMigration${plugin}Complete`;
    t.true(isGateKnownAt(name, '1.20'), name);
    t.false(on(name, '1.21'), name);
    t.deepEqual(checkFeatureGates({ [name]: true }, '1.21'), [
      {
        gate: name,
        kind: 'removed',
        certain: true,
        message: `Kubernetes 1.21 refuses to start with the feature gate ${name}, which was removed in 1.21 in favour of InTreePlugin${plugin}Unregister.`,
        suggestion: `InTreePlugin${plugin}Unregister`,
      },
    ]);
  }
});

const lockedOnIn121 = [
  'Sysctls',
  'ServiceNodeExclusion',
  'NodeDisruptionExclusion',
  'SupportPodPidsLimit',
  'SupportNodePidsLimit',
  'ServiceAccountIssuerDiscovery',
  'CRIContainerLogRotation',
  'RuntimeClass',
  'NodeLease',
  'SCTPSupport',
  'VolumeSnapshotDataSource',
  'EndpointSlice',
  'EndpointSliceNodeName',
  'StartupProbe',
  'AllowInsecureBackendProxy',
  'PodDisruptionBudget',
  'ServiceAppProtocol',
  'ImmutableEphemeralVolumes',
  'ExternalPolicyForExternalIP',
  'RootCAConfigMap',
  'RunAsGroup',
  'WatchBookmark',
  'SelectorIndex',
];

test('gates that 1.21 locks', (t) => {
  const expected = new Map(lockedOnIn121.map((name) => [name, true]));
  expected.set('LegacyNodeRoleBehavior', false);
  for (const gate of featureGates) {
    const value = expected.get(gate.name);
    const state = gateDefault(gate.name, '1.21');
    t.is(state?.locked ?? false, value !== undefined, gate.name);
    if (value === undefined) continue;
    t.is(state?.default, value, gate.name);
    t.deepEqual(checkFeatureGates({ [gate.name]: value }, '1.21'), []);
    t.deepEqual(checkFeatureGates({ [gate.name]: !value }, '1.21'), [
      {
        gate: gate.name,
        kind: 'locked',
        certain: true,
        message: `Kubernetes 1.21 refuses to start with ${gate.name}=${!value}, because the feature gate is locked to ${value}.`,
      },
    ]);
  }
  t.is(expected.size, 24);
});

test('gates that 1.22 no longer knows', (t) => {
  const expected = [
    'BalanceAttachedNodeVolumes',
    'CRIContainerLogRotation',
    'CSIMigrationvSphereComplete',
    'ExternalPolicyForExternalIP',
    'LegacyNodeRoleBehavior',
    'NodeDisruptionExclusion',
    'RootCAConfigMap',
    'RunAsGroup',
    'SCTPSupport',
    'ServiceAppProtocol',
    'ServiceNodeExclusion',
    'ServiceTopology',
    'VolumeSnapshotDataSource',
  ];
  const gone = featureGates.filter(
    (gate) => isGateKnownAt(gate.name, '1.21') === true && isGateKnownAt(gate.name, '1.22') === false,
  );
  t.deepEqual(gone.map((gate) => gate.name), expected);
});

test('what is known about one gate', (t) => {
  const gate = gateInfo('NetworkPolicyEndPort');
  t.is(gate?.kep, 2079);
  t.is(gate?.removedIn, '1.27');
  t.is(gate?.controls, 'NetworkPolicyPort.endPort');
  t.is(gateInfo('AllAlpha'), undefined);
  t.is(gateInfo('networkpolicyendport'), undefined);
  t.is(gateInfo('constructor'), undefined);
});

test('known from the first entry to the release before the removal', (t) => {
  t.false(isGateKnownAt('NetworkPolicyEndPort', '1.20'));
  t.true(isGateKnownAt('NetworkPolicyEndPort', '1.21'));
  t.true(isGateKnownAt('NetworkPolicyEndPort', '1.26'));
  t.false(isGateKnownAt('NetworkPolicyEndPort', '1.27'));
  t.true(isGateKnownAt('PodDeletionCost', '1.36'));
});

test('a partial history tells nothing about later releases, but its removal does', (t) => {
  t.true(isGateKnownAt('CPUManager', '1.21'));
  t.is(isGateKnownAt('CPUManager', '1.22'), 'unknown');
  t.is(gateDefault('CPUManager', '1.22'), undefined);
  t.true(isGateKnownAt('InTreePluginAWSUnregister', '1.30'));
  t.false(isGateKnownAt('InTreePluginAWSUnregister', '1.31'));
  t.is(gateDefault('InTreePluginAWSUnregister', '1.30'), undefined);
});

test('a partial history may have begun earlier, unless it begins with alpha', (t) => {
  t.is(isGateKnownAt('DefaultPodTopologySpread', '1.19'), 'unknown');
  t.false(isGateKnownAt('KubeletCredentialProviders', '1.19'));
});

test('an unlisted name is certainly unknown to 1.21 only', (t) => {
  t.false(isGateKnownAt('NoSuchGate', '1.21'));
  t.is(isGateKnownAt('NoSuchGate', '1.20'), 'unknown');
  t.is(isGateKnownAt('NoSuchGate', '1.28'), 'unknown');
});

test('AllAlpha and AllBeta are known everywhere, and off', (t) => {
  for (const name of ['AllAlpha', 'AllBeta']) {
    t.true(isGateKnownAt(name, '1.16'));
    t.false(gateDefault(name, '1.21')?.default);
    t.false(on(name, '1.21'));
    t.true(on(name, '1.21', { [name]: true }));
  }
});

test('stage, default and lock follow the history', (t) => {
  t.is(gateDefault('TopologyAwareHints', '1.20'), undefined);
  t.deepEqual(gateDefault('TopologyAwareHints', '1.21'), { stage: 'alpha', default: false, locked: false });
  t.deepEqual(gateDefault('TopologyAwareHints', '1.22'), { stage: 'alpha', default: false, locked: false });
  t.deepEqual(gateDefault('TopologyAwareHints', '1.23'), { stage: 'beta', default: false, locked: false });
  t.deepEqual(gateDefault('TopologyAwareHints', '1.24'), { stage: 'beta', default: true, locked: false });
  t.deepEqual(gateDefault('TopologyAwareHints', '1.36'), { stage: 'stable', default: true, locked: true });
  t.deepEqual(gateDefault('CSIMigrationAzureFile', '1.26'), { stage: 'stable', default: true, locked: false });
  t.deepEqual(gateDefault('CSIMigrationAzureFile', '1.27'), { stage: 'stable', default: true, locked: true });
  t.is(gateDefault('ServiceTopology', '1.22'), undefined);
  t.is(gateDefault('NoSuchGate', '1.21'), undefined);
});

test('the defaults in 1.21 of the gates that decide over manifest fields', (t) => {
  const expected: Record<string, boolean> = {
    CSIStorageCapacity: true,
    DownwardAPIHugePages: false,
    GenericEphemeralVolume: true,
    GracefulNodeShutdown: true,
    IPv6DualStack: true,
    IndexedJob: false,
    IngressClassNamespacedParams: false,
    NamespaceDefaultLabelName: true,
    NetworkPolicyEndPort: false,
    PodAffinityNamespaceSelector: false,
    PodDeletionCost: false,
    ProbeTerminationGracePeriod: false,
    ServiceInternalTrafficPolicy: false,
    ServiceLoadBalancerClass: false,
    ServiceTopology: false,
    SuspendJob: false,
    TTLAfterFinished: true,
    TopologyAwareHints: false,
  };
  for (const [name, value] of Object.entries(expected)) t.is(on(name, '1.21'), value, name);
});

test('a gate as stated by name wins over everything', (t) => {
  t.true(on('NetworkPolicyEndPort', '1.21', { NetworkPolicyEndPort: true }));
  t.false(on('NetworkPolicyEndPort', '1.22', { NetworkPolicyEndPort: false }));
  t.false(on('NetworkPolicyEndPort', '1.21', { AllAlpha: true, NetworkPolicyEndPort: false }));
  t.true(on('TTLAfterFinished', '1.21', { TTLAfterFinished: true, AllBeta: false }));
  t.true(on('NoSuchGate', '1.21', { NoSuchGate: true }));
});

test('AllAlpha and AllBeta set the gates of their stage', (t) => {
  t.true(on('NetworkPolicyEndPort', '1.21', { AllAlpha: true }));
  t.false(on('NetworkPolicyEndPort', '1.21', { AllBeta: true }));
  t.true(on('NetworkPolicyEndPort', '1.22', { AllAlpha: false }));
  t.false(on('NetworkPolicyEndPort', '1.22', { AllBeta: false }));
  t.false(on('TTLAfterFinished', '1.21', { AllBeta: false }));
  t.true(on('TTLAfterFinished', '1.20', { AllAlpha: true }));
  t.true(on('CSIMigrationAzureFile', '1.21', { AllBeta: true }));
  t.true(on('NetworkPolicyEndPort', '1.25', { AllBeta: false, AllAlpha: false }));
});

test('AllAlpha and AllBeta leave locked gates alone', (t) => {
  t.true(on('Sysctls', '1.21', { AllAlpha: false, AllBeta: false }));
  t.false(on('LegacyNodeRoleBehavior', '1.21', { AllAlpha: true, AllBeta: true }));
});

test('a gate that is gone is on if it graduated', (t) => {
  t.true(on('NetworkPolicyEndPort', '1.27'));
  t.true(on('NetworkPolicyEndPort', '1.36', { AllBeta: false }));
  t.true(on('SCTPSupport', '1.30'));
  t.false(on('ServiceTopology', '1.22'));
  t.false(on('ServiceTopology', '1.30', { AllAlpha: true }));
  t.false(on('VolumeCapacityPriority', '1.33'));
  t.false(on('LegacyNodeRoleBehavior', '1.22'));
});

test('a gate that is not born yet, and an unlisted one, are off', (t) => {
  t.false(on('NetworkPolicyEndPort', '1.20', { AllAlpha: true }));
  t.false(on('NoSuchGate', '1.21', { AllAlpha: true, AllBeta: true }));
  t.false(on('constructor', '1.21'));
});

test('after the end of a partial history a gate counts as on only where it surely is', (t) => {
  t.true(on('CPUManager', '1.25'));
  t.false(on('CPUManager', '1.25', { AllBeta: false }));
  t.false(on('AnyVolumeDataSource', '1.25'));
  t.false(on('AnyVolumeDataSource', '1.25', { AllAlpha: true }));
});

test('nothing is wrong with gates that the release takes', (t) => {
  t.deepEqual(checkFeatureGates({}, '1.21'), []);
  t.deepEqual(checkFeatureGates({ AllAlpha: true, AllBeta: false, NetworkPolicyEndPort: true, ServiceTopology: true }, '1.21'), []);
  t.deepEqual(checkFeatureGates({ CPUManager: false }, '1.28'), []);
});

test('a misspelt gate is reported with the one that was meant', (t) => {
  t.deepEqual(checkFeatureGates({ NetworkPolicyEndports: true }, '1.21'), [
    {
      gate: 'NetworkPolicyEndports',
      kind: 'unknown',
      certain: true,
      message: 'Kubernetes 1.21 has no feature gate "NetworkPolicyEndports" and refuses to start with it; did you mean NetworkPolicyEndPort?',
      suggestion: 'NetworkPolicyEndPort',
    },
  ]);
  t.is(checkFeatureGates({ ServiceTrafficPolicy: true }, '1.21')[0]?.suggestion, 'ServiceInternalTrafficPolicy');
  t.is(checkFeatureGates({ allalpha: true }, '1.21')[0]?.suggestion, 'AllAlpha');
});

test('a gate that resembles nothing is reported without a suggestion', (t) => {
  const [problem] = checkFeatureGates({ Zzz: true }, '1.21');
  t.is(problem?.message, 'Kubernetes 1.21 has no feature gate "Zzz" and refuses to start with it.');
  t.false(problem !== undefined && 'suggestion' in problem);
});

test('only gates of the release are suggested', (t) => {
  t.not(checkFeatureGates({ ServiceTopologies: true }, '1.22')[0]?.suggestion, 'ServiceTopology');
  t.is(checkFeatureGates({ ServiceTopologies: true }, '1.21')[0]?.suggestion, 'ServiceTopology');
});

test('an unlisted name is no certain mistake in other releases', (t) => {
  const [problem] = checkFeatureGates({ RetroactiveDefaultStorageClass: true }, '1.26');
  t.is(problem?.kind, 'unknown');
  t.false(problem?.certain);
  t.regex(problem?.message ?? '', /^The feature gate "RetroactiveDefaultStorageClass" is not in the catalogue, and Kubernetes 1\.26 /);
});

test('a gate of another release is reported with the release', (t) => {
  t.deepEqual(
    checkFeatureGates({ PDBUnhealthyPodEvictionPolicy: true, ServiceTopology: true, NetworkPolicyEndPort: true }, '1.22').map(
      ({ kind, message }) => [kind, message],
    ),
    [
      ['not-yet', 'Kubernetes 1.22 refuses to start with the feature gate PDBUnhealthyPodEvictionPolicy, which came in 1.26.'],
      ['removed', 'Kubernetes 1.22 refuses to start with the feature gate ServiceTopology, which was removed in 1.22; what it controlled is gone.'],
    ],
  );
  t.deepEqual(
    checkFeatureGates({ NetworkPolicyEndPort: true, BalanceAttachedNodeVolumes: true }, '1.27').map(({ message }) => message),
    [
      'Kubernetes 1.27 refuses to start with the feature gate NetworkPolicyEndPort, which was removed in 1.27; what it controlled is always on.',
      'Kubernetes 1.27 refuses to start with the feature gate BalanceAttachedNodeVolumes, which was removed in 1.22.',
    ],
  );
});

test('every message is one sentence', (t) => {
  const stated = Object.fromEntries([...featureGates.map((gate) => gate.name), 'Bogus'].map((name) => [name, false]));
  for (const version of ['1.16', '1.21', '1.22', '1.36'] as const) {
    for (const { message } of checkFeatureGates(stated, version)) t.regex(message, /^[A-Z](?:[^.]|\.\d)*[.?]$/);
  }
});

test('gates are read as the flag is', (t) => {
  t.deepEqual(parseFeatureGates('A=true,B=false'), { A: true, B: false });
  t.deepEqual(parseFeatureGates(' A = true , B=false '), { A: true, B: false });
  t.deepEqual(parseFeatureGates('A=1,B=t,C=T,D=TRUE,E=true,F=True'), { A: true, B: true, C: true, D: true, E: true, F: true });
  t.deepEqual(parseFeatureGates('A=0,B=f,C=F,D=FALSE,E=false,F=False'), { A: false, B: false, C: false, D: false, E: false, F: false });
  t.deepEqual(parseFeatureGates(''), {});
  t.deepEqual(parseFeatureGates(',A=true,,'), { A: true });
  t.deepEqual(parseFeatureGates('A=true,A=false'), { A: false });
  t.deepEqual(Object.keys(parseFeatureGates('__proto__=true') as object), ['__proto__']);
});

test('a gate named like a property of every object is still only what was stated', (t) => {
  const gates = parseFeatureGates('__proto__=true');
  t.true(typeof gates === 'object' && isGateOn('__proto__', { to: '1.21', featureGates: gates }));
  t.true(typeof gates === 'object' && checkFeatureGates(gates, '1.21').length === 1);
});

test('what cannot be read is said in one sentence', (t) => {
  t.is(parseFeatureGates('A'), 'The feature gate A has no value; write A=true or A=false.');
  t.is(parseFeatureGates('A=true, B'), 'The feature gate B has no value; write B=true or B=false.');
  t.is(parseFeatureGates('A=yes'), 'The feature gate A has the value "yes"; write A=true or A=false.');
  t.is(parseFeatureGates('A='), 'The feature gate A has the value ""; write A=true or A=false.');
  t.is(parseFeatureGates('A=true=false'), 'The feature gate A has the value "true=false"; write A=true or A=false.');
  t.is(parseFeatureGates('A=tRUE'), 'The feature gate A has the value "tRUE"; write A=true or A=false.');
  t.is(parseFeatureGates('=true'), 'A feature gate without a name cannot be read: "=true".');
  t.is(parseFeatureGates('A=true, '), 'A feature gate without a name cannot be read: " ".');
});
