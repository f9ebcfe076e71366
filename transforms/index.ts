import type { Transform } from '../src/transform.js';
import apiLifecycle from './api-lifecycle/transform.js';
import apiVersions from './api-versions/transform.js';
import appArmorAnnotations from './app-armor-annotations/transform.js';
import argoCdResourceGroups from './argo-cd-resource-groups/transform.js';
import certificateSigningRequestV1 from './certificate-signing-request-v1/transform.js';
import componentConfigVersions from './component-config-versions/transform.js';
import componentFeatureGates from './component-feature-gates/transform.js';
import componentFlags from './component-flags/transform.js';
import controlPlaneTolerations from './control-plane-tolerations/transform.js';
import criticalPodPriorityClass from './critical-pod-priority-class/transform.js';
import customResourceDefinitionV1 from './custom-resource-definition-v1/transform.js';
import defaultContainerAnnotation from './default-container-annotation/transform.js';
import droppedFields from './dropped-fields/transform.js';
import egressSelectorConfiguration from './egress-selector-configuration/transform.js';
import encryptionConfiguration from './encryption-configuration/transform.js';
import endpointSliceV1 from './endpoint-slice-v1/transform.js';
import ephemeralVolumeReadOnly from './ephemeral-volume-read-only/transform.js';
import eventV1 from './event-v1/transform.js';
import execProbeTimeout from './exec-probe-timeout/transform.js';
import fluxReferences from './flux-references/transform.js';
import gatekeeperMatchKinds from './gatekeeper-match-kinds/transform.js';
import helmChartArchives from './helm-chart-archives/transform.js';
import helmChartVersion from './helm-chart-version/transform.js';
import helmValues from './helm-values/transform.js';
import horizontalPodAutoscalerMetrics from './horizontal-pod-autoscaler-metrics/transform.js';
import hugePageRequests from './huge-page-requests/transform.js';
import inertAnnotations from './inert-annotations/transform.js';
import ingressV1 from './ingress-v1/transform.js';
import jobTtl from './job-ttl/transform.js';
import kubeProxyIpvs from './kube-proxy-ipvs/transform.js';
import kubeadmCgroupDriver from './kubeadm-cgroup-driver/transform.js';
import kubeadmConfiguration from './kubeadm-configuration/transform.js';
import kubeconfigExec from './kubeconfig-exec/transform.js';
import kubeletConfiguration from './kubelet-configuration/transform.js';
import kustomizationBases from './kustomization-bases/transform.js';
import kustomizationEnvFiles from './kustomization-env-files/transform.js';
import kustomizationImages from './kustomization-images/transform.js';
import kustomizationLabels from './kustomization-labels/transform.js';
import kustomizationPatches from './kustomization-patches/transform.js';
import kustomizationSources from './kustomization-sources/transform.js';
import kustomizationVars from './kustomization-vars/transform.js';
import kustomizePatch from './kustomize-patch/transform.js';
import kyvernoMatchKinds from './kyverno-match-kinds/transform.js';
import metricNames from './metric-names/transform.js';
import namespaceNameLabel from './namespace-name-label/transform.js';
import networkPolicyEndPort from './network-policy-end-port/transform.js';
import ownerReferences from './owner-references/transform.js';
import podDeletionCost from './pod-deletion-cost/transform.js';
import podDisruptionBudgetV1 from './pod-disruption-budget-v1/transform.js';
import podSeccomp from './pod-seccomp/transform.js';
import podSecurityPolicyLevel from './pod-security-policy-level/transform.js';
import podSecurityPolicySysctls from './pod-security-policy-sysctls/transform.js';
import podSecurityPolicyUse from './pod-security-policy-use/transform.js';
import podSecurityPolicyVolumes from './pod-security-policy-volumes/transform.js';
import podServiceAccount from './pod-service-account/transform.js';
import podSysctls from './pod-sysctls/transform.js';
import priorityLevelConfiguration from './priority-level-configuration/transform.js';
import rbacApiGroups from './rbac-api-groups/transform.js';
import rbacV1alpha1 from './rbac-v1alpha1/transform.js';
import removedCommands from './removed-commands/transform.js';
import resourceQuotaCounts from './resource-quota-counts/transform.js';
import runtimeClassV1alpha1 from './runtime-class-v1alpha1/transform.js';
import scaleTargetRef from './scale-target-ref/transform.js';
import schedulerConfiguration from './scheduler-configuration/transform.js';
import serviceAccountToken from './service-account-token/transform.js';
import serviceAnnotations from './service-annotations/transform.js';
import serviceExternalIps from './service-external-ips/transform.js';
import serviceIpFamily from './service-ip-family/transform.js';
import serviceTopologyKeys from './service-topology-keys/transform.js';
import staticPods from './static-pods/transform.js';
import storageAnnotations from './storage-annotations/transform.js';
import storageProvisioners from './storage-provisioners/transform.js';
import subjectAccessReviewV1 from './subject-access-review-v1/transform.js';
import templatedApiVersion from './templated-api-version/transform.js';
import veleroResourceNames from './velero-resource-names/transform.js';
import webhookConfigurationV1 from './webhook-configuration-v1/transform.js';
import webhookRules from './webhook-rules/transform.js';
import wellKnownLabels from './well-known-labels/transform.js';
import workloadsAppsV1 from './workloads-apps-v1/transform.js';

