import type { Enhancement } from './enhancements.js';

const keps = 'https://github.com/kubernetes/enhancements/tree/master/keps';
const issues = 'https://github.com/kubernetes/enhancements/issues';
const docs = 'https://kubernetes.io/docs';

/**
 * The enhancements that were announced with Kubernetes 1.21, in the announcement's order. `stage` is
 * what the release shipped; where the announcement or the metadata of the proposal says something
 * else, `note` tells.
 */
export const numberedEnhancements: readonly Enhancement[] = [
  // Deprecations
  {
    number: 5, title: 'PodSecurityPolicy', group: 'Deprecation', stage: 'deprecated',
    touches: '`PodSecurityPolicy` of `policy/v1beta1`, the RBAC verb `use` on `podsecuritypolicies`, and the admission plugin of the same name',
    change: 'The API goes away in 1.25. Pod Security admission, which takes its place, knows three levels set by labels of a namespace, so no policy translates one to one.',
    does: 'warn', transforms: ['pod-security-policy-level', 'pod-security-policy-use', 'component-flags'],
    sources: [`${issues}/5`, `${docs}/reference/using-api/deprecation-guide/#psp-v125`],
  },
  {
    number: 536, title: 'Topology-aware routing by topologyKeys', group: 'Deprecation', stage: 'deprecated', gates: ['ServiceTopology'],
    touches: '`topologyKeys` of a Service',
    change: 'The field never left alpha: clusters that did not turn the gate on have always dropped it, and 1.22 no longer knows it. Traffic policies and hints are its successors.',
    does: 'rewrite and note', transforms: ['service-topology-keys'],
    sources: [`${keps}/sig-network/536-topology-aware-routing`],
  },

  // Scheduling
  {
    number: 1923, title: 'Nominated node is tried first', group: 'Scheduling', stage: 'alpha', gates: ['PreferNominatedNode'],
    touches: '`status.nominatedNodeName` of a Pod',
    change: 'After a preemption the scheduler tries the node that it has cleared before it looks at the others.',
    does: 'nothing', reason: 'The scheduler writes the field into the status of a Pod; no manifest does.',
    sources: [`${keps}/sig-scheduling/1923-prefer-nominated-node`],
  },
  {
    number: 2249, title: 'Namespace selector of pod affinity', group: 'Scheduling', stage: 'alpha', gates: ['PodAffinityNamespaceSelector'],
    touches: '`namespaceSelector` of pod affinity terms; the quota scope `CrossNamespacePodAffinity`',
    change: 'Affinity can choose namespaces by label. Without the gate the selector is dropped, and the term looks at the namespaces it lists, or else at its own.',
    does: 'warn', transforms: ['dropped-fields'],
    sources: [`${keps}/sig-scheduling/2249-pod-affinity-namespace-selector`],
  },

  // Apps
  {
    number: 2185, title: 'Logarithmic scale-down of ReplicaSets', group: 'Apps', stage: 'alpha', gates: ['LogarithmicScaleDown'],
    touches: 'the ReplicaSet controller',
    change: 'Pods of about the same age are picked at random when a ReplicaSet shrinks, instead of always the youngest.',
    does: 'nothing', reason: 'The controller decides it; there is no field to write.',
    sources: [`${keps}/sig-apps/2185-random-pod-select-on-replicaset-downscale`],
  },
  {
    number: 2255, title: 'Cost of deleting a pod', group: 'Apps', stage: 'alpha', gates: ['PodDeletionCost'],
    touches: 'the annotation `controller.kubernetes.io/pod-deletion-cost` of pods',
    change: 'Cheap pods are deleted first when a ReplicaSet shrinks. Without the gate the annotation is ignored; its value has to be a string that holds a 32-bit integer.',
    does: 'warn', transforms: ['dropped-fields', 'pod-deletion-cost'],
    sources: [`${keps}/sig-apps/2255-pod-cost`, `${docs}/concepts/workloads/controllers/replicaset/#pod-deletion-cost`],
  },
  {
    number: 2214, title: 'Indexed Jobs', group: 'Apps', stage: 'alpha', gates: ['IndexedJob'],
    touches: '`completionMode` of a Job, also in the template of a CronJob',
    change: 'Each pod of a Job can get an index of its own. Without the gate the field is dropped and the Job runs as NonIndexed.',
    does: 'warn', transforms: ['dropped-fields'],
    sources: [`${keps}/sig-apps/2214-indexed-job`],
  },
  {
    number: 2232, title: 'Suspended Jobs', group: 'Apps', stage: 'alpha', gates: ['SuspendJob'],
    touches: '`suspend` of a Job, also in the template of a CronJob',
    change: 'A Job can be created without pods and started later. Without the gate `suspend: true` is dropped, and the Job starts at once.',
    does: 'warn', transforms: ['dropped-fields'],
    sources: [`${keps}/sig-apps/2232-suspend-jobs`],
  },
  {
    number: 19, title: 'CronJob', group: 'Apps', stage: 'stable', gates: ['CronJobControllerV2'],
    touches: 'CronJob of `batch/v1beta1` and `batch/v2alpha1`',
    change: 'CronJob is served as `batch/v1` with the same fields. 1.25 no longer serves `batch/v1beta1`. A new controller runs them; its own gate is still beta.',
    does: 'rewrite', transforms: ['api-versions'],
    sources: [`${keps}/sig-apps/19-Graduate-CronJob-to-Stable`, `${docs}/reference/using-api/deprecation-guide/#cronjob-v125`],
  },
  {
    number: 85, title: 'PodDisruptionBudget and eviction', group: 'Apps', stage: 'stable', gates: ['PodDisruptionBudget'],
    touches: 'PodDisruptionBudget of `policy/v1beta1`',
    change: 'In `policy/v1` an empty selector selects every pod of the namespace; in `policy/v1beta1` it selects none. A selector that is absent selects none in both.',
    does: 'rewrite and note', transforms: ['pod-disruption-budget-v1'],
    sources: [`${keps}/sig-apps/85-Graduate-PDB-to-Stable`, `${docs}/reference/using-api/deprecation-guide/#poddisruptionbudget-v125`],
  },
  {
    number: 592, title: 'Finished Jobs are deleted after a time', group: 'Apps', stage: 'beta', gates: ['TTLAfterFinished'],
    touches: '`ttlSecondsAfterFinished` of a Job, also in the template of a CronJob',
    change: 'The gate is on by default. Manifests that have carried the field while it was dropped now really delete their Jobs, and the logs of their pods with them.',
    does: 'warn', transforms: ['job-ttl', 'dropped-fields'],
    sources: [`${keps}/sig-apps/592-ttl-after-finish`],
  },

  // Instrumentation
  {
    number: 2305, title: 'Limits for the label values of metrics', group: 'Instrumentation', stage: 'alpha',
    touches: 'the component flags `--allow-metric-labels` and `--disabled-metrics`',
    change: 'Components can be told which label values a metric may have, and which metrics not to keep.',
    does: 'advise', transforms: ['component-flags'],
    sources: [`${keps}/sig-instrumentation/2305-metrics-cardinality-enforcement`],
  },
  {
    number: 1209, title: 'Stability classes of metrics', group: 'Instrumentation', stage: 'stable',
    touches: 'the component flag `--show-hidden-metrics-for-version`; metrics that are deprecated or gone, such as `storage_operation_errors_total`',
    change: 'A deprecated metric is hidden for a release before it goes. The flag that brings it back takes the release before and nothing else, so a value left over from an older release keeps the component from starting.',
    does: 'warn', transforms: ['component-flags', 'metric-names'],
    sources: [`${keps}/sig-instrumentation/1209-metrics-stability`, `${docs}/concepts/cluster-administration/system-metrics/#show-hidden-metrics`],
  },
  {
    number: 1602, title: 'Structured logging', group: 'Instrumentation', stage: 'alpha',
    touches: '`--logging-format`, `logging.format` of a KubeletConfiguration, and the text of log lines',
    change: 'More messages of the components are logged as a message with keys and values.',
    does: 'nothing', reason: 'What reads the logs of components lies outside of manifests, and the format stays as it is unless it is chosen.',
    sources: [`${keps}/sig-instrumentation/1602-structured-logging`],
    note: 'Announced as beta; the metadata of the proposal says beta in 1.23.',
  },
  {
    number: 1748, title: 'Metrics of pod requests and limits', group: 'Instrumentation', stage: 'beta',
    touches: 'the endpoint `/metrics/resources` of the scheduler',
    change: 'The scheduler can report what the pods of a cluster request and are limited to.',
    does: 'nothing', reason: 'It is an endpoint to scrape if you like; nothing that exists changes.',
    sources: [`${keps}/sig-instrumentation/1748-pod-resource-metrics`],
  },
  {
    number: 1933, title: 'Static analysis against secrets in logs', group: 'Instrumentation', stage: 'beta',
    touches: 'how Kubernetes itself is tested',
    change: 'A check of the source code finds credentials that would be logged.',
    does: 'nothing', reason: 'It runs when Kubernetes is built; a cluster has no setting for it.',
    sources: [`${keps}/sig-instrumentation/1933-secret-logging-static-analysis`],
  },

  // Network
  {
    number: 1959, title: 'Class of a load balancer', group: 'Network', stage: 'alpha', gates: ['ServiceLoadBalancerClass'],
    touches: '`loadBalancerClass` of a Service',
    change: 'A Service can name the implementation that serves it. Without the gate the field is dropped, and the default cloud load balancer takes the Service.',
    does: 'warn', transforms: ['dropped-fields'],
    sources: [`${keps}/sig-cloud-provider/1959-service-lb-class-field`],
  },
  {
    number: 2079, title: 'Port ranges of a NetworkPolicy', group: 'Network', stage: 'alpha', gates: ['NetworkPolicyEndPort'],
    touches: '`endPort` beside a port of a NetworkPolicy',
    change: 'One entry can cover a range of ports. Without the gate, or with a network plugin that does not know the field, the range shrinks to its first port and traffic is cut.',
    does: 'hold', transforms: ['network-policy-end-port', 'dropped-fields'],
    sources: [`${keps}/sig-network/2079-network-policy-port-range`, `${docs}/concepts/services-networking/network-policies/#targeting-a-range-of-ports`],
  },
  {
    number: 2086, title: 'Internal traffic policy of a Service', group: 'Network', stage: 'alpha', gates: ['ServiceInternalTrafficPolicy'],
    touches: '`internalTrafficPolicy` of a Service',
    change: '`Local` keeps traffic from within the cluster on the node that it comes from. Without the gate the field is dropped, and traffic goes to every endpoint.',
    does: 'hold', transforms: ['service-topology-keys', 'dropped-fields'],
    sources: [`${keps}/sig-network/2086-service-internal-traffic-policy`],
  },
  {
    number: 2433, title: 'Topology aware hints', group: 'Network', stage: 'alpha', gates: ['TopologyAwareHints'],
    touches: 'the annotation `service.kubernetes.io/topology-aware-hints` of a Service',
    change: 'Traffic is kept within its zone where the endpoints allow it. The annotation is ignored without the gate, and while the Service has `topologyKeys`; in 1.21 itself routing mostly falls back to every endpoint even with the gate.',
    does: 'rewrite and note', transforms: ['service-topology-keys', 'dropped-fields'],
    sources: [`${keps}/sig-network/2433-topology-aware-hints`],
  },
  {
    number: 2365, title: 'Namespaced parameters of an IngressClass', group: 'Network', stage: 'alpha', gates: ['IngressClassNamespacedParams'],
    touches: '`scope` and `namespace` of the parameters of an IngressClass',
    change: 'Parameters can lie in a namespace. Without the gate both fields are dropped, and the reference is read as one to an object of the whole cluster.',
    does: 'warn', transforms: ['dropped-fields'],
    sources: [`${keps}/sig-network/2365-ingressclass-namespaced-params`],
  },
  {
    number: 752, title: 'EndpointSlice', group: 'Network', stage: 'stable', gates: ['EndpointSlice', 'EndpointSliceNodeName', 'EndpointSliceProxying', 'WindowsEndpointSliceProxying'],
    touches: 'EndpointSlices of `discovery.k8s.io/v1alpha1` and `discovery.k8s.io/v1beta1` that are written by hand',
    change: 'EndpointSlice is served as `discovery.k8s.io/v1`, where `zone` and `nodeName` take the place of the `topology` map. 1.25 no longer serves `v1beta1`.',
    does: 'rewrite', transforms: ['endpoint-slice-v1'],
    sources: [`${keps}/sig-network/0752-endpointslices`, `${docs}/reference/using-api/deprecation-guide/#endpointslice-v125`],
  },
  {
    number: 2200, title: 'Admission plugin against externalIPs', group: 'Network', stage: 'stable',
    touches: '`externalIPs` of a Service; `DenyServiceExternalIPs` among `--enable-admission-plugins`',
    change: 'A plugin that is off by default refuses new external IPs, with which whoever may write a Service can draw traffic to it (CVE-2020-8554).',
    does: 'warn', transforms: ['service-external-ips', 'component-flags'],
    sources: [`${keps}/sig-network/2200-externalips-admission`, `${docs}/reference/access-authn-authz/admission-controllers/#denyserviceexternalips`],
  },
  {
    number: 563, title: 'Dual stack of IPv4 and IPv6', group: 'Network', stage: 'beta', gates: ['IPv6DualStack'],
    touches: '`ipFamily` of a Service, which became `ipFamilies`, `ipFamilyPolicy` and `clusterIPs` in 1.20',
    change: 'The gate is on by default. The old field is dropped without an error; without the gate the new ones are.',
    does: 'rewrite', transforms: ['service-ip-family', 'dropped-fields'],
    sources: [`${keps}/sig-network/563-dual-stack`],
  },

  // Node
  {
    number: 1769, title: 'Memory manager', group: 'Node', stage: 'alpha', gates: ['MemoryManager'],
    touches: '`memoryManagerPolicy` and `reservedMemory` of a KubeletConfiguration',
    change: 'The kubelet can keep the memory of Guaranteed pods on their NUMA nodes. Without the gate the fields have no effect; with it the kubelet refuses to start where they do not fit together.',
    does: 'warn', transforms: ['kubelet-configuration'],
    sources: [`${keps}/sig-node/1769-memory-manager`],
  },
  {
    number: 2238, title: 'Grace period of a probe', group: 'Node', stage: 'alpha', gates: ['ProbeTerminationGracePeriod'],
    touches: '`terminationGracePeriodSeconds` of liveness and startup probes',
    change: 'A container that fails its probe can get less time to end than one that is deleted. Without the gate the field is dropped, and the time of the pod counts.',
    does: 'warn', transforms: ['dropped-fields'],
    sources: [`${keps}/sig-node/2238-liveness-probe-grace-period`],
  },
  {
    number: 34, title: 'Sysctls', group: 'Node', stage: 'stable', gates: ['Sysctls'],
    touches: 'the annotations `security.alpha.kubernetes.io/sysctls` and `unsafe-sysctls` of pods, their field `sysctls:`, and the annotation of PodSecurityPolicies',
    change: 'Only fields count: the annotations have been ignored since 1.11, so turning one into a field brings the setting back to life.',
    does: 'rewrite and note', transforms: ['pod-sysctls', 'pod-security-policy-sysctls', 'dropped-fields'],
    sources: [`${keps}/sig-node/34-sysctl-fields`, `${docs}/tasks/administer-cluster/sysctl-cluster/`],
  },
  {
    number: 213, title: 'RunAsGroup', group: 'Node', stage: 'stable', gates: ['RunAsGroup'],
    touches: '`runAsGroup` of a security context, and the rule of the same name in a PodSecurityPolicy',
    change: 'The gate is locked to on. The field has been honoured by default since 1.14, so pods run as before.',
    does: 'nothing', reason: 'The field keeps its name and its meaning; no manifest has to change.',
    sources: [`${keps}/sig-node/213-run-as-group`],
  },
  {
    number: 2129, title: 'JSON endpoints of cAdvisor are gone', group: 'Node', stage: 'removed',
    touches: 'the kubelet flag `--enable-cadvisor-json-endpoints`; readers of `/stats/container` and its neighbours',
    change: 'The kubelet no longer serves the endpoints, and refuses to start with the flag. `/stats/summary`, `/metrics/resource` and `/metrics/cadvisor` stay.',
    does: 'rewrite and note', transforms: ['component-flags', 'metric-names'],
    sources: [`${keps}/sig-node/2129-remove-cadvisor-json-metrics`],
    note: 'Announced as stable; what became final is the removal.',
  },
  {
    number: 2403, title: 'Allocatable resources in the podresources API', group: 'Node', stage: 'alpha', gates: ['KubeletPodResourcesGetAllocatable'],
    touches: 'a gRPC API of the kubelet',
    change: 'Monitoring agents can ask the kubelet what it has to give away.',
    does: 'nothing', reason: 'Programs on the node call it; no file describes the call.',
    sources: [`${keps}/sig-node/2403-pod-resources-allocatable-resources`],
    note: 'Announced as stable; the gate came as alpha in 1.21.',
  },
  {
    number: 2411, title: 'Rotation of container logs by the CRI', group: 'Node', stage: 'stable', gates: ['CRIContainerLogRotation'],
    touches: '`containerLogMaxSize` and `containerLogMaxFiles` of a KubeletConfiguration',
    change: 'The gate is locked to on. The flags of the same names are deprecated in favour of the configuration file.',
    does: 'advise', transforms: ['kubelet-configuration'],
    sources: [`${keps}/sig-node/2411-cri-container-log-rotation`],
  },
  {
    number: 2000, title: 'Graceful shutdown of nodes', group: 'Node', stage: 'beta', gates: ['GracefulNodeShutdown'],
    touches: '`shutdownGracePeriod` and `shutdownGracePeriodCriticalPods` of a KubeletConfiguration',
    change: 'The gate is on by default, but nothing happens until the two durations are set: both are 0 by default.',
    does: 'advise', transforms: ['kubelet-configuration'],
    sources: [`${keps}/sig-node/2000-graceful-node-shutdown`],
  },
  {
    number: 2053, title: 'Huge pages in the downward API', group: 'Node', stage: 'beta', gates: ['DownwardAPIHugePages'],
    touches: '`resourceFieldRef.resource` with `requests.hugepages-…` or `limits.hugepages-…`',
    change: 'Containers can read how many huge pages they have. Beta, and still off by default: without the gate the API server refuses such a reference.',
    does: 'warn', transforms: ['dropped-fields'],
    sources: [`${keps}/sig-node/2053-downward-api-hugepages`],
  },

  // Storage
  {
    number: 1432, title: 'Health of volumes', group: 'Storage', stage: 'alpha', gates: ['CSIVolumeHealth'],
    touches: 'events and metrics about volumes',
    change: 'CSI drivers can report volumes that are not well.',
    does: 'nothing', reason: 'Drivers and the kubelet report it; there is nothing to write in a manifest.',
    sources: [`${keps}/sig-storage/1432-volume-health-monitor`],
  },
  {
    number: 1845, title: 'Nodes scored by the capacity of volumes', group: 'Storage', stage: 'alpha', gates: ['VolumeCapacityPriority'],
    touches: 'the plugin VolumeBinding of the scheduler',
    change: 'The scheduler can prefer nodes whose local volumes fit best.',
    does: 'nothing', reason: 'In 1.21 there is only the gate; the argument that tunes it came with 1.22.',
    sources: [`${keps}/sig-storage/1845-prioritization-on-volume-capacity`],
  },
  {
    number: 1412, title: 'Immutable Secrets and ConfigMaps', group: 'Storage', stage: 'stable', gates: ['ImmutableEphemeralVolumes'],
    touches: '`immutable` of a Secret or ConfigMap',
    change: 'The gate is locked to on. A Secret or ConfigMap that says so cannot change any more, and kubelets stop watching it. Clusters before 1.19 drop the field, unless the gate was turned on. It is never added: whether an object may change is for its owner to say.',
    does: 'warn', transforms: ['dropped-fields'],
    sources: [`${keps}/sig-storage/1412-immutable-secrets-and-configmaps`],
  },
  {
    number: 1472, title: 'Tracking of storage capacity', group: 'Storage', stage: 'beta', gates: ['CSIStorageCapacity'],
    touches: 'CSIStorageCapacity of `storage.k8s.io/v1alpha1`; `storageCapacity` of a CSIDriver',
    change: 'The gate is on by default, and CSIStorageCapacity is served as `v1beta1` with the same fields. Without the gate `storageCapacity` is dropped.',
    does: 'rewrite', transforms: ['api-versions', 'dropped-fields'],
    sources: [`${keps}/sig-storage/1472-storage-capacity-tracking`],
  },
  {
    number: 1698, title: 'Generic ephemeral volumes', group: 'Storage', stage: 'beta', gates: ['GenericEphemeralVolume'],
    touches: '`ephemeral` volumes of pods',
    change: 'The gate is on by default, and the field `readOnly` of the alpha is gone. A PodSecurityPolicy admits such volumes only where it lists `ephemeral`.',
    does: 'rewrite', transforms: ['ephemeral-volume-read-only', 'dropped-fields'],
    sources: [`${keps}/sig-storage/1698-generic-ephemeral-volumes`],
  },
  {
    number: 1885, title: 'Azure Files by CSI', group: 'Storage', stage: 'beta', gates: ['CSIMigrationAzureFile', 'InTreePluginAzureFileUnregister'],
    touches: '`azureFile` volumes and the provisioner `kubernetes.io/azure-file`',
    change: 'Volumes keep their form and are handed to the CSI driver once the gate is on, which it is not by default. The driver has to be installed by then.',
    does: 'advise', transforms: ['storage-provisioners'],
    sources: [`${keps}/sig-storage/1885-csi-migration-azurefile`],
  },
  {
    number: 2047, folder: 1855, title: 'Service account tokens for CSI drivers', group: 'Storage', stage: 'beta', gates: ['CSIServiceAccountToken'],
    touches: '`tokenRequests` and `requiresRepublish` of a CSIDriver',
    change: 'The gate is on by default, so drivers get tokens of the pods that they mount for. Without the gate both fields are dropped.',
    does: 'warn', transforms: ['dropped-fields'],
    sources: [`${keps}/sig-storage/1855-csi-driver-service-account-token`],
  },

  // API machinery
  {
    number: 2155, title: 'Typed apply in client-go', group: 'API machinery', stage: 'stable',
    touches: 'Go programs',
    change: 'Controllers written in Go can use server-side apply with types.',
    does: 'nothing', reason: 'It is a library for programs; no manifest is concerned.',
    sources: [`${keps}/sig-api-machinery/2155-clientgo-apply`],
  },
  {
    number: 1904, title: 'Watches resume cheaply', group: 'API machinery', stage: 'beta', gates: ['EfficientWatchResumption'],
    touches: 'the cache of the API server',
    change: 'Clients need not list everything anew after the API server restarts.',
    does: 'nothing', reason: 'It is between clients and the API server; there is nothing to write.',
    sources: [`${keps}/sig-api-machinery/1904-efficient-watch-resumption`],
  },
  {
    number: 2161, title: 'Namespaces are labelled with their name', group: 'API machinery', stage: 'beta', gates: ['NamespaceDefaultLabelName'],
    touches: 'the label `kubernetes.io/metadata.name` of a Namespace',
    change: 'Every Namespace gets the label. A manifest that gives it another value is overruled without an error.',
    does: 'warn', transforms: ['namespace-name-label'],
    sources: [`${keps}/sig-api-machinery/2161-apiserver-default-labels`],
  },

  // Auth
  {
    number: 541, title: 'Credential plugins of clients', group: 'Auth', stage: 'beta',
    touches: '`apiVersion` of `exec` in a kubeconfig',
    change: 'Plugins speak `client.authentication.k8s.io/v1beta1`; `v1alpha1` goes with 1.24. The plugin itself has to answer in the same version.',
    does: 'rewrite and note', transforms: ['kubeconfig-exec'],
    sources: [`${keps}/sig-auth/541-external-credential-providers`],
  },
  {
    number: 542, title: 'TokenRequest API', group: 'Auth', stage: 'stable', gates: ['TokenRequest', 'TokenRequestProjection'],
    touches: 'the `--service-account-…` flags of kube-apiserver; whatever reads a token below `/var/run/secrets/kubernetes.io/serviceaccount`',
    change: 'Stable since 1.20, which needs an issuer and signing keys to start; 1.21 no longer knows the gates.',
    does: 'warn', transforms: ['service-account-token'],
    sources: [`${issues}/542`, `${docs}/tasks/configure-pod-container/configure-service-account/`],
    note: 'Announced as stable in 1.21; it became stable in 1.20.',
  },
  {
    number: 1205, title: 'Bound service account tokens', group: 'Auth', stage: 'beta', gates: ['BoundServiceAccountTokenVolume', 'RootCAConfigMap'],
    touches: 'the volume at `/var/run/secrets/kubernetes.io/serviceaccount` that every pod gets, and programs that read it; `volumes` of policies',
    change: 'The gate is on by default: the token comes in a projected volume and runs out, so programs have to read it again. Policies of third parties that list volume types have to allow `projected`.',
    does: 'warn', transforms: ['service-account-token', 'pod-security-policy-volumes'],
    sources: [`${keps}/sig-auth/1205-bound-service-account-tokens`],
    note: 'Announced as stable; the gate became beta in 1.21 and stable in 1.22.',
  },
  {
    number: 1393, title: 'Discovery of the service account issuer', group: 'Auth', stage: 'stable', gates: ['ServiceAccountIssuerDiscovery'],
    touches: 'the ClusterRole `system:service-account-issuer-discovery`',
    change: 'Systems outside of the cluster can look up the keys that tokens are signed with, once they are bound to the role. The gate is locked to on.',
    does: 'nothing', reason: 'The API server makes the role itself; who gets it is as before.',
    sources: [`${keps}/sig-auth/1393-oidc-discovery`],
  },

  // CLI and the rest
  {
    number: 859, title: 'kubectl tells the API server its command', group: 'CLI', stage: 'alpha',
    touches: 'headers of requests, with `KUBECTL_COMMAND_HEADERS` set',
    change: 'Audit logs can show which command of kubectl a request came from.',
    does: 'nothing', reason: 'An environment variable of the person who types turns it on; no file of a cluster does.',
    sources: [`${keps}/sig-cli/859-kubectl-headers`],
  },
  {
    number: 2227, title: 'Default container of a pod', group: 'CLI', stage: 'alpha',
    touches: 'the annotation `kubectl.kubernetes.io/default-logs-container` of pods',
    change: '`kubectl.kubernetes.io/default-container` takes its place and also counts for exec, attach and cp. kubectl reads the old one up to 1.24.',
    does: 'rewrite and note', transforms: ['default-container-annotation'],
    sources: [`${keps}/sig-cli/2227-kubectl-default-container`],
  },
  {
    number: 2436, title: 'Migration of leaders between controller managers', group: 'API machinery', stage: 'alpha', gates: ['ControllerManagerLeaderMigration'],
    touches: '`LeaderMigrationConfiguration`; the flags `--enable-leader-migration` and `--leader-migration-config`',
    change: 'Controllers can move from one controller manager to another without a gap. 1.21 reads the configuration as `v1alpha1`, 1.22 as `v1beta1`, 1.24 as `v1`.',
    does: 'rewrite', transforms: ['component-config-versions'],
    sources: [`${keps}/sig-cloud-provider/2436-controller-manager-leader-migration`],
  },
  {
    number: 2420, title: 'Less maintenance of the build', group: 'Project', stage: 'beta',
    touches: 'how Kubernetes is built',
    change: 'Bazel is gone from the build.',
    does: 'nothing', reason: 'It concerns those who build Kubernetes, not those who run it.',
    sources: [`${keps}/sig-testing/2420-reducing-kubernetes-build-maintenance`],
    note: 'Announced as stable; the metadata of the proposal says stable in 1.23.',
  },
];
