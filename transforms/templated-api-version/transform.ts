import { apiLifecycles, defineTransform, Hole, type Manifest } from '../../src/transform.js';

const at = ['apiVersion'] as const;

export default defineTransform({
  meta: {
    id: 'templated-api-version',
    title: 'Objects whose apiVersion a template fills in or chooses',
    description:
      'Where values decide about the API version of an object, nobody can tell from the template whether the target serves it. ' +
      'The object is left alone; the values have to be looked at. Where the template asks the cluster, it says what the target gets.',
    kinds: [{ group: '*', kind: '*' }],
    triggers: ['.Capabilities.', 'kind: {{', 'apiVersion: {{', '/{{'],
    safety: 'report',
    messages: {
      open: 'The template fills in the apiVersion of the {kind} ({version}). Check that all values that are used name a version that Kubernetes {to} serves; the object is not looked at any further.',
      chosen: 'The template asks the cluster which version of the {kind} to print. Kubernetes {to} gets {version}; what is there for other clusters stays as it is.',
      default:
        'The template fills in the apiVersion of the {kind} ({version}). With the chart’s own values that is {usual}, which Kubernetes {to} serves, and so it is looked at; whoever sets another value has to look after that.',
      kind: 'The template fills in the kind ({kind}). Check that all that are used are served as {version}, and have the form of that version; the object is not looked at any further.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
      'https://helm.sh/docs/topics/kubernetes_apis/',
    ],
  },
  run(manifest, context) {
    const { data } = manifest;
    const version = data['apiVersion'];
    if (typeof version === 'string' && version === context.original['apiVersion'] && context.choosesVersion && isOutdatedSomewhere(manifest)) {
      context.info('chosen', { at, once: true, values: { kind: manifest.kind, version, to: context.target.to } });
    }
    if (typeof version === 'string' && data['kind'] instanceof Hole && isOutdatedForSome(manifest)) {
      return context.manual('kind', { at: ['kind'], impact: 'later', values: { kind: manifest.kind, version } });
    }
    if (!(version instanceof Hole)) return;
    if (!manifest.apiVersion.includes('{{')) {
      return context.info('default', { at, values: { kind: manifest.kind, version: version.text, usual: manifest.apiVersion, to: context.target.to } });
    }
    context.manual('open', { at, impact: 'later', values: { kind: manifest.kind, version: version.text, to: context.target.to } });
  },
});

/** Whether there is an older version of a kind that some release no longer serves: only then there is something to choose. */
function isOutdatedSomewhere({ kind, version }: Manifest): boolean {
  return apiLifecycles.some((row) => row.kind === kind && row.version !== version && row.removed !== undefined && !row.configFile);
}

/** Whether some release serves a kind of the version no longer, of an object of which the kind is not known. */
function isOutdatedForSome({ group, version, kind }: Manifest): boolean {
  return kind.includes('{{') && apiLifecycles.some((row) => row.group === group && row.version === version && row.removed !== undefined && !row.configFile && !row.virtual);
}
