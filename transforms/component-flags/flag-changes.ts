import type { Version } from '../../src/transform.js';
import type { Component } from '../_shared/component-flags.js';

/** A flag that a release no longer knows. A component exits when it is started with an unknown flag. */
export interface FlagChange {
  readonly component: Component;
  readonly flag: string;
  /** The first release without the flag. */
  readonly removed: Version;
  /** A flag without a value, or with `true` or `false`. */
  readonly boolean?: true;
  /** The flag's new name; it means the same. */
  readonly renamed?: string;
  /** Values with which the flag says what is the case without it. */
  readonly same?: readonly string[] | 'any';
  /** Since when the new name is known, or the flag has nothing to say with these values. */
  readonly since?: Version;
  /** Since when the component refuses other values than those. */
  readonly refused?: Version;
  /** One or two sentences for a person. */
  readonly advice: string;
  /** Where the row was looked up. */
  readonly source: string;
}

const insecurePort = 'Nothing is served on an insecure port any more: let clients and probes use the secure port, then delete the flag.';
const policy = 'Scheduling policies are gone: say the same with plugins in profiles of a KubeSchedulerConfiguration, then delete the flag.';
const dockershim = 'It belongs to dockershim, which is gone: configure the container runtime itself, then delete the flag.';
const insecurePortApi = 'CHANGELOG-1.20 (kubernetes/kubernetes#95856)';
const insecurePortOthers = 'CHANGELOG-1.22 (kubernetes/kubernetes#96216) and CHANGELOG-1.23 (kubernetes/kubernetes#96345)';
const policyGone = 'https://kubernetes.io/docs/reference/scheduling/policies/';
const dockershimGone = 'CHANGELOG-1.24 (kubernetes/kubernetes#106907)';

/** Sorted by component and flag. */
export const flagChanges: readonly FlagChange[] = [
  { component: 'kube-apiserver', flag: 'address', removed: '1.24', same: 'any', since: '1.20', advice: 'Delete it: it has had no effect since 1.20.', source: insecurePortApi },
  { component: 'kube-apiserver', flag: 'basic-auth-file', removed: '1.19', advice: 'Basic authentication is gone: give its users client certificates, tokens or OIDC, then delete the flag.', source: 'CHANGELOG-1.19' },
  { component: 'kube-apiserver', flag: 'insecure-bind-address', removed: '1.24', same: 'any', since: '1.20', advice: 'Delete it: it has had no effect since 1.20.', source: insecurePortApi },
  { component: 'kube-apiserver', flag: 'insecure-port', removed: '1.24', same: ['0'], since: '1.20', refused: '1.20', advice: insecurePort, source: insecurePortApi },
  { component: 'kube-apiserver', flag: 'port', removed: '1.24', same: ['0'], since: '1.20', refused: '1.20', advice: insecurePort, source: insecurePortApi },
  { component: 'kube-controller-manager', flag: 'address', removed: '1.24', same: 'any', since: '1.22', advice: 'Delete it: it has had no effect since 1.22.', source: insecurePortOthers },
  { component: 'kube-controller-manager', flag: 'port', removed: '1.24', same: ['0'], since: '1.22', refused: '1.22', advice: insecurePort, source: insecurePortOthers },
  { component: 'kube-proxy', flag: 'cleanup-iptables', removed: '1.16', boolean: true, renamed: 'cleanup', since: '1.10', advice: 'The two mean the same.', source: 'kubernetes/kubernetes#78344' },
  { component: 'kube-proxy', flag: 'cleanup-ipvs', removed: '1.21', boolean: true, same: ['true'], advice: 'IPVS rules are always flushed by --cleanup, and never without it. Delete the flag.', source: 'CHANGELOG-1.21 (kubernetes/kubernetes#97336)' },
  { component: 'kube-scheduler', flag: 'address', removed: '1.24', same: 'any', since: '1.23', advice: 'Delete it: it has had no effect since 1.23.', source: insecurePortOthers },
  { component: 'kube-scheduler', flag: 'policy-config-file', removed: '1.23', advice: policy, source: policyGone },
  { component: 'kube-scheduler', flag: 'policy-configmap', removed: '1.23', advice: policy, source: policyGone },
  { component: 'kube-scheduler', flag: 'policy-configmap-namespace', removed: '1.23', advice: policy, source: policyGone },
  { component: 'kube-scheduler', flag: 'port', removed: '1.24', same: ['0'], since: '1.23', refused: '1.23', advice: insecurePort, source: insecurePortOthers },
  { component: 'kube-scheduler', flag: 'use-legacy-policy-config', removed: '1.23', boolean: true, advice: policy, source: policyGone },
  { component: 'kubelet', flag: 'cni-bin-dir', removed: '1.24', advice: dockershim, source: dockershimGone },
  { component: 'kubelet', flag: 'cni-cache-dir', removed: '1.24', advice: dockershim, source: dockershimGone },
  { component: 'kubelet', flag: 'cni-conf-dir', removed: '1.24', advice: dockershim, source: dockershimGone },
  { component: 'kubelet', flag: 'docker-endpoint', removed: '1.24', advice: dockershim, source: dockershimGone },
  { component: 'kubelet', flag: 'enable-cadvisor-json-endpoints', removed: '1.21', boolean: true, same: ['false'], since: '1.18', advice: 'The JSON endpoints below /stats and /spec are gone; let their readers use /stats/summary, /metrics/resource or /metrics/cadvisor, then delete the flag.', source: 'CHANGELOG-1.21; KEP-2129' },
  { component: 'kubelet', flag: 'experimental-allowed-unsafe-sysctls', removed: '1.11', renamed: 'allowed-unsafe-sysctls', since: '1.11', advice: 'The two mean the same.', source: 'CHANGELOG-1.11 (kubernetes/kubernetes#63717)' },
  { component: 'kubelet', flag: 'image-pull-progress-deadline', removed: '1.24', advice: dockershim, source: dockershimGone },
  { component: 'kubelet', flag: 'network-plugin', removed: '1.24', advice: dockershim, source: dockershimGone },
  { component: 'kubelet', flag: 'network-plugin-mtu', removed: '1.24', advice: dockershim, source: dockershimGone },
];