/** Every transform, in the order in which they run on an object. */
export const transforms: readonly Transform[] = [
  apiVersions,
  certificateSigningRequestV1,
  customResourceDefinitionV1,
  webhookConfigurationV1,
  endpointSliceV1,
  eventV1,
  priorityLevelConfiguration,
  rbacV1alpha1,
  runtimeClassV1alpha1,
  subjectAccessReviewV1,
  ingressV1,
  workloadsAppsV1,
  horizontalPodAutoscalerMetrics,
  scaleTargetRef,
  rbacApiGroups,
  webhookRules,
  resourceQuotaCounts,
  argoCdResourceGroups,
  gatekeeperMatchKinds,
  kyvernoMatchKinds,
  fluxReferences,
  veleroResourceNames,
  componentConfigVersions,
  egressSelectorConfiguration,
  encryptionConfiguration,
  kubeadmConfiguration,
  kubeconfigExec,
  schedulerConfiguration,
  componentFeatureGates,
  componentFlags,
  networkPolicyEndPort,
  podDisruptionBudgetV1,
  podSecurityPolicySysctls,
  podSysctls,
  podSeccomp,
  criticalPodPriorityClass,
  podServiceAccount,
  ephemeralVolumeReadOnly,
  wellKnownLabels,
  controlPlaneTolerations,
  storageAnnotations,
  defaultContainerAnnotation,
  inertAnnotations,
  appArmorAnnotations,
  serviceAnnotations,
  serviceIpFamily,
  serviceTopologyKeys,
  droppedFields,
  jobTtl,
  execProbeTimeout,
  podDeletionCost,
  serviceExternalIps,
  namespaceNameLabel,
  hugePageRequests,
  serviceAccountToken,
  kubeletConfiguration,
  kubeadmCgroupDriver,
  kubeProxyIpvs,
  staticPods,
  storageProvisioners,
  metricNames,
  removedCommands,
  podSecurityPolicyLevel,
  podSecurityPolicyVolumes,
  podSecurityPolicyUse,
  ownerReferences,
  kustomizationSources,
  kustomizationBases,
  kustomizationImages,
  kustomizationEnvFiles,
  kustomizationPatches,
  kustomizationLabels,
  kustomizationVars,
  kustomizePatch,
  helmValues,
  helmChartVersion,
  helmChartArchives,
  // Last: it speaks of what the others left.
  templatedApiVersion,
  apiLifecycle,
];
