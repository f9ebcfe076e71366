import { defineTransform, isObject, podTemplateKinds, podTemplates } from '../../src/transform.js';
import { crosses } from '../_shared/crossing.js';
import { enumerate } from '../_shared/lists.js';
import { containersOf } from '../_shared/pod-changes.js';

const gate = 'ExecProbeTimeout';
const probes = ['startupProbe', 'livenessProbe', 'readinessProbe'];

export default defineTransform({
  meta: {
    id: 'exec-probe-timeout',
    title: 'Exec probes that time out after a second from 1.20 on',
    description:
      'Up to 1.19 the kubelet did not honour `timeoutSeconds` of exec probes: a command could take as long as it liked. From 1.20 on it has one ' +
      'second where nothing is said, and fails the probe if it takes longer.',
    kinds: podTemplateKinds,
    triggers: ['exec:'],
    safety: 'report',
    keps: [1972],
    featureGates: [gate],
    messages: {
      limited:
        'From Kubernetes 1.20 on, the command of an exec probe fails if it takes longer than timeoutSeconds, one second by default; before, it could take as long as it liked. Set timeoutSeconds to what the command needs under load.',
      several: 'Without timeoutSeconds here: {probes}.',
    },
    references: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes',
      'https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.20.md',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/1972-kubelet-exec-probe-timeouts',
    ],
  },
  run(manifest, context) {
    if (!crosses('1.20', context.target) || !context.gate(gate)) return;
    for (const template of podTemplates(manifest)) {
      const found = containersOf(template).flatMap(({ path, container }) =>
        probes.flatMap((name) => {
          const probe = container[name];
          // Zero is as good as absent to the API server.
          const limited = !isObject(probe) || !isObject(probe['exec']) || (probe['timeoutSeconds'] ?? 0) !== 0;
          return limited ? [] : [{ at: [...path, name], text: `${name} of ${String(container['name'] ?? 'a container')}` }];
        }),
      );
      if (found[0] === undefined) continue;
      const remark = { at: found[0].at, values: { probes: enumerate(found.map(({ text }) => text), 4) }, notes: found.length > 1 ? ['several'] : [], gate, impact: 'behaves' } as const;
      // Where nobody has said that the clusters are so old, it is worth knowing and no more.
      if (context.target.from === undefined) context.info('limited', remark);
      else context.manual('limited', { ...remark, release: `--feature-gates ${gate}=false` });
    }
  },
});