/** A flag that came with a release. A component of an older one exits when it is started with it. */
export interface NewFlag {
  readonly flag: string;
  readonly introduced: Version;
  /** The only components that have it. */
  readonly components: readonly Component[];
  readonly source: string;
}

const metricsUsers: readonly Component[] = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
const migrating: readonly Component[] = ['kube-controller-manager', 'cloud-controller-manager'];

/** Sorted by flag. */
export const newFlags: readonly NewFlag[] = [
  { flag: 'allow-metric-labels', introduced: '1.21', components: metricsUsers, source: 'CHANGELOG-1.21 (kubernetes/kubernetes#99738); KEP-2305' },
  { flag: 'disabled-metrics', introduced: '1.21', components: metricsUsers, source: 'CHANGELOG-1.21 (kubernetes/kubernetes#99217); KEP-2305' },
  { flag: 'enable-leader-migration', introduced: '1.21', components: migrating, source: 'KEP-2436' },
  { flag: 'leader-migration-config', introduced: '1.21', components: migrating, source: 'KEP-2436' },
  { flag: 'lease-reuse-duration-seconds', introduced: '1.21', components: ['kube-apiserver'], source: 'CHANGELOG-1.21 (kubernetes/kubernetes#97009)' },
  { flag: 'permit-address-sharing', introduced: '1.21', components: ['kube-apiserver'], source: 'CHANGELOG-1.21 (kubernetes/kubernetes#93861)' },
  { flag: 'strict-transport-security-directives', introduced: '1.21', components: ['kube-apiserver'], source: 'CHANGELOG-1.21 (kubernetes/kubernetes#96502)' },
];

/**
 * The admission plugin that refuses `externalIPs` of Services, and the first release that has it.
 *
 * Source: CHANGELOG-1.21 (kubernetes/kubernetes#97395).
 */
export const externalIpsPlugin = { name: 'DenyServiceExternalIPs', introduced: '1.21' } as const;

/**
 * Flags of kube-apiserver that name a version of audit events, and the versions that go.
 *
 * Source: CHANGELOG-1.21 (kubernetes/kubernetes#98858).
 */
export const auditVersions = {
  flags: ['audit-log-version', 'audit-webhook-version'],
  old: ['audit.k8s.io/v1alpha1', 'audit.k8s.io/v1beta1'],
  deprecated: '1.21',
  removed: '1.24',
} as const;

/** Flags of the kubelet that go with dockershim: their rows above. */
export const dockershimFlags: ReadonlySet<string> = new Set(flagChanges.filter(({ advice }) => advice === dockershim).map(({ flag }) => flag));

/**
 * Components that check the value of `--show-hidden-metrics-for-version`; the others only ask whether
 * it is there.
 *
 * Source: `Options.Validate` in k8s.io/component-base/metrics.
 */
export const hiddenMetricsCheckers: ReadonlySet<Component> = new Set(['kube-apiserver', 'kube-controller-manager', 'kube-scheduler']);

/** What kube-apiserver needs since 1.20. Source: CHANGELOG-1.20, TokenRequest to GA. */
export const serviceAccountFlags = ['service-account-issuer', 'service-account-key-file', 'service-account-signing-key-file'];
