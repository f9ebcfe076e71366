import type { Context, Hold } from '../../src/transform.js';

/** On a pod: sysctls of the safe set. On a PodSecurityPolicy: every sysctl that pods may set. */
export const sysctlsAnnotation = 'security.alpha.kubernetes.io/sysctls';
/** On a pod: sysctls that each kubelet had to allow. */
export const unsafeSysctlsAnnotation = 'security.alpha.kubernetes.io/unsafe-sysctls';

/** The last release that read the annotations; see the release note of kubernetes/kubernetes#63717. */
export const lastReader = '1.10';

/**
 * Holds back a sysctl field of a cluster that has the gate Sysctls off: its API server drops the
 * field on create. From 1.21 on the gate is locked.
 */
export function sysctlsGateHold(context: Context): Hold | undefined {
  if (context.gate('Sysctls')) return undefined;
  return {
    because: `The feature gate Sysctls is off at the target, and the API server of Kubernetes ${context.target.to} drops the field.`,
    release: '--feature-gates Sysctls=true',
    gate: 'Sysctls',
  };
}
