import { defineTransform, Hole } from '../../src/transform.js';

const at = ['apiVersion'] as const;

export default defineTransform({
  meta: {
    id: 'templated-api-version',
    title: 'Objects whose apiVersion a template fills in',
    description:
      'Where values decide about the API version of an object, nobody can tell from the template whether the target serves it. ' +
      'The object is left alone; the values have to be looked at.',
    kinds: [{ group: '*', kind: '*' }],
    triggers: ['apiVersion: {{', 'apiVersion: "{{', "apiVersion: '{{", '/{{', 'apiVersion":"{{'],
    safety: 'report',
    messages: {
      open: 'The template fills in the apiVersion of the {kind} ({version}). Check that all values that are used name a version that Kubernetes {to} serves; the object is not looked at any further.',
    },
    references: [
      'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
      'https://helm.sh/docs/topics/kubernetes_apis/',
    ],
  },
  run(manifest, context) {
    const version = manifest.data['apiVersion'];
    if (!(version instanceof Hole)) return;
    context.manual('open', { at, impact: 'later', values: { kind: manifest.kind, version: version.text, to: context.target.to } });
  },
});
