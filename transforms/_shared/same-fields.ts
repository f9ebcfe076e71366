import type { ApiName, KindMatch } from '../../src/transform.js';

/**
 * Kinds whose fields and defaults are the same in these old versions and in every version that
 * replaces them, so that only `apiVersion` changes. Which version that is the target decides.
 *
 * Source: the types and defaults of each version in `k8s.io/api` and `k8s.io/kubernetes/pkg/apis`;
 * deprecated API migration guide, "no notable changes".
 */
export const moves: readonly (KindMatch & { readonly versions: readonly string[] })[] = [
  { group: 'admissionregistration.k8s.io', kind: 'ValidatingAdmissionPolicy', versions: ['v1beta1'] },
  { group: 'admissionregistration.k8s.io', kind: 'ValidatingAdmissionPolicyBinding', versions: ['v1beta1'] },
  { group: 'apiregistration.k8s.io', kind: 'APIService', versions: ['v1beta1'] },
  { group: 'apps', kind: 'ControllerRevision', versions: ['v1beta1', 'v1beta2'] },
  { group: 'authentication.k8s.io', kind: 'TokenReview', versions: ['v1beta1'] },
  { group: 'authorization.k8s.io', kind: 'SelfSubjectAccessReview', versions: ['v1beta1'] },
  { group: 'authorization.k8s.io', kind: 'SelfSubjectRulesReview', versions: ['v1beta1'] },
  { group: 'autoscaling', kind: 'HorizontalPodAutoscaler', versions: ['v2beta2'] },
  { group: 'batch', kind: 'CronJob', versions: ['v2alpha1', 'v1beta1'] },
  { group: 'coordination.k8s.io', kind: 'Lease', versions: ['v1beta1'] },
  { group: 'extensions', kind: 'NetworkPolicy', versions: ['v1beta1'] },
  { group: 'extensions', kind: 'PodSecurityPolicy', versions: ['v1beta1'] },
  { group: 'flowcontrol.apiserver.k8s.io', kind: 'FlowSchema', versions: ['v1alpha1', 'v1beta1', 'v1beta2', 'v1beta3'] },
  { group: 'networking.k8s.io', kind: 'IngressClass', versions: ['v1beta1'] },
  { group: 'networking.k8s.io', kind: 'IPAddress', versions: ['v1beta1'] },
  { group: 'networking.k8s.io', kind: 'ServiceCIDR', versions: ['v1alpha1', 'v1beta1'] },
  { group: 'node.k8s.io', kind: 'RuntimeClass', versions: ['v1beta1'] },
  { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', versions: ['v1alpha1', 'v1beta1'] },
  { group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding', versions: ['v1beta1'] },
  { group: 'rbac.authorization.k8s.io', kind: 'Role', versions: ['v1alpha1', 'v1beta1'] },
  { group: 'rbac.authorization.k8s.io', kind: 'RoleBinding', versions: ['v1beta1'] },
  { group: 'scheduling.k8s.io', kind: 'PriorityClass', versions: ['v1alpha1', 'v1beta1'] },
  { group: 'storage.k8s.io', kind: 'CSIDriver', versions: ['v1beta1'] },
  { group: 'storage.k8s.io', kind: 'CSINode', versions: ['v1beta1'] },
  { group: 'storage.k8s.io', kind: 'CSIStorageCapacity', versions: ['v1alpha1', 'v1beta1'] },
  { group: 'storage.k8s.io', kind: 'StorageClass', versions: ['v1beta1'] },
  { group: 'storage.k8s.io', kind: 'VolumeAttachment', versions: ['v1alpha1', 'v1beta1'] },
  { group: 'storage.k8s.io', kind: 'VolumeAttributesClass', versions: ['v1alpha1', 'v1beta1'] },
];

/** Kinds whose fields are the same, too, but not what stands for absent ones: they have transforms of their own. */
const otherDefaults: readonly (KindMatch & { readonly versions: readonly string[] })[] = [
  { group: 'admissionregistration.k8s.io', kind: 'MutatingWebhookConfiguration', versions: ['v1beta1'] },
  { group: 'admissionregistration.k8s.io', kind: 'ValidatingWebhookConfiguration', versions: ['v1beta1'] },
  ...['Deployment', 'DaemonSet', 'ReplicaSet'].map((kind) => ({ group: 'extensions', kind, versions: ['v1beta1'] })),
  ...['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'].map((kind) => ({ group: 'apps', kind, versions: ['v1beta1', 'v1beta2'] })),
  { group: 'policy', kind: 'PodDisruptionBudget', versions: ['v1beta1'] },
];

/** Whether fields that are named by path have the same paths in the version that replaces an old one. */
export function hasSameFields({ group, version, kind }: ApiName): boolean {
  return [...moves, ...otherDefaults].some((move) => move.group === group && move.kind === kind && move.versions.includes(version));
}
