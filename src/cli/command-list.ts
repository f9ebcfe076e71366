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
    summary: 'List the transforms',
    operands: '',
    description: 'Lists the transforms: what they move, how safe that is, and which releases it concerns.',
    flags: {
      json: { type: 'boolean', group: 'Output:', describe: 'Print JSON' },
      ...commonFlags,
    },
    examples: [['list --json', 'the same for programs']],
    run: async (args) => (await import('./list.js')).list(args),
  },
  {
    name: 'explain',
    summary: 'Explain a transform',
    operands: '<id>',
    description: 'Explains a transform: what it changes and why, its options and messages, sources, and an example.',
    flags: commonFlags,
    examples: [['explain pod-disruption-budget-v1', 'what becomes of PodDisruptionBudgets']],
    run: async (args) => (await import('./explain.js')).explain(args),
  },
];
