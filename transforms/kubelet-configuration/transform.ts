import { defineTransform } from '../../src/transform.js';
import { componentFlagKinds, componentFlags } from '../_shared/component-flags.js';
import { judgeLogRotation } from './log-rotation.js';
import { judgeMemoryManager } from './memory-manager.js';
import { judgeShutdown } from './node-shutdown.js';

/** Kubelet flags that say what a field of its configuration says. */
const logFlags: Readonly<Record<string, string>> = {
  'container-log-max-files': 'containerLogMaxFiles',
  'container-log-max-size': 'containerLogMaxSize',
};

export default defineTransform({
  meta: {
    id: 'kubelet-configuration',
    title: 'Kubelet settings that are refused or do nothing',
    description:
      'The kubelet exits when its configuration contradicts itself, and says nothing of settings whose feature gate is off. Looks at the ' +
      'memory manager (alpha in 1.21), at graceful node shutdown (beta and on in 1.21, but without durations it does nothing) and at ' +
      'the rotation of container logs.',
    kinds: [{ group: 'kubelet.config.k8s.io', kind: 'KubeletConfiguration' }, ...componentFlagKinds],
    triggers: ['memoryManagerPolicy', 'reservedMemory', 'shutdownGracePeriod', 'GracefulNodeShutdown', 'containerLogMax', 'container-log-max', 'container_log_max'],
    safety: 'report',
    keps: [1769, 2000, 2411],
    featureGates: ['MemoryManager', 'GracefulNodeShutdown'],
    messages: {
      'unknown-field': 'The kubelet of Kubernetes {to} does not know {field}, which came in {since}; it does not do what the field says.',
      'memory-manager-off': 'The kubelet of Kubernetes {to} ignores {field}, because the feature gate MemoryManager is off. Turn the gate on for the kubelet, or delete the field.',
      'memory-policy': 'The kubelet refuses to start: memoryManagerPolicy is None or Static, with a capital letter, and not “{value}”.',
      'reserved-limit': 'The kubelet refuses to start: reservedMemory takes memory and hugepages-<size>, and not “{resource}”.',
      'reserved-zero': 'The kubelet refuses to start: the {resource} that is reserved for NUMA node {node} may not be zero. Delete the entry, or reserve some.',
      'reserved-twice': 'The kubelet refuses to start: reservedMemory has {resource} twice for NUMA node {node}. Leave one entry.',
      'reserved-total':
        'The kubelet refuses to start with the policy Static: reservedMemory has to add up to what kubeReserved, systemReserved and evictionHard hold back, which is {expected} bytes of memory here, and it adds up to {total}.',
      'no-duration': 'The kubelet refuses to start: {field} takes a duration as text, such as "30s", and cannot be read as one.',
      'critical-longer': 'The kubelet refuses to start: shutdownGracePeriodCriticalPods, {critical}, is a part of shutdownGracePeriod, {total}, and cannot be longer.',
      'short-duration': 'The kubelet refuses to start: {field} is 0s, or else a second at least, and not {value}.',
      'shutdown-gate': 'The kubelet of Kubernetes {to} refuses to start: {field} needs the feature gate GracefulNodeShutdown, which is off.',
      'shutdown-inactive':
        'Pods are not shut down gracefully with their node: the feature gate GracefulNodeShutdown is on in Kubernetes {to}, but shutdownGracePeriod is {value}, which turns the feature off. Set both durations if it is wanted.',
      'shutdown-all-critical': 'All of the {total} of shutdownGracePeriod go to critical pods, so other pods are killed at once when the node shuts down. Make shutdownGracePeriodCriticalPods shorter.',
      'log-files': 'The kubelet refuses to start with a container runtime that it asks over CRI: containerLogMaxFiles has to be 2 or more, and not {value}.',
      'log-size': 'The kubelet refuses to start: containerLogMaxSize takes a quantity as text, such as "10Mi", and cannot be read as one.',
      'log-flag': 'The kubelet’s flag --{flag} is deprecated. The field {field} of a KubeletConfiguration says the same.',
    },
    references: [
      'https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/',
      'https://kubernetes.io/docs/tasks/administer-cluster/memory-manager/',
      'https://kubernetes.io/docs/concepts/architecture/nodes/#graceful-node-shutdown',
      'https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-rotation',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/1769-memory-manager',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/2000-graceful-node-shutdown',
    ],
  },
  run(manifest, context) {
    if (manifest.kind === 'KubeletConfiguration') {
      judgeMemoryManager(manifest, context);
      judgeShutdown(manifest, context);
      judgeLogRotation(manifest, context);
      return;
    }
    for (const { component, flags } of componentFlags(manifest)) {
      if (component !== 'kubelet') continue;
      for (const { name, path } of flags) {
        const field = logFlags[name];
        if (field !== undefined) context.info('log-flag', { at: path, values: { flag: name, field }, impact: 'later' });
      }
    }
  },
});
