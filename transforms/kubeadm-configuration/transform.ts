import { atLeast, defineTransform, getIn, isList, isObject, isServed, lifecycleOf, type Context, type JsonObject, type Manifest, type Path } from '../../src/transform.js';

const group = 'kubeadm.k8s.io';
/** The versions that files can be moved to here, newest first. From v1beta4 on the shape of arguments differs. */
const reachable = ['v1beta3', 'v1beta2'];
const kinds = ['ClusterConfiguration', 'InitConfiguration', 'JoinConfiguration'];
const oldKinds = ['MasterConfiguration', 'NodeConfiguration'];

export default defineTransform({
  meta: {
    id: 'kubeadm-configuration',
    title: 'kubeadm configuration to v1beta2 and v1beta3',
    description:
      'kubeadm reads few versions of its configuration at a time: 1.22 no longer reads `v1beta1`, 1.27 no longer `v1beta2`. The ' +
      'rewrite moves files between the versions that have nearly the same fields, and takes out what `v1beta3` no longer has. For the ' +
      'alpha versions and for `v1beta4`, `kubeadm config migrate` is the way.',
    kinds: [...kinds, ...oldKinds].map((kind) => ({ group, kind })),
    triggers: [`${group}/v`],
    safety: 'safe',
    introduced: '1.15',
    messages: {
      moved: '{kind} moves from {group}/{from} to {to}.',
      'removed-fields': 'Deleted, because {to} does not have it and it says nothing else than what is the case: {fields}.',
      'empty-taints': 'From v1beta2 on taints: [] means no taints, as written; v1beta1 could take it for the default taint.',
      'kube-dns': 'kubeadm {target} refuses dns.type: {type}, since CoreDNS is the only DNS server that it installs. Move the cluster to CoreDNS first, then correct the file.',
      hyperkube: 'useHyperKubeImage: true has no equal in {to}, and there is no hyperkube image since Kubernetes 1.19. Delete it, then move the file.',
      migrate:
        'kubeadm {target} does not read {group}/{from}. Convert the file step by step with “kubeadm config migrate”: each release of kubeadm reads the version before its own.',
      'newer-version': '{group}/{from} is deprecated since Kubernetes 1.31, and v1beta4 writes arguments as lists. Convert the file with “kubeadm config migrate” of kubeadm 1.31 or later.',
      'not-yet': 'kubeadm {target} does not know {group}/{from}, which came in {introduced}.',
    },
    references: [
      'https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta3/',
      'https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-config/#cmd-config-migrate',
      'https://github.com/kubernetes/kubernetes/pull/101537',
    ],
  },
  run(manifest, context) {
    const { version, kind, data } = manifest;
    const { to } = context.target;
    const values = { kind, group, from: version, target: to };
    const at = ['apiVersion'];
    const current = lifecycleOf(group, version, kind);
    if (!current) return;
    if (!atLeast(to, current.introduced)) return context.manual('not-yet', { at, values: { ...values, introduced: current.introduced } });
    if (version.startsWith('v1alpha')) {
      if (!isServed(current, to)) context.manual('migrate', { at, values });
      return;
    }

    const dnsType = getIn(data, ['dns', 'type']) ?? 'CoreDNS';
    if (dnsType !== 'CoreDNS' && atLeast(to, '1.21')) {
      return context.manual('kube-dns', { at: ['dns', 'type'], values: { ...values, type: String(dnsType) } });
    }
    if (version === 'v1beta3' && atLeast(to, '1.31')) return context.info('newer-version', { at, values });
    move(manifest, context);
  },
});

function move({ version, kind, data }: Manifest, context: Context): void {
  const { to } = context.target;
  const next = reachable.filter((candidate) => candidate > version).map((candidate) => lifecycleOf(group, candidate, kind)).find((row) => row && isServed(row, to));
  if (!next) return;
  const values = { kind, group, from: version, to: next.version, target: to };
  const gone = next.version === 'v1beta3' ? goneFields(data) : [];
  if (gone.length > 0 && data['useHyperKubeImage'] === true) return context.manual('hyperkube', { at: ['useHyperKubeImage'], values });

  const taints = getIn(data, ['nodeRegistration', 'taints']);
  const notes = [
    ...(gone.length > 0 ? ['removed-fields'] : []),
    ...(version === 'v1beta1' && isList(taints) && taints.length === 0 ? ['empty-taints'] : []),
  ];
  const removed = lifecycleOf(group, version, kind)?.removed;
  const change = {
    at: ['apiVersion'],
    values: { ...values, fields: gone.map((path) => path.join('.')).join(', ') },
    notes,
    introduced: next.introduced,
    ...(removed === undefined ? {} : { removed }),
  };
  context.change('moved', change, (edit) => {
    edit.set(['apiVersion'], `${group}/${next.version}`);
    for (const path of gone) edit.remove(path);
  });
}

/** Fields that v1beta3 no longer has; a `dns` that holds no more goes as a whole. */
function goneFields(data: JsonObject): Path[] {
  const gone: Path[] = [];
  const { dns } = data;
  if (Object.hasOwn(data, 'useHyperKubeImage')) gone.push(['useHyperKubeImage']);
  if (isObject(dns) && Object.hasOwn(dns, 'type')) gone.push(Object.keys(dns).length === 1 ? ['dns'] : ['dns', 'type']);
  return gone;
}
