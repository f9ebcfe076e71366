import { defineTransform, Hole, isObject, type Context, type Hold } from '../../src/transform.js';
import { isWholeService } from '../_shared/services.js';
import { templatedMessages } from '../_shared/templated.js';

const at = ['spec', 'ipFamily'] as const;
const successors = ['ipFamilies', 'ipFamilyPolicy'];
const gate = 'IPv6DualStack';

export default defineTransform({
  meta: {
    id: 'service-ip-family',
    title: 'Service ipFamily to ipFamilies',
    description:
      'The alpha field `ipFamily` of 1.16 to 1.19 gave way to `ipFamilies` and `ipFamilyPolicy` in 1.20; from then on it is dropped without ' +
      'an error. One family becomes a list of one, with the policy `SingleStack`.',
    kinds: [{ group: '', kind: 'Service', versions: ['v1'] }],
    triggers: ['ipFamily'],
    safety: 'safe',
    introduced: '1.20',
    deprecated: '1.20',
    keps: [563],
    featureGates: [gate],
    messages: {
      ...templatedMessages,
      moved: 'ipFamily {family} becomes ipFamilies [{family}] with ipFamilyPolicy SingleStack.',
      dropped: 'Kubernetes 1.20 and later drop ipFamily, so a cluster of that age has given the Service its own first family.',
      'cannot-change': 'Kubernetes refuses a family that the cluster does not have, and does not change the first family of a Service that exists.',
      'both-forms': 'ipFamily stands beside {fields}, which alone count from Kubernetes 1.20 on. Delete ipFamily.',
      'external-name': 'Kubernetes refuses ipFamilies in an ExternalName Service, which has no address. Delete ipFamily.',
      'not-a-family': 'ipFamily is neither IPv4 nor IPv6. Correct or delete it.',
      fragment: 'ipFamily stands in what is only part of a Service. Where all of it is written, set ipFamilies and ipFamilyPolicy, and delete ipFamily.',
    },
    references: [
      'https://kubernetes.io/docs/concepts/services-networking/dual-stack/',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/563-dual-stack',
    ],
  },
  run(manifest, context) {
    const { spec } = manifest.data;
    if (!isObject(spec)) return;
    const family = spec['ipFamily'] ?? undefined;
    if (family === undefined) return;
    const present = successors.filter((field) => Object.hasOwn(spec, field));
    if (present.length > 0) return context.manual('both-forms', { at, values: { fields: present.join(' and ') } });
    if (family instanceof Hole && family.isBlock) return context.manual('templated', { at, values: { what: 'ipFamily' } });
    if (family !== 'IPv4' && family !== 'IPv6' && !(family instanceof Hole)) return context.manual('not-a-family', { at });
    if (spec['type'] === 'ExternalName') return context.manual('external-name', { at });
    if (!isWholeService(spec, manifest)) return context.manual('fragment', { at });

    const hold = gateHold(context);
    context.change('moved', { at, values: { family: String(family) }, notes: ['dropped', 'cannot-change'], ...(hold ? { hold } : {}) }, (edit) => {
      edit.rename(at, 'ipFamilies');
      edit.set(['spec', 'ipFamilies'], [family]);
      edit.set(['spec', 'ipFamilyPolicy'], 'SingleStack', { after: 'ipFamilies' });
    });
  },
});

/** An API server drops the fields on create while the gate is off: by default in 1.20. */
function gateHold(context: Context): Hold | undefined {
  if (context.gate(gate)) return undefined;
  return {
    because: `The feature gate ${gate} is off at the target, and the API server of Kubernetes ${context.target.to} drops the fields.`,
    release: `--feature-gates ${gate}=true`,
    gate,
  };
}
