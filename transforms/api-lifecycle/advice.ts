/**
 * What to do about kinds that went without a successor of the same shape, by `group/kind`.
 *
 * Sources: deprecated API migration guide; release notes of the release that removed the kind.
 */
export const advice: Readonly<Record<string, string>> = {
  '/Policy': 'Write the policy as profiles of a KubeSchedulerConfiguration.',
  'admissionregistration.k8s.io/ExternalAdmissionHookConfiguration': 'Use a ValidatingWebhookConfiguration of admissionregistration.k8s.io/v1.',
  'admissionregistration.k8s.io/InitializerConfiguration': 'Use a MutatingWebhookConfiguration of admissionregistration.k8s.io/v1.',
  'auditregistration.k8s.io/AuditSink': 'Use a webhook of the API server instead (--audit-webhook-config-file).',
  'extensions/PodSecurityPolicy': 'Use Pod Security admission (labels on the namespace, on by default since 1.23) or a policy engine.',
  'extensions/ThirdPartyResource': 'The fields have nothing in common: write the definition anew.',
  'kubescheduler.config.k8s.io/Policy': 'Write the policy as profiles of a KubeSchedulerConfiguration.',
  'policy/PodSecurityPolicy': 'Use Pod Security admission (labels on the namespace, on by default since 1.23) or a policy engine.',
  'settings.k8s.io/PodPreset': 'Write the values into the pod templates, or use a mutating admission webhook.',
};
