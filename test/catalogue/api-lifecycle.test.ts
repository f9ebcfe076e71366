import test from 'ava';
import { apiLifecycles } from '../../src/catalogue/api-lifecycle-data.js';
import {
  isServed,
  lifecycleOf,
  preferredVersion,
  type ApiLifecycle,
} from '../../src/catalogue/api-lifecycle.js';
import { parseApiVersion, type ApiStage } from '../../src/catalogue/api-version.js';
import { newestKnownVersion, targetVersions } from '../../src/catalogue/releases.js';
import { atLeast, compareVersions, type Version } from '../../src/model/version.js';

const nameOf = (row: { group: string; version: string; kind: string }): string =>
  `${row.group === '' ? '' : `${row.group}/`}${row.version} ${row.kind}`;

/** `policy/v1` of what is preferred, `none` where nothing is. */
function preferred(api: string, kind: string, to: Version, from?: Version): string {
  const slash = api.lastIndexOf('/');
  const row = preferredVersion(slash < 0 ? '' : api.slice(0, slash), api.slice(slash + 1), kind, to, { from });
  if (row === undefined) return 'none';
  return row.group === '' ? row.version : `${row.group}/${row.version}`;
}

test('the catalogue is complete', (t) => {
  const served = apiLifecycles.filter((row) => !row.configFile);
  t.is(apiLifecycles.length, 270);
  t.is(served.length, 218);
  t.is(served.filter((row) => row.virtual).length, 29);
  t.is(new Set(served.map((row) => row.group)).size, 28);
});

test('no API has two rows', (t) => {
  const names = apiLifecycles.map(nameOf);
  t.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
});

test('rows are sorted by group, kind and version', (t) => {
  const stages: Record<ApiStage, string> = { alpha: '0', beta: '1', stable: '2' };
  const keys = apiLifecycles.map((row) => {
    const parts = parseApiVersion(row.version);
    if (parts === undefined) return t.fail(`${row.version} is no version name`);
    return `${row.group}\0${row.kind}\0${parts.major}${stages[parts.stage]}${parts.minor}`;
  });
  t.deepEqual(keys, [...keys].sort());
});

test('every row says where it was looked up', (t) => {
  for (const row of apiLifecycles) {
    t.true(row.source.trim().length > 5, nameOf(row));
    for (const text of [row.source, row.note ?? 'none']) {
      t.not(text.trim(), '', nameOf(row));
      t.notRegex(text, /\(\)| {2}|^\s|\s$/, nameOf(row));
    }
  }
});

test('an API comes before it is deprecated, and is deprecated before it goes', (t) => {
  for (const row of apiLifecycles) {
    const { introduced, deprecated, removed } = row;
    if (deprecated !== undefined) t.true(compareVersions(introduced, deprecated) <= 0, nameOf(row));
    if (removed !== undefined) t.true(compareVersions(deprecated ?? introduced, removed) <= 0, nameOf(row));
  }
});

test('the stage agrees with the version name', (t) => {
  for (const row of apiLifecycles) t.true(row.stage === parseApiVersion(row.version)?.stage, nameOf(row));
});

test('alpha APIs are off by default, stable ones and files on', (t) => {
  for (const row of apiLifecycles) {
    if (row.configFile || row.stage === 'stable') t.true(row.servedByDefault, nameOf(row));
    else if (row.stage === 'alpha') t.false(row.servedByDefault, nameOf(row));
    else if (!atLeast(row.introduced, '1.24')) t.true(row.servedByDefault, nameOf(row));
  }
});

test('new beta APIs are off by default since 1.24, except where their group already had one', (t) => {
  const on = apiLifecycles.filter(
    (row) => row.stage === 'beta' && !row.configFile && row.servedByDefault && atLeast(row.introduced, '1.24'),
  );
  t.deepEqual(on.map(nameOf), [
    'flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema',
    'flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration',
  ]);
});

