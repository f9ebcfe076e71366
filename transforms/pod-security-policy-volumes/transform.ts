import { atLeast, defineTransform, getIn, isList, type Context, type Manifest, type Path } from '../../src/transform.js';
import { isWholePodSecurityPolicy, podSecurityPolicyKinds, podSecurityPolicyRemoved } from '../_shared/pod-security-policies.js';

const gate = 'BoundServiceAccountTokenVolume';

/** The first release in which the gate is on. */
const on = '1.21';

export default defineTransform({
  meta: {
    id: 'pod-security-policy-volumes',
    title: 'Volume types that let pods have their service account token',
    description:
      'Since 1.21 the token of a pod’s service account is mounted as a `projected` volume; up to 1.20 it was a `secret` volume. A ' +
      'PodSecurityPolicy that lists `secret` admits the new volume too. One that lists `projected` and not `secret` refused pods with a token, ' +
      'and now admits them. Gatekeeper’s constraint `K8sPSPVolumeTypes` compares names only: where it lists `secret` and not `projected`, it ' +
      'refuses every pod with a token.',
    kinds: [...podSecurityPolicyKinds, { group: 'constraints.gatekeeper.sh', kind: 'K8sPSPVolumeTypes' }],
    triggers: ['PodSecurityPolicy', 'K8sPSPVolumeTypes'],
    safety: 'report',
    keps: [1205],
    featureGates: [gate],
    messages: {
      admits:
        'Up to 1.20 this policy refused pods with an automatically mounted service account token, since it does not list secret. From 1.21 on the token comes as a projected volume, which it lists, and it admits them. Where pods are to have no token, set automountServiceAccountToken: false.',
      refuses:
        'From 1.21 on pods get their service account token as a projected volume, which this constraint does not list: it refuses every pod with a token, save those with automountServiceAccountToken: false. Add projected.',
    },
    references: [
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/1205-bound-service-account-tokens',
      'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-token-volume',
      'https://github.com/kubernetes/kubernetes/pull/92006',
      'https://open-policy-agent.github.io/gatekeeper-library/website/validation/volumes/',
    ],
  },
  run(manifest, context) {
    if (!isTokenVolumeNew(context)) return;
    if (manifest.kind === 'K8sPSPVolumeTypes') return constraint(manifest, context);
    // From 1.25 on no policy admits or refuses anything.
    if (!isWholePodSecurityPolicy(manifest) || atLeast(context.target.to, podSecurityPolicyRemoved)) return;
    const at = ['spec', 'volumes'];
    const types = typesAt(manifest, at);
    if (types?.includes('projected') && !types.includes('secret') && !types.includes('*')) context.info('admits', { at, gate, impact: 'behaves' });
  },
});

/** Whether the gate is on at the target and was not on before. A cluster that is older than 1.21 had it on only by a setting of its own. */
function isTokenVolumeNew({ gate: isOn, target: { to, from } }: Context): boolean {
  return isOn(gate) && atLeast(to, on) && (from === undefined || !atLeast(from, on));
}

function constraint(manifest: Manifest, context: Context): void {
  const at = ['spec', 'parameters', 'volumes'];
  const types = typesAt(manifest, at);
  // Others than deny let the pod pass.
  const action = getIn(manifest.data, ['spec', 'enforcementAction']) ?? 'deny';
  if (action !== 'deny' || !types?.includes('secret') || types.includes('projected') || types.includes('*')) return;
  context.manual('refuses', { at, gate, impact: 'breaks' });
}

/** The listed types of volumes; undefined where they cannot all be read. */
function typesAt({ data }: Manifest, path: Path): readonly string[] | undefined {
  const types = getIn(data, path);
  return isList(types) && types.every((type) => typeof type === 'string') ? types : undefined;
}
