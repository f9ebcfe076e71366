import type { Command } from './command.js';
import { commonFlags, migrateFlags } from './flag-definitions.js';

/** Every command. Their code is loaded when they run, so that help is quickly shown. */
export const commands: readonly Command[] = [
  {
    name: 'migrate',
    summary: 'Rewrite outdated manifests for a Kubernetes version',
    operands: '[paths..]',
    description:
      'Rewrites outdated Kubernetes manifests in place. A directory is walked, the current one by default; - reads standard input and prints the result.',
    flags: { ...migrateFlags, ...commonFlags },
    examples: [
      ['migrate --dry-run --diff', 'show what would change below the current directory'],
      ['migrate --to 1.25 deploy/', 'rewrite a directory for Kubernetes 1.25'],
      ['migrate --check --report markdown=report.md', 'fail where something is outdated, and say what in a file'],
      ['migrate --feature-gates NetworkPolicyEndPort=true', 'say what is switched on in the cluster'],
      ['migrate --accept all --only service-topology-keys', 'make the changes of one transform, those that need consent as well'],
      ['migrate - < old.yaml > new.yaml', 'rewrite standard input'],
    ],
    run: async (args) => (await import('./migrate.js')).migrate(args),
  },
  {
    name: 'list',
    summary: 'List the transforms, enhancements, feature gates or APIs',
    operands: '',
    description: 'Lists the transforms: what they move, how safe that is, and which releases it concerns. Or lists what is known about Kubernetes.',
    flags: {
      enhancements: { type: 'boolean', group: 'What:', describe: 'List the enhancements of Kubernetes 1.21 and its upgrade notes' },
      gates: { type: 'boolean', group: 'What:', describe: 'List the feature gates' },
      apis: { type: 'boolean', group: 'What:', describe: 'List every version of every API' },
      json: { type: 'boolean', group: 'Output:', describe: 'Print JSON' },
      ...commonFlags,
    },
    examples: [
      ['list --json', 'the transforms, for programs'],
      ['list --enhancements', 'what came with Kubernetes 1.21, and what is done about it'],
    ],
    run: async (args) => (await import('./list.js')).list(args),
  },
  {
    name: 'explain',
    summary: 'Explain a transform, an enhancement, a feature gate or an API',
    operands: '<name>',
    description:
      'Explains a transform: what it changes and why, its options and messages, sources, and an example. Or says what is known about an enhancement or an upgrade note of Kubernetes 1.21, a feature gate, an API or a kind.',
    flags: { to: { ...migrateFlags.to, describe: 'The Kubernetes version to explain gates and APIs for: 1.21 (the default)' }, ...commonFlags },
    examples: [
      ['explain pod-disruption-budget-v1', 'what becomes of PodDisruptionBudgets'],
      ['explain KEP-2079', 'an enhancement, by its number'],
      ['explain NetworkPolicyEndPort', 'a feature gate'],
      ['explain policy/v1beta1 --to 1.25', 'what becomes of an API'],
    ],
    run: async (args) => (await import('./explain.js')).explain(args),
  },
];