test('a removal is marked as planned exactly where it lies ahead', (t) => {
  for (const row of apiLifecycles) {
    const ahead = row.removed !== undefined && compareVersions(row.removed, newestKnownVersion()) > 0;
    t.is(row.removalPlannedOnly ?? false, ahead, nameOf(row));
  }
});

test('a replacement exists and is not what it replaces', (t) => {
  for (const row of apiLifecycles) {
    const { replacement } = row;
    if (replacement === undefined) continue;
    t.not(nameOf(replacement), nameOf(row));
    t.truthy(lifecycleOf(replacement.group, replacement.version, replacement.kind), `${nameOf(row)} → ${nameOf(replacement)}`);
  }
});

test('following replacements comes to an end', (t) => {
  for (const start of apiLifecycles) {
    const seen = new Set<ApiLifecycle>();
    let row: ApiLifecycle | undefined = start;
    while (row?.replacement !== undefined) {
      if (seen.has(row)) return t.fail(nameOf(start));
      seen.add(row);
      row = lifecycleOf(row.replacement.group, row.replacement.version, row.replacement.kind);
    }
  }
  t.pass();
});

test('something that leads to the replacement is served when the old API goes, or a note says why not', (t) => {
  for (const row of apiLifecycles) {
    const { removed, replacement } = row;
    if (removed === undefined || replacement === undefined || row.note !== undefined) continue;
    const line = apiLifecycles.filter((other) => other.group === replacement.group && other.kind === replacement.kind);
    t.true(
      line.some((other) => other !== row && isServed(other, removed)),
      nameOf(row),
    );
  }
});

test('an API that goes without a replacement is virtual, alpha, planned, a file, or has a note', (t) => {
  for (const row of apiLifecycles) {
    if (row.removed === undefined || row.replacement !== undefined) continue;
    const explained = row.virtual ?? row.configFile ?? row.removalPlannedOnly ?? row.note !== undefined;
    t.true(explained || row.stage === 'alpha', nameOf(row));
  }
});

test('lookup compares names exactly', (t) => {
  t.is(lifecycleOf('policy', 'v1', 'PodDisruptionBudget')?.introduced, '1.21');
  t.is(lifecycleOf('', 'v1', 'Pod')?.stage, 'stable');
  t.is(lifecycleOf('policy', 'v1', 'poddisruptionbudget'), undefined);
  t.is(lifecycleOf('policy', 'v3', 'PodDisruptionBudget'), undefined);
  t.is(lifecycleOf('projectcalico.org', 'v3', 'NetworkPolicy'), undefined);
  t.is(lifecycleOf('', '__proto__', 'constructor'), undefined);
});

test('served from the release that introduces it to the one before it is removed', (t) => {
  const row = { introduced: '1.5', removed: '1.25' } as const;
  t.false(isServed(row, '1.4'));
  t.true(isServed(row, '1.5'));
  t.true(isServed(row, '1.24'));
  t.false(isServed(row, '1.25'));
  t.true(isServed({ introduced: '1.9' }, '1.36'));
});

/**
 * The most stable version of a kind that each release serves, starting from an old form. A version
 * holds from its release until the next one named.
 */
