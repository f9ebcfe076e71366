import { atLeast, defineTransform, isObject, type Context, type Manifest, type Path } from '../../src/transform.js';
import { componentFlagKinds, componentFlags, valueOf } from '../_shared/component-flags.js';
import { textsIn } from '../_shared/texts.js';

export default defineTransform({
  meta: {
    id: 'kube-proxy-ipvs',
    title: 'Node ports on 127.0.0.1 with kube-proxy in IPVS mode',
    description:
      'In IPVS mode, kube-proxy of 1.21 no longer sets the sysctl `net.ipv4.conf.all.route_localnet`, as part of the defence against ' +
      'CVE-2020-8558. Nodes that were there before keep it until they start anew; new ones have the default of the system, which is ' +
      'usually 0, and what reaches node ports through 127.0.0.1 stops working there.',
    kinds: [{ group: 'kubeproxy.config.k8s.io', kind: 'KubeProxyConfiguration' }, { group: '', kind: 'ConfigMap' }, ...componentFlagKinds],
    triggers: ['ipvs'],
    safety: 'report',
    messages: {
      'route-localnet':
        'kube-proxy runs in IPVS mode, in which it no longer sets net.ipv4.conf.all.route_localnet since Kubernetes 1.21: new nodes have the default of their system, usually 0. If something reaches node ports through 127.0.0.1, let it use the address of the node, or set the sysctl on the nodes, which opens CVE-2020-8558 again.',
    },
    references: [
      'https://github.com/kubernetes/kubernetes/pull/92938',
      'https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.21.md',
      'https://kubernetes.io/docs/reference/networking/virtual-ips/#proxy-mode-ipvs',
    ],
  },
  run(manifest, context) {
    const { to, from } = context.target;
    if (!atLeast(to, '1.21') || (from !== undefined && atLeast(from, '1.21'))) return;
    for (const at of ipvsModes(manifest)) say(at, context);
  },
});

function say(at: Path, context: Context): void {
  context.info('route-localnet', { at, impact: 'behaves' });
}

/** Where an object turns IPVS mode on. */
function ipvsModes(manifest: Manifest): Path[] {
  const { kind, data } = manifest;
  if (kind === 'KubeProxyConfiguration') return data['mode'] === 'ipvs' ? [['mode']] : [];
  if (kind === 'ConfigMap') return isObject(data['data']) ? textsIn(data['data'], ['data']).filter(({ text }) => holdsIpvsConfiguration(text)).map(({ path }) => path) : [];
  return componentFlags(manifest)
    .filter(({ component }) => component === 'kube-proxy')
    .flatMap(({ flags }) => flags.filter((flag) => flag.name === 'proxy-mode' && valueOf(flag) === 'ipvs').map(({ path }) => path));
}

/** The file that the ConfigMap of kube-proxy hands to it; it is text here and is not parsed. */
function holdsIpvsConfiguration(text: string): boolean {
  return /^kind:\s*["']?KubeProxyConfiguration["']?\s*$/m.test(text) && /^mode:\s*["']?ipvs["']?\s*(?:#.*)?$/m.test(text);
}
