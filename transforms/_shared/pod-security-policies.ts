import { atLeast, isObject, type KindMatch, type Manifest, type Version } from '../../src/transform.js';

/** PodSecurityPolicies, in both their groups. */
export const podSecurityPolicyKinds: readonly KindMatch[] = ['policy', 'extensions'].map((group) => ({ group, kind: 'PodSecurityPolicy', versions: ['v1beta1'] }));

/** The first release without PodSecurityPolicies. */
export const podSecurityPolicyRemoved: Version = '1.25';

/** Whether an object is a PodSecurityPolicy that can be judged as a whole: no patch, and with a spec. */
export function isWholePodSecurityPolicy({ group, version, kind, partial, data }: Manifest): boolean {
  return !partial && isObject(data['spec']) && podSecurityPolicyKinds.some((match) => match.group === group && match.kind === kind && match.versions?.includes(version));
}

/** Whether `pod-security-policy-level` says of a policy that its API goes, or has gone. */
export function isRemovalToldByLevel(manifest: Manifest, to: Version): boolean {
  return isWholePodSecurityPolicy(manifest) && (manifest.group === 'policy' || atLeast(to, podSecurityPolicyRemoved));
}