const matrix: readonly (readonly [api: string, kind: string, expected: Readonly<Record<Version, string>>])[] = [
  ['batch/v1beta1', 'CronJob', { '1.16': 'batch/v1beta1', '1.21': 'batch/v1' }],
  ['batch/v2alpha1', 'CronJob', { '1.16': 'batch/v1beta1', '1.21': 'batch/v1' }],
  ['discovery.k8s.io/v1alpha1', 'EndpointSlice', { '1.16': 'discovery.k8s.io/v1alpha1', '1.17': 'discovery.k8s.io/v1beta1', '1.21': 'discovery.k8s.io/v1' }],
  ['discovery.k8s.io/v1beta1', 'EndpointSlice', { '1.16': 'none', '1.17': 'discovery.k8s.io/v1beta1', '1.21': 'discovery.k8s.io/v1' }],
  ['policy/v1beta1', 'PodDisruptionBudget', { '1.16': 'policy/v1beta1', '1.21': 'policy/v1' }],
  ['policy/v1beta1', 'PodSecurityPolicy', { '1.16': 'policy/v1beta1', '1.25': 'none' }],
  ['extensions/v1beta1', 'PodSecurityPolicy', { '1.16': 'policy/v1beta1', '1.25': 'none' }],
  ['policy/v1beta1', 'Eviction', { '1.16': 'policy/v1beta1', '1.22': 'policy/v1' }],
  ['extensions/v1beta1', 'Ingress', { '1.16': 'networking.k8s.io/v1beta1', '1.19': 'networking.k8s.io/v1' }],
  ['networking.k8s.io/v1beta1', 'Ingress', { '1.16': 'networking.k8s.io/v1beta1', '1.19': 'networking.k8s.io/v1' }],
  ['networking.k8s.io/v1beta1', 'IngressClass', { '1.16': 'none', '1.18': 'networking.k8s.io/v1beta1', '1.19': 'networking.k8s.io/v1' }],
  ['certificates.k8s.io/v1beta1', 'CertificateSigningRequest', { '1.16': 'certificates.k8s.io/v1beta1', '1.19': 'certificates.k8s.io/v1' }],
  ['events.k8s.io/v1beta1', 'Event', { '1.16': 'events.k8s.io/v1beta1', '1.19': 'events.k8s.io/v1' }],
  ['node.k8s.io/v1alpha1', 'RuntimeClass', { '1.16': 'node.k8s.io/v1beta1', '1.20': 'node.k8s.io/v1' }],
  ['node.k8s.io/v1beta1', 'RuntimeClass', { '1.16': 'node.k8s.io/v1beta1', '1.20': 'node.k8s.io/v1' }],
  ['storage.k8s.io/v1beta1', 'CSIDriver', { '1.16': 'storage.k8s.io/v1beta1', '1.18': 'storage.k8s.io/v1' }],
  ['storage.k8s.io/v1beta1', 'CSINode', { '1.16': 'storage.k8s.io/v1beta1', '1.17': 'storage.k8s.io/v1' }],
  ['storage.k8s.io/v1alpha1', 'CSIStorageCapacity', { '1.16': 'none', '1.19': 'storage.k8s.io/v1alpha1', '1.21': 'storage.k8s.io/v1beta1', '1.24': 'storage.k8s.io/v1' }],
  ['autoscaling/v2beta1', 'HorizontalPodAutoscaler', { '1.16': 'autoscaling/v2beta2', '1.23': 'autoscaling/v2' }],
  ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', { '1.16': 'autoscaling/v2beta2', '1.23': 'autoscaling/v2' }],
  ['autoscaling/v1', 'HorizontalPodAutoscaler', { '1.16': 'autoscaling/v1' }],
  ...(['FlowSchema', 'PriorityLevelConfiguration'] as const).map(
    (kind) =>
      [
        'flowcontrol.apiserver.k8s.io/v1alpha1',
        kind,
        {
          '1.16': 'none',
          '1.18': 'flowcontrol.apiserver.k8s.io/v1alpha1',
          '1.20': 'flowcontrol.apiserver.k8s.io/v1beta1',
          '1.23': 'flowcontrol.apiserver.k8s.io/v1beta2',
          '1.26': 'flowcontrol.apiserver.k8s.io/v1beta3',
          '1.29': 'flowcontrol.apiserver.k8s.io/v1',
        },
      ] as const,
  ),
  ['settings.k8s.io/v1alpha1', 'PodPreset', { '1.16': 'settings.k8s.io/v1alpha1', '1.20': 'none' }],
  ['auditregistration.k8s.io/v1alpha1', 'AuditSink', { '1.16': 'auditregistration.k8s.io/v1alpha1', '1.19': 'none' }],
  ...(['Deployment', 'DaemonSet', 'ReplicaSet'] as const).flatMap((kind) =>
    ['extensions/v1beta1', 'apps/v1beta2', 'apps/v1'].map((api) => [api, kind, { '1.16': 'apps/v1' }] as const),
  ),
  ['apps/v1beta1', 'Deployment', { '1.16': 'apps/v1' }],
  ['apps/v1beta1', 'StatefulSet', { '1.16': 'apps/v1' }],
  ['apps/v1beta1', 'ControllerRevision', { '1.16': 'apps/v1' }],
  ...(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'] as const).flatMap((kind) =>
    ['v1alpha1', 'v1beta1', 'v1'].map((version) => [`rbac.authorization.k8s.io/${version}`, kind, { '1.16': 'rbac.authorization.k8s.io/v1' }] as const),
  ),
  ['apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', { '1.16': 'apiextensions.k8s.io/v1' }],
  ['admissionregistration.k8s.io/v1beta1', 'MutatingWebhookConfiguration', { '1.16': 'admissionregistration.k8s.io/v1' }],
  ['admissionregistration.k8s.io/v1beta1', 'ValidatingWebhookConfiguration', { '1.16': 'admissionregistration.k8s.io/v1' }],
  ['apiregistration.k8s.io/v1beta1', 'APIService', { '1.16': 'apiregistration.k8s.io/v1' }],
  ['scheduling.k8s.io/v1alpha1', 'PriorityClass', { '1.16': 'scheduling.k8s.io/v1' }],
  ['scheduling.k8s.io/v1beta1', 'PriorityClass', { '1.16': 'scheduling.k8s.io/v1' }],
  ['storage.k8s.io/v1beta1', 'StorageClass', { '1.16': 'storage.k8s.io/v1' }],
  ['storage.k8s.io/v1alpha1', 'VolumeAttachment', { '1.16': 'storage.k8s.io/v1' }],
  ['coordination.k8s.io/v1beta1', 'Lease', { '1.16': 'coordination.k8s.io/v1' }],
  ['extensions/v1beta1', 'NetworkPolicy', { '1.16': 'networking.k8s.io/v1' }],
  ['v1', 'Service', { '1.16': 'v1' }],
  ['v1', 'Endpoints', { '1.16': 'v1' }],
  // Off by default until stable: an object stays where its cluster keeps it, and skips the beta.
  ['admissionregistration.k8s.io/v1alpha1', 'ValidatingAdmissionPolicy', { '1.16': 'none', '1.26': 'admissionregistration.k8s.io/v1alpha1', '1.30': 'admissionregistration.k8s.io/v1' }],
  ['resource.k8s.io/v1alpha2', 'ResourceClaim', { '1.16': 'none', '1.27': 'resource.k8s.io/v1alpha2', '1.31': 'none', '1.34': 'resource.k8s.io/v1' }],
  ['coordination.k8s.io/v1alpha1', 'LeaseCandidate', { '1.16': 'none', '1.31': 'coordination.k8s.io/v1alpha1', '1.32': 'none' }],
  // Files of components: their alpha and beta versions need no turning on.
  ['kubescheduler.config.k8s.io/v1alpha1', 'KubeSchedulerConfiguration', { '1.16': 'kubescheduler.config.k8s.io/v1alpha1', '1.18': 'kubescheduler.config.k8s.io/v1alpha2', '1.19': 'kubescheduler.config.k8s.io/v1beta1', '1.22': 'kubescheduler.config.k8s.io/v1beta2', '1.23': 'kubescheduler.config.k8s.io/v1beta3', '1.25': 'kubescheduler.config.k8s.io/v1' }],
  ['kubeadm.k8s.io/v1beta1', 'ClusterConfiguration', { '1.16': 'kubeadm.k8s.io/v1beta2', '1.22': 'kubeadm.k8s.io/v1beta3', '1.31': 'kubeadm.k8s.io/v1beta4' }],
  ['client.authentication.k8s.io/v1alpha1', 'ExecCredential', { '1.16': 'client.authentication.k8s.io/v1beta1', '1.22': 'client.authentication.k8s.io/v1' }],
  ['audit.k8s.io/v1beta1', 'Policy', { '1.16': 'audit.k8s.io/v1' }],
  ['kubelet.config.k8s.io/v1beta1', 'KubeletConfiguration', { '1.16': 'kubelet.config.k8s.io/v1beta1' }],
  ['kubelet.config.k8s.io/v1alpha1', 'CredentialProviderConfig', { '1.16': 'none', '1.20': 'kubelet.config.k8s.io/v1alpha1', '1.24': 'kubelet.config.k8s.io/v1beta1', '1.26': 'kubelet.config.k8s.io/v1' }],
  ['controllermanager.config.k8s.io/v1alpha1', 'LeaderMigrationConfiguration', { '1.16': 'none', '1.21': 'controllermanager.config.k8s.io/v1alpha1', '1.22': 'controllermanager.config.k8s.io/v1beta1', '1.24': 'controllermanager.config.k8s.io/v1' }],
];

