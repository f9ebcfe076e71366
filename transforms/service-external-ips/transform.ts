import { atLeast, defineTransform, getIn, isList } from '../../src/transform.js';

const at = ['spec', 'externalIPs'] as const;

export default defineTransform({
  meta: {
    id: 'service-external-ips',
    title: 'Services with external IP addresses',
    description:
      'Whoever may write a Service can give it any external IP address and so take traffic of the cluster that is meant for somebody else ' +
      '(CVE-2020-8554). Kubernetes 1.21 brings an admission plugin that refuses new ones. It is off by default; a cluster that turns it on ' +
      'refuses the Services that are pointed out here.',
    kinds: [{ group: '', kind: 'Service', versions: ['v1'] }],
    triggers: ['externalIPs'],
    safety: 'report',
    keps: [2200],
    messages: {
      exposed:
        'The Service takes the traffic of external IP addresses that it names itself, which whoever writes Services can misuse (CVE-2020-8554). Where the admission plugin DenyServiceExternalIPs is on (from Kubernetes 1.21, off by default), the API server refuses it, unless it is there already.',
    },
    references: [
      'https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#denyserviceexternalips',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/2200-block-service-external-ips',
      'https://github.com/kubernetes/kubernetes/issues/97076',
    ],
  },
  run(manifest, context) {
    const addresses = getIn(manifest.data, at);
    if (!atLeast(context.target.to, '1.21') || !isList(addresses) || addresses.length === 0) return;
    context.info('exposed', { at, impact: 'none' });
  },
});
