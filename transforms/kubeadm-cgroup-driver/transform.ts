import { atLeast, defineTransform, getIn, type Context, type Manifest, type Path, type Version } from '../../src/transform.js';

export default defineTransform({
  meta: {
    id: 'kubeadm-cgroup-driver',
    title: 'The cgroup driver that kubeadm chooses',
    description:
      'Where no cgroup driver is written, `kubeadm init` of 1.21 configures kubelets for the driver `systemd`; before, they took ' +
      '`cgroupfs`. From 1.22 on `kubeadm join` and `kubeadm upgrade` do so too. A kubelet does not start, or its pods do not, where the ' +
      'container runtime uses the other driver.',
    kinds: [
      { group: 'kubeadm.k8s.io', kind: 'ClusterConfiguration' },
      { group: 'kubelet.config.k8s.io', kind: 'KubeletConfiguration' },
    ],
    triggers: ['ClusterConfiguration', 'KubeletConfiguration'],
    safety: 'report',
    messages: {
      cluster:
        '{commands} of {since} and later configures the kubelets for the cgroup driver systemd, unless a KubeletConfiguration says otherwise; the default of the kubelet itself is cgroupfs. See that the container runtime of the nodes uses the same driver, or give kubeadm a KubeletConfiguration with the cgroupDriver that the runtime uses.',
      kubelet:
        'cgroupDriver is not set. Where kubeadm reads this file, {commands} of {since} and later writes systemd; the default of the kubelet itself is cgroupfs. Write the cgroupDriver that the container runtime of the nodes uses.',
    },
    references: [
      'https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/configure-cgroup-driver/',
      'https://github.com/kubernetes/kubernetes/pull/99471',
      'https://github.com/kubernetes/kubernetes/pull/102133',
    ],
  },
  run(manifest, context) {
    if (manifest.kind === 'ClusterConfiguration') judge('cluster', ['kind'], context);
    else if (!namesDriver(manifest) && !manifest.partial) judge('kubelet', ['kind'], context);
  },
});

function namesDriver({ data }: Manifest): boolean {
  const driver = getIn(data, ['cgroupDriver']);
  return driver !== undefined && driver !== null && driver !== '';
}

/** The change came in two steps; each concerns an upgrade that crosses it. */
function judge(id: 'cluster' | 'kubelet', at: Path, { target, info }: Context): void {
  const crosses = (release: Version): boolean => atLeast(target.to, release) && (target.from === undefined || !atLeast(target.from, release));
  if (crosses('1.22')) info(id, { at, values: { commands: 'kubeadm (init, join, upgrade)', since: '1.22' }, impact: 'behaves' });
  else if (crosses('1.21')) info(id, { at, values: { commands: '“kubeadm init”', since: '1.21' }, impact: 'behaves' });
}