for (const [api, kind, expected] of matrix) {
  test(`preferred for each target: ${api} ${kind}`, (t) => {
    const steps = Object.entries(expected) as [Version, string][];
    for (const to of targetVersions()) {
      const step = steps.findLast(([since]) => atLeast(to, since));
      t.is(preferred(api, kind, to), step?.[1] ?? 'missing', to);
    }
  });
}

test('what is preferred is served by the target, and never less stable than a served original', (t) => {
  const ranks: Record<ApiStage, number> = { alpha: 0, beta: 1, stable: 2 };
  for (const row of apiLifecycles) {
    for (const to of targetVersions()) {
      const best = preferredVersion(row.group, row.version, row.kind, to);
      if (best === undefined) {
        t.false(isServed(row, to), `${nameOf(row)} at ${to}`);
        continue;
      }
      t.true(isServed(best, to), `${nameOf(row)} at ${to}`);
      if (best === row) continue;
      t.true(best.servedByDefault, `${nameOf(row)} at ${to}`);
      if (isServed(row, to)) t.true(ranks[best.stage] >= ranks[row.stage], `${nameOf(row)} at ${to}`);
    }
  }
});

test('what is preferred is preferred again: moving twice is moving once', (t) => {
  for (const row of apiLifecycles) {
    for (const to of targetVersions()) {
      const best = preferredVersion(row.group, row.version, row.kind, to);
      if (best !== undefined) t.is(preferredVersion(best.group, best.version, best.kind, to), best, `${nameOf(row)} at ${to}`);
    }
  }
});

