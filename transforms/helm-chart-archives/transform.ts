import { defineTransform } from '../../src/transform.js';

export default defineTransform({
  meta: {
    id: 'helm-chart-archives',
    title: 'Packed charts in charts/',
    description:
      'A chart holds the charts that it depends on as archives (`charts/NAME-VERSION.tgz`), and prints what they print. Archives are not opened: ' +
      'each is named where the chart asks for it, so that nobody takes it for looked at. Archives that Git ignores are none of the repository’s.',
    kinds: [{ group: '', kind: 'Chart' }],
    triggers: ['dependencies'],
    safety: 'report',
    accompanies: true,
    messages: {
      packed: '{archive} is a packed chart, and was not looked into. Run k8s-upgrade over the source of that chart, or take a version of it that fits Kubernetes {to} and run helm dependency update.',
    },
    references: ['https://helm.sh/docs/topics/charts/#chart-dependencies', 'https://helm.sh/docs/helm/helm_dependency_update/'],
  },
  run() {
    // Planning speaks for it: archives are no manifests.
  },
});
