import { defineTransform, Hole, isObject, lifecycleOf } from '../../src/transform.js';
import { versionMove } from '../_shared/version-move.js';
import { defaultUsages, problemOfUsages } from './usages.js';

export default defineTransform({
  meta: {
    id: 'certificate-signing-request-v1',
    title: 'CertificateSigningRequest certificates.k8s.io/v1beta1 to v1',
    description:
      'v1 wants a request to say who is to sign it, and what the certificate is for. The usages that v1beta1 assumes are written out; ' +
      'the signer that it guesses from the content of the request has to be named by a person.',
    kinds: [{ group: 'certificates.k8s.io', kind: 'CertificateSigningRequest', versions: ['v1beta1'] }],
    triggers: ['certificates.k8s.io/v1beta1'],
    safety: 'safe',
    introduced: '1.19',
    deprecated: '1.19',
    removed: '1.22',
    keps: [1513],
    messages: {
      moved: 'CertificateSigningRequest moves from certificates.k8s.io/v1beta1 to {to}.',
      'usages-written': 'The usages that v1beta1 assumes are written out: {usages}.',
      'no-signer':
        'certificates.k8s.io/v1 wants spec.signerName, which v1beta1 guesses from the content of the request. Set it to kubernetes.io/kube-apiserver-client (a client of the API server), kubernetes.io/kube-apiserver-client-kubelet (a kubelet as its client), kubernetes.io/kubelet-serving (a kubelet as a server), or the name of a signer of your own, then move the request.',
      'legacy-signer':
        'certificates.k8s.io/v1 refuses the signer kubernetes.io/legacy-unknown. Set spec.signerName to kubernetes.io/kube-apiserver-client where clients of the API server use the certificate, or to a signer of your own, then move the request.',
      'not-a-signer': 'spec.signerName is not the name of a signer, such as example.com/serving; correct it, then move the request.',
      'no-usages': 'certificates.k8s.io/v1 wants at least one usage in spec.usages. Name what the certificate is for, then move the request.',
      'usage-twice': 'certificates.k8s.io/v1 refuses the usage “{usage}” a second time. Delete one of the two, then move the request.',
      'unknown-usage': 'certificates.k8s.io/v1 does not know the usage “{usage}”. Correct or delete it, then move the request.',
      malformed: 'The request has no spec; write it, then move the request.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/#certificatesigningrequest-v122',
      'https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/1513-certificate-signing-request',
    ],
  },
  run({ group, version, kind, data, partial }, context) {
    const row = lifecycleOf(group, version, kind);
    const move = row && versionMove(row, context);
    if (move === undefined) return;
    const spec = data['spec'] ?? (partial ? {} : undefined);
    if (!isObject(spec)) return context.manual('malformed', 'spec' in data ? { at: ['spec'] } : {});

    const at = ['spec', 'signerName'];
    const signer = spec['signerName'] ?? undefined;
    // The empty name is none to v1beta1, which then guesses.
    if ((signer === undefined && !partial) || signer === '') return context.manual('no-signer', { at: signer === undefined ? ['spec'] : at });
    if (signer === 'kubernetes.io/legacy-unknown') return context.manual('legacy-signer', { at });
    if (signer !== undefined && !(signer instanceof Hole) && !(typeof signer === 'string' && /^[^/]+\/[^/]/.test(signer))) return context.manual('not-a-signer', { at });
    const usages = spec['usages'] ?? undefined;
    const problem = usages === undefined ? undefined : problemOfUsages(usages);
    if (problem) {
      const path = ['spec', 'usages', ...(problem.index === undefined ? [] : [problem.index])];
      return context.manual(problem.id, { at: path, values: { usage: problem.usage } });
    }

    const missing = usages === undefined && !partial;
    const values = { to: move.apiVersion, usages: defaultUsages.join(', ') };
    context.change('moved', { at: ['apiVersion'], values, notes: missing ? ['usages-written'] : [], ...move.versions }, (edit) => {
      edit.set(['apiVersion'], move.apiVersion);
      if (missing) edit.set(['spec', 'usages'], defaultUsages, { after: 'signerName' });
    });
  },
});
