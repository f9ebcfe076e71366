import type { Flags } from './command.js';

const target = 'Target cluster:';
const choice = 'Choice of changes:';
const charts = 'Helm charts:';
const output = 'Output:';
const files = 'Files:';

/** The flags that every command has. */
export const commonFlags = {
  'no-color': { type: 'boolean', group: output, describe: 'Print without colours; so do NO_COLOR and FORCE_COLOR=0' },
} as const satisfies Flags;

/** The flags of `migrate`. */
export const migrateFlags = {
  to: { type: 'string', group: target, describe: 'The Kubernetes version to upgrade to: 1.21 (the default)' },
  from: { type: 'string', group: target, describe: 'The oldest Kubernetes version that must still accept the files' },
  'feature-gates': { type: 'string', group: target, describe: 'Feature gates, as the API server takes them: NAME=true,…' },
  'network-plugin': { type: 'string', group: target, describe: 'The network plugin: calico, cilium@1.16' },
  'allowed-unsafe-sysctls': { type: 'string', group: target, describe: 'Sysctls that the kubelets allow: NAME,prefix.*,…' },
  wave: { type: 'string', group: target, describe: "Make only the changes to roll out at this time of the cluster's upgrade: before, after or either" },

  accept: { type: 'string', group: choice, describe: 'Make changes that may alter behaviour, too: ID,… or all' },
  only: { type: 'string', group: choice, describe: 'Run these transforms and no others: ID,…' },
  skip: { type: 'string', group: choice, describe: 'Do not run these transforms: ID,…' },
  embedded: { type: 'string', group: choice, describe: 'Rewrite manifests in other texts, too: config-map, custom-resource, markdown' },
  option: { type: 'string', group: choice, describe: 'Set an option of a transform: ID.NAME=VALUE' },

  'helm-compat': { type: 'boolean', group: charts, describe: 'Instead of replacing an API version, write a choice by .Capabilities.APIVersions.Has that serves old and new clusters' },
  'helm-bump-version': { type: 'boolean', group: charts, describe: 'Raise the patch version of each chart of which a file changes' },

  'dry-run': { type: 'boolean', group: output, describe: 'Change no manifest' },
  check: { type: 'boolean', group: output, describe: 'Change no manifest; exit with 1 if something is outdated, needs a decision, or could not be understood' },
  diff: { type: 'boolean', group: output, describe: 'Print the changes as a unified diff' },
  report: { type: 'string', group: output, describe: 'Print a report, or write it to a file: text, json, markdown, sarif, github, junit or html, FORMAT=FILE' },
  quiet: { type: 'boolean', group: output, describe: 'Print no progress and no summary, only what is asked for and warnings' },

  include: { type: 'string', group: files, describe: 'A glob of further files to look at in directories' },
  exclude: { type: 'string', group: files, describe: 'A glob of files and directories not to look at' },
  config: { type: 'string', group: files, describe: 'The configuration file; by default the nearest .k8s-upgrade.yaml upwards' },
  'allow-dirty': { type: 'boolean', group: files, describe: 'Write files that have uncommitted changes, too' },
} as const satisfies Flags;