test('never back to an older version, even where the target does not serve the newer one', (t) => {
  t.is(preferred('networking.k8s.io/v1', 'Ingress', '1.18'), 'none');
  t.is(preferred('batch/v1', 'CronJob', '1.20'), 'none');
  t.is(preferred('autoscaling/v2', 'HorizontalPodAutoscaler', '1.22'), 'none');
});

test('the oldest release that must accept the file bounds the choice', (t) => {
  t.is(preferred('policy/v1beta1', 'PodDisruptionBudget', '1.21', '1.20'), 'policy/v1beta1');
  t.is(preferred('policy/v1beta1', 'PodDisruptionBudget', '1.22', '1.21'), 'policy/v1');
  t.is(preferred('extensions/v1beta1', 'Ingress', '1.21', '1.18'), 'networking.k8s.io/v1beta1');
  t.is(preferred('extensions/v1beta1', 'Deployment', '1.16', '1.15'), 'apps/v1');
  t.is(preferred('autoscaling/v2beta1', 'HorizontalPodAutoscaler', '1.24', '1.22'), 'autoscaling/v2beta2');
});

test('nothing is preferred where no version is accepted by both ends', (t) => {
  t.is(preferred('networking.k8s.io/v1beta1', 'Ingress', '1.22', '1.18'), 'none');
  t.is(preferred('policy/v1beta1', 'PodDisruptionBudget', '1.25', '1.20'), 'none');
});

