import {
  atLeast,
  defineTransform,
  getIn,
  Hole,
  isList,
  isObject,
  isText,
  podTemplateKinds,
  podTemplates,
  type Context,
  type JsonObject,
  type Manifest,
  type Path,
  type PodTemplate,
} from '../../src/transform.js';
import { crosses } from '../_shared/crossing.js';
import { containersOf } from '../_shared/pod-changes.js';

const gate = 'BoundServiceAccountTokenVolume';
const since = '1.21';
const tokenFile = /\/serviceaccount\/token(?![\w/.-])/;
/** The text of the token is taken: `$(cat …/token)`, `$(< …/token)`. */
const readByShell = /(?:\bcat\s+|<\s*)["']?[\w./${}-]*\/serviceaccount\/token(?![\w/.-])/;
/** How the token controller names Secrets: the account, `-token-`, five letters or digits of a restricted alphabet. */
const generatedName = /^.+-token-[bcdfghjklmnpqrstvwxz2456789]{5}$/;

/** Policies of others that list the types of volumes a pod may have. */
const policies: Readonly<Record<string, Path>> = {
  'security.openshift.io/SecurityContextConstraints': ['volumes'],
  'constraints.gatekeeper.sh/K8sPSPVolumeTypes': ['spec', 'parameters', 'volumes'],
};

export default defineTransform({
  meta: {
    id: 'service-account-token',
    title: 'Service account tokens that expire, in a projected volume',
    description:
      'From 1.21 on the token that pods get by themselves stands in a projected volume and expires; the kubelet renews the file. Points out what ' +
      'may count on the old token: long-running containers that read the file as they start, pods that mount the old Secret by its generated ' +
      'name, and policies that list the types of volumes without `projected`.',
    kinds: [
      ...podTemplateKinds,
      { group: 'security.openshift.io', kind: 'SecurityContextConstraints' },
      { group: 'constraints.gatekeeper.sh', kind: 'K8sPSPVolumeTypes' },
    ],
    triggers: ['/serviceaccount/token', '-token-', 'SecurityContextConstraints', 'K8sPSPVolumeTypes'],
    safety: 'report',
    keps: [1205, 542],
    featureGates: [gate],
    messages: {
      'read-at-start':
        'The command of this container reads the service account token. From Kubernetes 1.21 on the token expires, after about a year (an hour where the API server runs with --service-account-extend-token-expiration=false), and the kubelet renews the file: read the file again before each use, rather than once.',
      'path-in-environment':
        'This environment variable names the file of the service account token. From Kubernetes 1.21 on the token expires, after about a year (an hour where the API server runs with --service-account-extend-token-expiration=false), and the kubelet renews the file: make sure that the program reads it again.',
      'generated-secret':
        'The pod mounts a token Secret by its generated name, which is another one in each cluster; the token in it does not expire. From Kubernetes 1.24 on, new service accounts get no such Secret. Leave the volume out: the pod gets a token by itself.',
      'policy-without-projected':
        'From Kubernetes 1.21 on, pods get their service account token in a projected volume, which this policy does not allow: pods that it admitted with the Secret are no longer admitted. Add projected to {path}.',
    },
    references: [
      'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-token-volume',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/1205-bound-service-account-tokens',
      'https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/542-token-request-api',
    ],
  },
  run(manifest, context) {
    if (!context.gate(gate) || !atLeast(context.target.to, since)) return;
    const policy = policies[`${manifest.group}/${manifest.kind}`];
    if (policy !== undefined) return lookAtPolicy(policy, manifest, context);
    // What was exported from a cluster has such a volume by itself.
    if (getIn(manifest.data, ['metadata', 'uid']) !== undefined) return;
    for (const template of podTemplates(manifest)) {
      lookAtVolumes(template, context);
      if (crosses(since, context.target)) lookAtContainers(template, manifest, context);
    }
  },
});

/** A policy that allowed the Secret, and does not allow what takes its place. */
function lookAtPolicy(path: Path, { data }: Manifest, context: Context): void {
  const volumes = getIn(data, path);
  if (!isList(volumes) || !volumes.includes('secret') || volumes.includes('projected') || volumes.includes('*')) return;
  // A template may fill it in.
  if (volumes.some((volume) => volume instanceof Hole)) return;
  context.manual('policy-without-projected', { at: path, values: { path: path.join('.') }, gate, impact: 'breaks' });
}

function lookAtVolumes({ path, spec }: PodTemplate, context: Context): void {
  const volumes = spec?.['volumes'];
  if (!isList(volumes)) return;
  const index = volumes.findIndex((volume) => {
    const name = getIn(volume, ['secret', 'secretName']);
    return typeof name === 'string' && generatedName.test(name);
  });
  if (index >= 0) context.info('generated-secret', { at: [...path, 'spec', 'volumes', index, 'secret', 'secretName'], impact: 'later' });
}

/** One finding an object, at the first container that reads the token. */
function lookAtContainers(template: PodTemplate, { kind }: Manifest, context: Context): void {
  // Jobs and init containers end long before a token does; without a token there is nothing to expire.
  if (kind === 'Job' || kind === 'CronJob' || template.spec?.['automountServiceAccountToken'] === false) return;
  for (const { path, container } of containersOf(template)) {
    if (path.at(-2) === 'initContainers') continue;
    const command = readsToken(container);
    if (command !== undefined) return context.info('read-at-start', { at: [...path, command], gate, impact: 'behaves' });
    const { env } = container;
    const index = isList(env) ? env.findIndex((each) => isObject(each) && isText(each['value']) && tokenFile.test(String(each['value']))) : -1;
    if (index >= 0) return context.info('path-in-environment', { at: [...path, 'env', index], gate, impact: 'behaves' });
  }
}

/** Which part of the command reads the token; not the word, since what it says is not to be repeated. */
function readsToken(container: JsonObject): 'command' | 'args' | undefined {
  return (['command', 'args'] as const).find((key) => {
    const words = container[key];
    return isList(words) && words.some((word) => isText(word) && readByShell.test(String(word)));
  });
}
