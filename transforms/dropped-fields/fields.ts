import { getIn, Hole, isList, isObject, type Impact, type JsonValue, type Version } from '../../src/transform.js';
import type { Occurrence, Scope } from './places.js';

/** A field or annotation that a feature gate decides on. */
export interface GatedField {
  /** As it is written, for the reader. */
  readonly field: string;
  readonly gate: string;
  /** The first release whose API or component has it, whatever the gate says. */
  readonly since: Version;
  readonly at: readonly (readonly [scope: Scope, path: string])[];
  /** The name of the annotation that stands at the paths. */
  readonly annotation?: string;
  /** Where the last key of the path is too common a word to search for. */
  readonly triggers?: readonly string[];
  /** Whether the value asks for anything that would not happen without the field anyway. */
  asks(occurrence: Occurrence): boolean;
  /**
   * What becomes of it while the gate is off: the API server drops it, the API server refuses the
   * object, or the component that would act on it does not.
   */
  readonly outcome: 'dropped' | 'refused' | 'ignored';
  /** What happens instead, as a clause. */
  readonly instead: string | ((occurrence: Occurrence) => string);
  /** Default: `breaks` where it is refused, `ignored` elsewhere. */
  readonly impact?: Impact;
}

const is = (wanted: JsonValue) => ({ value }: Occurrence): boolean => value === wanted;
const isAnyOf = (...wanted: readonly JsonValue[]) => ({ value }: Occurrence): boolean => wanted.includes(value);
const isThere = (): boolean => true;
const spec = ({ manifest }: Occurrence, key: string): JsonValue | undefined => getIn(manifest.data, ['spec', key]);

/** Whether a Service has a load balancer, as far as the object or its template says: only there is a class allowed. */
const isLoadBalancer = (occurrence: Occurrence): boolean =>
  spec(occurrence, 'type') === 'LoadBalancer' || spec(occurrence, 'type') instanceof Hole || (occurrence.manifest.partial && spec(occurrence, 'type') === undefined);

const affinityTerms = ['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
  ['pod', `affinity.${affinity}.requiredDuringSchedulingIgnoredDuringExecution[].namespaceSelector`] as const,
  ['pod', `affinity.${affinity}.preferredDuringSchedulingIgnoredDuringExecution[].podAffinityTerm.namespaceSelector`] as const,
]);

