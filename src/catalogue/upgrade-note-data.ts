import type { Enhancement } from './enhancements.js';

const changelog = 'https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.21.md';
const changelog20 = 'https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.20.md';
const keps = 'https://github.com/kubernetes/enhancements/tree/master/keps';
const pulls = 'https://github.com/kubernetes/kubernetes/pull';
const docs = 'https://kubernetes.io/docs';

/**
 * What the changelog of 1.21 tells those who upgrade and no enhancement of the release covers: urgent
 * notes, what was removed or deprecated, and what behaves differently. A few changes of 1.20 are
 * here too, since whoever skips that release meets them.
 */
export const upgradeNotes: readonly Enhancement[] = [
  // Urgent upgrade notes
  {
    id: 'ipvs-route-localnet', title: 'IPVS without route_localnet', group: 'Upgrade note', stage: 'changed',
    touches: 'KubeProxyConfiguration with `mode: ipvs`',
    change: 'kube-proxy no longer sets `net.ipv4.conf.all.route_localnet` in IPVS mode, so on new nodes a node port is not reached through 127.0.0.1.',
    does: 'advise', transforms: ['kube-proxy-ipvs'],
    sources: [changelog],
  },
  {
    id: 'kubeadm-systemd-cgroups', title: 'kubeadm init chooses the systemd cgroup driver', group: 'Upgrade note', stage: 'changed',
    touches: '`cgroupDriver` of the `KubeletConfiguration` that kubeadm gets',
    change: 'Where the driver is left open, `kubeadm init` writes `systemd`; `kubeadm upgrade` leaves it. A container runtime with another driver does not work with that kubelet.',
    does: 'warn', transforms: ['kubeadm-cgroup-driver'],
    sources: [changelog, `${docs}/tasks/administer-cluster/kubeadm/configure-cgroup-driver/`],
  },
  {
    id: 'volume-topology-labels', title: 'Volumes get stable topology labels', group: 'Upgrade note', stage: 'changed',
    touches: '`failure-domain.beta.kubernetes.io/…` on PersistentVolumes, in their node affinity, and in StorageClasses',
    change: 'New volumes of the in-tree plugins for EBS, Cinder and GCE PD have `topology.kubernetes.io/zone` and `…/region` instead of the beta labels.',
    does: 'rewrite and note', transforms: ['well-known-labels'],
    sources: [changelog],
  },
  {
    id: 'cinder-csi-migration', title: 'Cinder volumes are handed to CSI', group: 'Upgrade note', stage: 'changed', gates: ['CSIMigrationOpenStack'],
    touches: '`cinder` volumes and the provisioner `kubernetes.io/cinder`',
    change: 'The gate is on by default: volumes keep their form, but without the Cinder CSI driver they are neither made nor attached.',
    does: 'advise', transforms: ['storage-provisioners'],
    sources: [changelog, `${keps}/sig-storage/1489-csi-migration-cinder`],
  },
  {
    id: 'csi-migration-complete-gates', title: 'Gates CSIMigration…Complete are replaced', group: 'Upgrade note', stage: 'removed',
    gates: ['CSIMigrationAWSComplete', 'CSIMigrationAzureDiskComplete', 'CSIMigrationAzureFileComplete', 'CSIMigrationGCEComplete', 'CSIMigrationOpenStackComplete', 'CSIMigrationvSphereComplete'],
    touches: '`--feature-gates` and `featureGates` of components',
    change: 'A component refuses to start with one of them. `InTreePlugin…Unregister` takes their place; the one for vSphere is still known in 1.21, and deprecated.',
    does: 'rewrite', transforms: ['component-feature-gates'],
    sources: [changelog],
  },
  {
    id: 'load-balancer-node-exclusion', title: 'The master label no longer keeps nodes out of load balancers', group: 'Upgrade note', stage: 'changed',
    gates: ['ServiceNodeExclusion', 'NodeDisruptionExclusion', 'LegacyNodeRoleBehavior'],
    touches: 'the labels `node-role.kubernetes.io/master` and `node.kubernetes.io/exclude-from-external-load-balancers` of nodes',
    change: 'Only the second label keeps a node out, since the gates are locked. Control plane nodes without it receive traffic of load balancers.',
    does: 'advise', transforms: ['control-plane-tolerations'],
    sources: [changelog, `${docs}/reference/labels-annotations-taints/`],
  },
  {
    id: 'storage-operation-metrics', title: 'Metrics of storage operations', group: 'Upgrade note', stage: 'deprecated',
    touches: '`storage_operation_errors_total` and `storage_operation_status_count` in alert rules and dashboards',
    change: 'They are deprecated; `storage_operation_duration_seconds` with the label `status` tells the same.',
    does: 'advise', transforms: ['metric-names'],
    sources: [changelog],
  },

  // Removed or refused
  {
    id: 'batch-v2alpha1', title: 'batch/v2alpha1 is gone', group: 'Removed', stage: 'removed',
    touches: 'CronJob of `batch/v2alpha1`',
    change: 'The API server refuses it. `batch/v1` has the same fields.',
    does: 'rewrite', transforms: ['api-versions'],
    sources: [`${pulls}/96987`, changelog],
  },
  {
    id: 'discovery-v1alpha1', title: 'discovery.k8s.io/v1alpha1 is gone', group: 'Removed', stage: 'removed',
    touches: 'EndpointSlice of `discovery.k8s.io/v1alpha1`',
    change: 'The API server refuses it. `discovery.k8s.io/v1` takes its place; the address type `IP` becomes IPv4 or IPv6.',
    does: 'rewrite', transforms: ['endpoint-slice-v1'],
    sources: [changelog],
  },
  {
    id: 'flowcontrol-v1alpha1', title: 'flowcontrol.apiserver.k8s.io/v1alpha1 is gone', group: 'Removed', stage: 'removed',
    touches: 'FlowSchema and PriorityLevelConfiguration of `flowcontrol.apiserver.k8s.io/v1alpha1`',
    change: 'The API server refuses them. `v1beta1` has the same fields.',
    does: 'rewrite', transforms: ['api-versions', 'priority-level-configuration'],
    sources: ['https://github.com/kubernetes/api/tree/master/flowcontrol'],
  },
  {
    id: 'azure-mixed-protocols', title: 'Azure annotation for mixed protocols', group: 'Removed', stage: 'removed', gates: ['MixedProtocolLBService'],
    touches: 'the annotation `service.beta.kubernetes.io/azure-load-balancer-mixed-protocols` of a Service',
    change: 'The Azure provider inside Kubernetes no longer reads it, so the load balancer serves one protocol of the Service only.',
    does: 'warn', transforms: ['inert-annotations'],
    sources: [`${pulls}/97096`, changelog],
  },
  {
    id: 'removed-flags', title: 'Flags that components no longer know', group: 'Removed', stage: 'removed',
    touches: 'kube-proxy’s `--cleanup-ipvs`, and flags that went in earlier releases',
    change: 'A component refuses to start with a flag that it does not know. `--cleanup` does what `--cleanup-ipvs` did.',
    does: 'rewrite and note', transforms: ['component-flags'],
    sources: [`${pulls}/97336`, changelog],
  },
  {
    id: 'service-account-issuer-flags', title: 'kube-apiserver needs an issuer of tokens', group: 'Removed', stage: 'changed',
    touches: '`--service-account-issuer`, `--service-account-key-file` and `--service-account-signing-key-file` of kube-apiserver',
    change: 'Since 1.20 the API server refuses to start without them.',
    does: 'warn', transforms: ['component-flags'],
    sources: [changelog20],
  },
  {
    id: 'removed-gates', title: 'Feature gates that are gone or locked', group: 'Removed', stage: 'removed',
    gates: [
      'AttachVolumeLimit', 'BlockVolume', 'CSIBlockVolume', 'CSIDriverRegistry', 'CSINodeInfo', 'EvenPodsSpread', 'RotateKubeletClientCertificate',
      'VolumePVCDataSource', 'WindowsGMSA', 'WindowsRunAsUserName',
      'AllowInsecureBackendProxy', 'ExternalPolicyForExternalIP', 'NodeLease', 'RuntimeClass', 'SCTPSupport', 'SelectorIndex', 'ServiceAppProtocol',
      'StartupProbe', 'SupportNodePidsLimit', 'SupportPodPidsLimit', 'VolumeSnapshotDataSource', 'WatchBookmark',
    ],
    touches: '`--feature-gates` and `featureGates` of components',
    change: 'A component refuses to start with a gate that it does not know, and with the other value of one that is locked.',
    does: 'rewrite', transforms: ['component-feature-gates'],
    sources: [changelog, `${docs}/reference/command-line-tools-reference/feature-gates-removed/`],
  },
  {
    id: 'kubectl-run-flags', title: 'kubectl run only makes Pods', group: 'Removed', stage: 'removed',
    touches: '`kubectl run` with `--generator`, `--replicas`, `--service-generator`, `--service-overrides` or `--schedule`',
    change: 'kubectl refuses the flags: Deployments, Jobs and CronJobs are made with `kubectl create`. `--serviceaccount`, `--hostport`, `--requests` and `--limits` are deprecated.',
    does: 'warn', transforms: ['removed-commands'],
    sources: [changelog],
  },
  {
    id: 'kubectl-alpha-debug', title: 'kubectl alpha debug', group: 'Removed', stage: 'removed',
    touches: '`kubectl alpha debug`',
    change: '`kubectl debug` takes its place.',
    does: 'warn', transforms: ['removed-commands'],
    sources: [changelog],
  },
  {
    id: 'kubeadm-alpha-commands', title: 'kubeadm alpha', group: 'Removed', stage: 'removed',
    touches: '`kubeadm alpha certs`, `kubeadm alpha selfhosting pivot` and `kubeadm alpha kubeconfig user`',
    change: '`kubeadm certs` takes the place of the first, the second is gone, and the third is deprecated in favour of `kubeadm kubeconfig user`.',
    does: 'warn', transforms: ['removed-commands'],
    sources: [changelog],
  },
  {
    id: 'export-parameter', title: 'The query parameter export', group: 'Removed', stage: 'removed',
    touches: 'requests with the parameter `export=true`',
    change: 'The API server answers them with 400.',
    does: 'warn', transforms: ['removed-commands'],
    sources: [changelog],
  },
  {
    id: 'hyper-v-isolation', title: 'Experimental Hyper-V isolation', group: 'Removed', stage: 'removed',
    touches: 'the annotation `experimental.windows.kubernetes.io/isolation-type` of pods',
    change: 'The kubelet ignores it: containers run without Hyper-V isolation.',
    does: 'warn', transforms: ['inert-annotations'],
    sources: [`${pulls}/95505`, changelog],
  },
  {
    id: 'scheduler-metrics', title: 'Metrics of the scheduler', group: 'Removed', stage: 'removed',
    touches: '`scheduler_scheduling_algorithm_preemption_evaluation_seconds` and `scheduler_binding_duration_seconds` in alert rules and dashboards',
    change: 'The scheduler no longer has them; rules that ask for them never fire.',
    does: 'warn', transforms: ['metric-names'],
    sources: [`${pulls}/96447`, changelog],
  },
  {
    id: 'etcd-object-counts-metric', title: 'Metric etcd_object_counts', group: 'Removed', stage: 'deprecated',
    touches: '`etcd_object_counts` in alert rules and dashboards',
    change: '`apiserver_storage_object_counts` takes its place; the old name stays for a while.',
    does: 'advise', transforms: ['metric-names'],
    sources: [changelog],
  },
  {
    id: 'request-total-content-type', title: 'Label contentType of apiserver_request_total', group: 'Removed', stage: 'removed',
    touches: '`apiserver_request_total` in alert rules and dashboards',
    change: 'The metric no longer has the label; a selector on it matches nothing.',
    does: 'warn', transforms: ['metric-names'],
    sources: [`${pulls}/99788`, changelog],
  },

  // Deprecated
  {
    id: 'audit-policy-versions', title: 'Alpha and beta versions of audit policies', group: 'Deprecation', stage: 'deprecated',
    touches: 'Policy of `audit.k8s.io/v1alpha1` and `v1beta1`',
    change: '1.24 no longer reads them. `audit.k8s.io/v1` has the same fields.',
    does: 'rewrite', transforms: ['component-config-versions'],
    sources: [changelog],
  },
  {
    id: 'vsphere-disk-format', title: 'vSphere parameter diskformat', group: 'Deprecation', stage: 'deprecated',
    touches: '`diskformat` among the parameters of a StorageClass of `kubernetes.io/vsphere-volume`',
    change: 'The parameter is deprecated; the CSI driver that takes over does not have it.',
    does: 'advise', transforms: ['storage-provisioners'],
    sources: [changelog, `${keps}/sig-storage/1491-csi-migration-vsphere`],
  },
  {
    id: 'storage-v1alpha1', title: 'storage.k8s.io/v1alpha1', group: 'Deprecation', stage: 'deprecated',
    touches: 'VolumeAttachment and CSIStorageCapacity of `storage.k8s.io/v1alpha1`',
    change: 'They are deprecated in favour of `v1` and `v1beta1`, which have the same fields, and gone in 1.24.',
    does: 'rewrite', transforms: ['api-versions'],
    sources: [changelog],
  },
  {
    id: 'dockershim-flags', title: 'Flags of dockershim', group: 'Deprecation', stage: 'deprecated',
    touches: 'kubelet flags such as `--network-plugin`, `--cni-bin-dir` and `--docker-endpoint`',
    change: 'They go with dockershim, which 1.24 no longer has; the container runtime is configured itself.',
    does: 'warn', transforms: ['component-flags'],
    sources: [changelog, `${keps}/sig-node/2221-remove-dockershim`],
  },

  // Behaviour
  {
    id: 'huge-page-multiples', title: 'Huge pages in whole pages', group: 'Behaviour', stage: 'changed',
    touches: '`hugepages-…` among the resources of a container',
    change: 'The API server refuses a pod whose request is not a multiple of the page size.',
    does: 'warn', transforms: ['huge-page-requests'],
    sources: [changelog],
  },
  {
    id: 'claim-data-source', title: 'dataSource without a CSI driver', group: 'Behaviour', stage: 'changed',
    touches: '`dataSource` of a PersistentVolumeClaim whose class has an in-tree provisioner',
    change: 'Provisioning fails, instead of making an empty volume.',
    does: 'warn', transforms: ['storage-provisioners'],
    sources: [changelog],
  },
  {
    id: 'static-pod-restarts', title: 'Static pods restart with the kubelet', group: 'Behaviour', stage: 'changed',
    touches: 'static pods, such as `kube-apiserver`, `kube-controller-manager` and `kube-scheduler`',
    change: 'The kubelet derives their UID in another way, so they restart once as it is upgraded.',
    does: 'advise', transforms: ['static-pods'],
    sources: [changelog],
  },
  {
    id: 'kustomize-4', title: 'kubectl has kustomize 4', group: 'Behaviour', stage: 'changed',
    touches: 'addresses in `resources` and `bases` of a kustomization; `kubectl apply -k` and `kubectl kustomize`; the flag `--load_restrictor`',
    change: 'kustomize goes from 2.0.3 to 4.0.5: addresses in the form of go-getter, such as `git::…` and `s3::…`, are refused, and `--load_restrictor` is `--load-restrictor`.',
    does: 'warn', transforms: ['kustomization-sources', 'removed-commands'],
    sources: [changelog, 'https://github.com/kubernetes-sigs/kustomize/releases/tag/kustomize%2Fv4.0.0'],
  },
  {
    id: 'hidden-managed-fields', title: 'kubectl get hides managedFields', group: 'Behaviour', stage: 'changed',
    touches: '`kubectl get -o yaml` and `-o json`',
    change: 'What reads the managed fields needs `--show-managed-fields`.',
    does: 'nothing', reason: 'A command line does not tell whether its output is searched for managed fields.',
    sources: [changelog],
  },
  {
    id: 'preferred-versions', title: 'Stable versions come first in discovery', group: 'Behaviour', stage: 'changed',
    touches: '`kubectl get -o yaml` of PodDisruptionBudgets, CronJobs and EndpointSlices',
    change: 'What is fetched from a cluster without a version comes as `policy/v1`, `batch/v1` and `discovery.k8s.io/v1`.',
    does: 'nothing', reason: 'It concerns what a cluster prints; a file says its version itself.',
    sources: [changelog],
  },
  {
    id: 'exec-probe-timeouts', title: 'Timeouts of exec probes count', group: 'Behaviour', stage: 'changed', gates: ['ExecProbeTimeout'],
    touches: '`exec` probes, above all those without `timeoutSeconds`',
    change: 'Since 1.20 a command that runs longer than `timeoutSeconds`, 1 by default, has failed; before, it could take its time.',
    does: 'warn', transforms: ['exec-probe-timeout'],
    sources: [changelog20, `${keps}/sig-node/1972-kubelet-exec-probe-timeouts`],
  },
  {
    id: 'control-plane-label', title: 'Control plane nodes have a label of that name', group: 'Behaviour', stage: 'changed',
    touches: '`node-role.kubernetes.io/master` in node selectors and tolerations',
    change: 'Since 1.20 kubeadm sets `node-role.kubernetes.io/control-plane` as well; it drops the old label in 1.24 and the old taint in 1.25.',
    does: 'rewrite and note', transforms: ['control-plane-tolerations'],
    sources: [changelog20, `${keps}/sig-cluster-lifecycle/kubeadm/2067-rename-master-label-taint`],
  },
];