test('nothing is preferred for an API that is not in the catalogue', (t) => {
  t.is(preferred('projectcalico.org/v3', 'NetworkPolicy', '1.21'), 'none');
  t.is(preferred('apps/v1', 'Deploymnet', '1.21'), 'none');
});

test('a renamed kind is followed', (t) => {
  const row = preferredVersion('', 'v1', 'EncryptionConfig', '1.21');
  t.is(row && nameOf(row), 'apiserver.config.k8s.io/v1 EncryptionConfiguration');
  const join = preferredVersion('kubeadm.k8s.io', 'v1alpha2', 'NodeConfiguration', '1.21');
  t.is(join && nameOf(join), 'kubeadm.k8s.io/v1beta2 JoinConfiguration');
});

const certManager: readonly ApiLifecycle[] = [
  { group: 'cert-manager.io', version: 'v1alpha2', kind: 'Issuer', introduced: '1.0', replacement: { group: 'cert-manager.io', version: 'v1', kind: 'Issuer' }, stage: 'alpha', servedByDefault: true, source: 'configuration' },
  { group: 'cert-manager.io', version: 'v1', kind: 'Issuer', introduced: '1.0', stage: 'stable', servedByDefault: true, source: 'configuration' },
  { group: 'certmanager.k8s.io', version: 'v1alpha1', kind: 'Issuer', introduced: '1.0', replacement: { group: 'cert-manager.io', version: 'v1alpha2', kind: 'Issuer' }, stage: 'alpha', servedByDefault: true, source: 'configuration' },
];

test('further rows are looked up like those of the catalogue', (t) => {
  t.is(lifecycleOf('cert-manager.io', 'v1', 'Issuer', certManager), certManager[1]);
  t.is(lifecycleOf('cert-manager.io', 'v1', 'Issuer'), undefined);
  t.is(preferredVersion('cert-manager.io', 'v1alpha2', 'Issuer', '1.21', { extra: certManager }), certManager[1]);
  t.is(preferredVersion('certmanager.k8s.io', 'v1alpha1', 'Issuer', '1.21', { extra: certManager }), certManager[1]);
});

test('a further row wins over the row of the catalogue and leaves the others', (t) => {
  const stated: ApiLifecycle = { group: 'policy', version: 'v1', kind: 'PodDisruptionBudget', introduced: '1.20', stage: 'stable', servedByDefault: true, source: 'configuration' };
  t.is(lifecycleOf('policy', 'v1', 'PodDisruptionBudget', [stated]), stated);
  t.is(preferredVersion('policy', 'v1beta1', 'PodDisruptionBudget', '1.20', { extra: [stated] }), stated);
  t.is(lifecycleOf('policy', 'v1', 'PodDisruptionBudget')?.introduced, '1.21');
});

test('version names outside the pattern, and rows that replace each other, do no harm', (t) => {
  const row = (version: string, to?: string): ApiLifecycle => ({
    group: 'example.org',
    version,
    kind: 'Thing',
    introduced: '1.0',
    ...(to === undefined ? {} : { replacement: { group: 'example.org', version: to, kind: 'Thing' } }),
    stage: 'stable',
    servedByDefault: true,
    source: 'configuration',
  });
  const named = [row('foo'), row('bar')];
  t.is(preferredVersion('example.org', 'foo', 'Thing', '1.21', { extra: named }), named[1]);
  const cycle = [row('v1', 'v2'), row('v2', 'v1')];
  t.is(preferredVersion('example.org', 'v1', 'Thing', '1.21', { extra: cycle }), cycle[1]);
  t.is(preferredVersion('example.org', 'v2', 'Thing', '1.21', { extra: cycle }), cycle[1]);
});