/** Sources: the strategies and validations of kubernetes/kubernetes pkg/registry, pkg/api/pod and pkg/apis; k8s.io/api; KEPs. */
export const gatedFields: readonly GatedField[] = [
  // Jobs
  {
    field: 'suspend: true', gate: 'SuspendJob', since: '1.21', at: [['job', 'suspend']], asks: is(true), outcome: 'dropped',
    instead: ({ manifest }) => (manifest.kind === 'CronJob' ? 'each Job that the CronJob creates starts its pods at once' : 'the Job starts its pods at once'),
  },
  {
    field: 'completionMode: Indexed', gate: 'IndexedJob', since: '1.21', at: [['job', 'completionMode']], asks: is('Indexed'), outcome: 'dropped',
    instead: 'the Job runs as NonIndexed, and its pods get no completion index to tell them apart',
  },
  {
    field: 'ttlSecondsAfterFinished', gate: 'TTLAfterFinished', since: '1.12', at: [['job', 'ttlSecondsAfterFinished']], asks: isThere, outcome: 'dropped',
    instead: 'finished Jobs and their pods are not deleted by themselves',
  },
  // Pods
  {
    field: 'namespaceSelector in a pod affinity term', gate: 'PodAffinityNamespaceSelector', since: '1.21', at: affinityTerms, asks: isThere, outcome: 'dropped',
    instead: ({ holder: { namespaces } }) =>
      isList(namespaces) && namespaces.length > 0
        ? 'the term looks only at pods of the namespaces that it lists'
        : 'the term looks only at pods of the pod’s own namespace',
  },
  {
    field: 'terminationGracePeriodSeconds of a probe', gate: 'ProbeTerminationGracePeriod', since: '1.21',
    at: [['container', 'livenessProbe.terminationGracePeriodSeconds'], ['container', 'startupProbe.terminationGracePeriodSeconds']],
    // The pod's own period counts instead, 30 seconds by default.
    asks: ({ value, pod, manifest }) => typeof value === 'number' && value !== (pod?.['terminationGracePeriodSeconds'] ?? (manifest.partial ? undefined : 30)),
    outcome: 'dropped',
    instead: ({ pod }) => `a container that fails the probe has the terminationGracePeriodSeconds of its pod to stop${graceOf(pod)}`,
  },
  {
    field: 'hugepages in the downward API', gate: 'DownwardAPIHugePages', since: '1.20', triggers: ['.hugepages-'],
    at: [
      ['container', 'env[].valueFrom.resourceFieldRef.resource'],
      ['pod', 'volumes[].downwardAPI.items[].resourceFieldRef.resource'],
      ['pod', 'volumes[].projected.sources[].downwardAPI.items[].resourceFieldRef.resource'],
    ],
    asks: ({ value }) => typeof value === 'string' && /^(?:requests|limits)\.hugepages-/.test(value), outcome: 'refused',
    instead: 'only cpu, memory and ephemeral-storage can be read',
  },
  {
    field: 'the annotation controller.kubernetes.io/pod-deletion-cost', gate: 'PodDeletionCost', since: '1.21',
    at: [['pod-metadata', 'annotations']], annotation: 'controller.kubernetes.io/pod-deletion-cost',
    // A malformed value is the business of the transform pod-deletion-cost.
    asks: ({ value }) => typeof value === 'string' && /^-?\d+$/.test(value) && Number(value) !== 0, outcome: 'ignored',
    instead: 'the pods that go first when a ReplicaSet scales down are chosen without it',
  },
  {
    field: 'the source of an ephemeral volume', gate: 'GenericEphemeralVolume', since: '1.19', triggers: ['ephemeral:'],
    at: [['pod', 'volumes[].ephemeral']], asks: ({ value }) => isObject(value), outcome: 'dropped',
    instead: 'the volume is left without a source, and the API server refuses the pod for it', impact: 'breaks',
  },
  {
    field: 'startupProbe', gate: 'StartupProbe', since: '1.16', at: [['container', 'startupProbe']], asks: ({ value }) => isObject(value), outcome: 'dropped',
    instead: 'the other probes begin without waiting for it, and a liveness probe can restart the container while it starts',
  },
  {
    field: 'topologySpreadConstraints', gate: 'EvenPodsSpread', since: '1.16', at: [['pod', 'topologySpreadConstraints']],
    asks: ({ value }) => isList(value) && value.length > 0, outcome: 'dropped', instead: 'the scheduler does not spread the pods by them',
  },
  {
    field: 'setHostnameAsFQDN: true', gate: 'SetHostnameAsFQDN', since: '1.19', at: [['pod', 'setHostnameAsFQDN']], asks: is(true), outcome: 'dropped',
    instead: 'the pod’s host name is its short name',
  },
  {
    field: 'fsGroupChangePolicy: OnRootMismatch', gate: 'ConfigurableFSGroupPolicy', since: '1.18', at: [['pod', 'securityContext.fsGroupChangePolicy']],
    asks: is('OnRootMismatch'), outcome: 'dropped', instead: 'owner and mode of every file are set anew each time that a volume is mounted',
  },
  {
    field: 'procMount: Unmasked', gate: 'ProcMountType', since: '1.12', at: [['container', 'securityContext.procMount']], asks: is('Unmasked'), outcome: 'dropped',
    instead: 'the container gets the default, masked /proc',
  },
  {
    field: 'sysctls', gate: 'Sysctls', since: '1.11', at: [['pod', 'securityContext.sysctls']], asks: ({ value }) => isList(value) && value.length > 0, outcome: 'dropped',
    instead: 'the pod runs with the sysctls of its node',
  },
  // Workloads and autoscalers
  {
    field: 'maxSurge of a DaemonSet', gate: 'DaemonSetUpdateSurge', since: '1.21', at: [['apps/DaemonSet', 'spec.updateStrategy.rollingUpdate.maxSurge']],
    asks: ({ value, holder }) => isSome(value) && !isNone(holder['maxUnavailable']), outcome: 'dropped',
    instead: 'an update stops the old pod of a node before it starts the new one',
  },
  {
    field: 'maxSurge of a DaemonSet', gate: 'DaemonSetUpdateSurge', since: '1.21', at: [['apps/DaemonSet', 'spec.updateStrategy.rollingUpdate.maxSurge']],
    asks: ({ value, holder }) => isSome(value) && isNone(holder['maxUnavailable']), outcome: 'dropped',
    instead: 'what is left, maxUnavailable: 0, is refused by the API server', impact: 'breaks',
  },
  {
    field: 'minReplicas: 0', gate: 'HPAScaleToZero', since: '1.16', at: [['autoscaling/HorizontalPodAutoscaler', 'spec.minReplicas']], asks: is(0), outcome: 'refused',
    instead: 'minReplicas has to be 1 or more',
  },
  {
    field: 'a metric of type ContainerResource', gate: 'HPAContainerMetrics', since: '1.20', at: [['autoscaling/HorizontalPodAutoscaler', 'spec.metrics[].type']],
    triggers: ['ContainerResource'], asks: is('ContainerResource'), outcome: 'refused', instead: 'it drops containerResource, and the metric is left without what its type calls for',
  },
  // Services
  {
    field: 'loadBalancerClass', gate: 'ServiceLoadBalancerClass', since: '1.21', at: [['/Service', 'spec.loadBalancerClass']], asks: isLoadBalancer, outcome: 'dropped',
    instead: 'the default load balancer of the cloud provider takes the Service',
  },
  {
    field: 'internalTrafficPolicy: Local', gate: 'ServiceInternalTrafficPolicy', since: '1.21', at: [['/Service', 'spec.internalTrafficPolicy']],
    // Nothing is routed where the Service has no address of its own.
    asks: (occurrence) => occurrence.value === 'Local' && spec(occurrence, 'type') !== 'ExternalName' && spec(occurrence, 'clusterIP') !== 'None', outcome: 'dropped',
    instead: 'traffic from inside goes to endpoints of the whole cluster',
  },
  {
    field: 'the annotation service.kubernetes.io/topology-aware-hints', gate: 'TopologyAwareHints', since: '1.21',
    at: [['/Service', 'metadata.annotations']], annotation: 'service.kubernetes.io/topology-aware-hints', asks: isAnyOf('auto', 'Auto'), outcome: 'ignored',
    instead: 'traffic goes to the endpoints of every zone',
  },
  {
    field: 'the annotation service.kubernetes.io/topology-mode', gate: 'TopologyAwareHints', since: '1.27',
    at: [['/Service', 'metadata.annotations']], annotation: 'service.kubernetes.io/topology-mode', asks: isAnyOf('auto', 'Auto'), outcome: 'ignored',
    instead: 'traffic goes to the endpoints of every zone (up to 1.26 the annotation is service.kubernetes.io/topology-aware-hints)',
  },
  {
    field: 'trafficDistribution', gate: 'ServiceTrafficDistribution', since: '1.30', at: [['/Service', 'spec.trafficDistribution']], asks: isThere, outcome: 'dropped',
    instead: 'traffic goes to the endpoints of every zone',
  },
  {
    field: 'ipFamilyPolicy, ipFamilies and clusterIPs', gate: 'IPv6DualStack', since: '1.20', at: [['/Service', 'spec.ipFamilyPolicy'], ['/Service', 'spec.ipFamilies'], ['/Service', 'spec.clusterIPs']],
    asks: ({ value }) => (isList(value) ? value.length > 1 : value === 'PreferDualStack' || value === 'RequireDualStack'), outcome: 'dropped',
    instead: 'the Service has a single address, of the cluster’s first family',
  },
  {
    field: 'allocateLoadBalancerNodePorts: false', gate: 'ServiceLBNodePortControl', since: '1.20', at: [['/Service', 'spec.allocateLoadBalancerNodePorts']],
    asks: is(false), outcome: 'dropped', instead: 'node ports are allocated for the Service',
  },
  {
    field: 'appProtocol', gate: 'ServiceAppProtocol', since: '1.18', at: [['/Service', 'spec.ports[].appProtocol']], asks: isThere, outcome: 'dropped',
    instead: 'nothing tells the protocol of the port to what reads it',
  },
  // Network
  {
    field: 'endPort', gate: 'NetworkPolicyEndPort', since: '1.21',
    at: [['networking.k8s.io/NetworkPolicy', 'spec.ingress[].ports[].endPort'], ['networking.k8s.io/NetworkPolicy', 'spec.egress[].ports[].endPort']],
    // A range that is none is the business of the transform network-policy-end-port.
    asks: ({ value, holder: { port } }) => typeof value === 'number' && typeof port === 'number' && value > port && value <= 65535, outcome: 'dropped',
    instead: ({ value, holder: { port } }) => `of the ports ${String(port)} to ${String(value)} only ${String(port)} is allowed, and traffic to the others is cut`, impact: 'breaks',
  },
  {
    field: 'scope: Namespace of the parameters', gate: 'IngressClassNamespacedParams', since: '1.21', triggers: ['IngressClass'],
    at: [['networking.k8s.io/IngressClass', 'spec.parameters.scope']], asks: is('Namespace'), outcome: 'dropped',
    instead: 'scope and namespace are lost, and the controller looks for the parameters in an object of the whole cluster',
  },
  // Quotas, volumes, drivers
  {
    field: 'the scope CrossNamespacePodAffinity', gate: 'PodAffinityNamespaceSelector', since: '1.21', triggers: ['CrossNamespacePodAffinity'],
    at: [['/ResourceQuota', 'spec.scopes[]'], ['/ResourceQuota', 'spec.scopeSelector.matchExpressions[].scopeName']], asks: is('CrossNamespacePodAffinity'), outcome: 'refused',
    instead: 'pods cannot look at other namespaces by a selector there, so the quota has nothing to count',
  },
  {
    field: 'immutable: true', gate: 'ImmutableEphemeralVolumes', since: '1.18', at: [['/Secret', 'immutable'], ['/ConfigMap', 'immutable']], asks: is(true), outcome: 'dropped',
    instead: 'its data can be changed as before',
  },
  {
    field: 'dataSource', gate: 'AnyVolumeDataSource', since: '1.12',
    at: [
      ['/PersistentVolumeClaim', 'spec.dataSource'],
      ['apps/StatefulSet', 'spec.volumeClaimTemplates[].spec.dataSource'],
      ['pod', 'volumes[].ephemeral.volumeClaimTemplate.spec.dataSource'],
    ],
    asks: ({ value }) => isObject(value) && typeof value['kind'] === 'string' && !isBuiltInSource(value), outcome: 'dropped',
    instead: 'the volume comes up empty, since only claims and VolumeSnapshots (snapshot.storage.k8s.io) are sources',
  },
  {
    field: 'storageCapacity: true', gate: 'CSIStorageCapacity', since: '1.19', at: [['storage.k8s.io/CSIDriver', 'spec.storageCapacity']], asks: is(true), outcome: 'dropped',
    instead: 'the scheduler does not look at the capacity that the driver reports',
  },
  {
    field: 'tokenRequests', gate: 'CSIServiceAccountToken', since: '1.20', at: [['storage.k8s.io/CSIDriver', 'spec.tokenRequests']],
    asks: ({ value }) => isList(value) && value.length > 0, outcome: 'dropped', instead: 'the kubelet hands the driver no service account tokens of pods',
  },
  {
    field: 'requiresRepublish: true', gate: 'CSIServiceAccountToken', since: '1.20', at: [['storage.k8s.io/CSIDriver', 'spec.requiresRepublish']], asks: is(true), outcome: 'dropped',
    instead: 'the kubelet does not call NodePublishVolume again for volumes that are mounted',
  },
  {
    field: 'fsGroupPolicy', gate: 'CSIVolumeFSGroupPolicy', since: '1.19', at: [['storage.k8s.io/CSIDriver', 'spec.fsGroupPolicy']],
    asks: isAnyOf('File', 'None'), outcome: 'dropped', instead: 'the kubelet decides by file system and access mode whether it sets the group of files',
  },
  // Others
  {
    field: 'preemptionPolicy: Never', gate: 'NonPreemptingPriority', since: '1.15', at: [['scheduling.k8s.io/PriorityClass', 'preemptionPolicy']], asks: is('Never'), outcome: 'dropped',
    instead: 'pods of the class preempt others',
  },
  {
    field: 'unhealthyPodEvictionPolicy: AlwaysAllow', gate: 'PDBUnhealthyPodEvictionPolicy', since: '1.26', at: [['policy/PodDisruptionBudget', 'spec.unhealthyPodEvictionPolicy']],
    asks: is('AlwaysAllow'), outcome: 'dropped', instead: 'pods that run without being ready are evicted only while the budget is met, and can block the draining of a node',
  },
];

function graceOf(pod: Occurrence['pod']): string {
  const seconds = pod?.['terminationGracePeriodSeconds'] ?? undefined;
  if (seconds === undefined) return ', 30 seconds unless it says otherwise';
  return typeof seconds === 'number' ? `, ${seconds} seconds` : '';
}

function isSome(value: JsonValue | undefined): boolean {
  return (typeof value === 'number' || typeof value === 'string') && !isNone(value);
}

/** Zero, as a number of pods or as a percentage. */
function isNone(value: JsonValue | undefined): boolean {
  return value === 0 || value === '0%';
}

function isBuiltInSource({ kind, apiGroup }: { readonly [key: string]: JsonValue }): boolean {
  if (kind === 'PersistentVolumeClaim') return (apiGroup ?? '') === '';
  return kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io';
}
