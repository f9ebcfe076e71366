import { atLeast, defineTransform } from '../../src/transform.js';
import { componentFlags, components } from '../_shared/component-flags.js';

export default defineTransform({
  meta: {
    id: 'static-pods',
    title: 'Static pods that start anew as the kubelet is upgraded',
    description:
      'The kubelet of 1.21 derives the UID of a static pod in another way than the kubelets before it. It takes the pods that run for ' +
      'others and starts all static pods of its node anew, the control plane among them.',
    kinds: [{ group: '', kind: 'Pod' }],
    triggers: components.filter((component) => component.startsWith('kube-') && component !== 'kube-proxy'),
    safety: 'report',
    messages: {
      restarts:
        'This looks like a static pod, which starts anew when the kubelet of its node is upgraded to 1.21 or later from an older release, because its UID is derived in another way. Drain the node first, and upgrade one node of the control plane at a time.',
    },
    references: [
      'https://github.com/kubernetes/kubernetes/pull/87461',
      'https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/',
    ],
  },
  run(manifest, context) {
    const { to, from } = context.target;
    if (!atLeast(to, '1.21') || (from !== undefined && atLeast(from, '1.21')) || manifest.partial) return;
    // Nothing in a file says that a kubelet reads it. The control plane on the host's network, in a bare Pod, is what they are for.
    const { spec } = manifest.data;
    const controlPlane = componentFlags(manifest).some(({ component }) => component.startsWith('kube-') && component !== 'kube-proxy');
    if (controlPlane && typeof spec === 'object' && spec !== null && 'hostNetwork' in spec && spec.hostNetwork === true) {
      context.info('restarts', { at: ['kind'], impact: 'behaves' });
    }
  },
});
