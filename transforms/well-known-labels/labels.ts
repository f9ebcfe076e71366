import { atLeast, type Version } from '../../src/transform.js';

/** The stable name of a label that nodes and volumes had under a beta name. */
export interface StableLabel {
  readonly key: string;
  /** The first release that puts it on nodes. */
  readonly introduced: Version;
}

/** Source: `well_known_labels.go` in k8s.io/api/core/v1. */
const stableLabels: Readonly<Record<string, StableLabel>> = {
  'beta.kubernetes.io/os': { key: 'kubernetes.io/os', introduced: '1.14' },
  'beta.kubernetes.io/arch': { key: 'kubernetes.io/arch', introduced: '1.14' },
  'beta.kubernetes.io/instance-type': { key: 'node.kubernetes.io/instance-type', introduced: '1.17' },
  'failure-domain.beta.kubernetes.io/zone': { key: 'topology.kubernetes.io/zone', introduced: '1.17' },
  'failure-domain.beta.kubernetes.io/region': { key: 'topology.kubernetes.io/region', introduced: '1.17' },
};

export const betaLabels: readonly string[] = Object.keys(stableLabels);

/** The stable name of a beta label, where a release has it; undefined for any other label. */
export function stableLabel(label: unknown, to: Version): StableLabel | undefined {
  const stable = typeof label === 'string' && Object.hasOwn(stableLabels, label) ? stableLabels[label] : undefined;
  return stable && atLeast(to, stable.introduced) ? stable : undefined;
}

/** Labels that the cloud provider puts on nodes; the kubelet sees to the others itself. */
export function isFromCloud(label: string): boolean {
  return label !== 'beta.kubernetes.io/os' && label !== 'beta.kubernetes.io/arch';
}
