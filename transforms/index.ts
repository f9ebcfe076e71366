import type { Transform } from '../src/transform.js';
import networkPolicyEndPort from './network-policy-end-port/transform.js';
import podDisruptionBudgetV1 from './pod-disruption-budget-v1/transform.js';
import podSecurityPolicySysctls from './pod-security-policy-sysctls/transform.js';
import podSysctls from './pod-sysctls/transform.js';
import serviceTopologyKeys from './service-topology-keys/transform.js';

/** Every transform, in the order in which they run on an object. */
export const transforms: readonly Transform[] = [
  networkPolicyEndPort,
  podDisruptionBudgetV1,
  podSecurityPolicySysctls,
  podSysctls,
  serviceTopologyKeys,
];
