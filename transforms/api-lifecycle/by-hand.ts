import type { ApiName } from '../../src/transform.js';

/** `group/version kind` of APIs whose successors have other fields. */
const names: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io/v1alpha1 MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/v1alpha1 MutatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/v1alpha1 ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/v1alpha1 ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicyBinding',
  'extensions/v1beta1 ThirdPartyResource',
  'networking.k8s.io/v1alpha1 IPAddress',
]);

/**
 * Whether no transform moves objects of this API although a newer version of it exists. Everything
 * else that can move has a transform, whose findings speak for the object until the API is removed.
 * A test keeps this list and the transforms together complete.
 */
export function isMovedByHand({ group, version, kind }: ApiName): boolean {
  // Dynamic resource allocation took another shape with nearly every version.
  return group === 'resource.k8s.io' || names.has(`${group}/${version} ${kind}`);
}
