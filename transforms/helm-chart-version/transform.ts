import { defineTransform } from '../../src/transform.js';

export default defineTransform({
  meta: {
    id: 'helm-chart-version',
    title: 'Versions of charts of which files change',
    description:
      'With `--helm-bump-version`, the patch version in `Chart.yaml` is raised by one where a file of the chart changes, or one of a subchart in its ' +
      '`charts/`: Helm packages them together. Where another chart of the files asks for just the version that is there, or where the version leaves ' +
      'open what comes after it, the version stays, and the finding says what to do. `appVersion` and `Chart.lock` are never touched.',
    kinds: [{ group: '', kind: 'Chart' }],
    triggers: ['version'],
    safety: 'safe',
    accompanies: true,
    messages: {
      raised: 'The version of the chart goes from {from} to {to}, because files of it change: {files}.',
      taker: 'Files of {name} change, which this chart takes from {repository}. Run helm dependency update, and raise the version of this chart when it is released with that.',
      'pre-release': 'Files of the chart change ({files}), but its version {from} is a pre-release or names a build, and what comes after that is not for a rule to say. Raise it by hand.',
      'not-semantic': 'Files of the chart change ({files}), but its version {from} is not a text of the form MAJOR.MINOR.PATCH. Raise it by hand.',
      'no-version': 'Files of the chart change ({files}), and it has no version, which Helm asks for. Give it one.',
      pinned: 'Files of the chart change ({files}), but {file} takes {range} of it, which {to} is not. Raise both by hand, and run helm dependency update.',
      unreadable: 'Files of the chart change ({files}), but its Chart.yaml cannot be read as one. Raise the version by hand.',
      elsewhere: 'Files of the chart in {directory} change, but its Chart.yaml is not among the files to look at. Raise the version by hand, or name the directory of the chart.',
    },
    references: ['https://helm.sh/docs/topics/charts/#charts-and-versioning', 'https://semver.org/spec/v2.0.0.html', 'https://helm.sh/docs/helm/helm_dependency/'],
  },
  run() {
    // Planning speaks for it: it takes all files of a chart to tell.
  },
});
