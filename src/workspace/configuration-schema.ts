import { embeddingKinds } from '../model/embedding.js';
import { waves } from '../model/finding.js';
import type { JsonObject } from '../model/json.js';

/** The keywords of JSON Schema (draft-07) that the configuration's schema uses. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly items?: JsonSchema;
  /** The message of the whole stands for those of its alternatives. */
  readonly anyOf?: readonly Omit<JsonSchema, 'errorMessage'>[];
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  /** What to write instead, as an imperative; editors show it as well. */
  readonly errorMessage: string;
}

const version = (description: string): JsonSchema => ({
  description,
  // YAML reads 1.21 as a number; what counts is the text as it is written.
  type: ['string', 'number'],
  pattern: '^v?\\d{1,3}\\.\\d{1,4}(\\.\\d+)?$',
  errorMessage: 'write a Kubernetes minor version such as "1.21"',
});

const text = (description: string, errorMessage: string): JsonSchema => ({
  description,
  type: 'string',
  pattern: '\\S',
  errorMessage,
});

const list = (description: string, items: JsonSchema, errorMessage: string): JsonSchema => ({
  description,
  type: 'array',
  items,
  errorMessage,
});

const id = text('The id of a transform.', 'write the id of a transform');
const ids = (description: string): JsonSchema => list(description, id, 'write a list of transform ids');

const glob = text(
  'A glob, relative to the directory of this file. Without a slash it is matched against the name alone.',
  'write a glob such as "charts/**"',
);
const globs = (description: string): JsonSchema => list(description, glob, 'write a list of globs such as ["charts/**"]');

const target = {
  description: 'The cluster that the manifests must work on.',
  type: 'object',
  additionalProperties: false,
  errorMessage: 'write settings such as "to:" below it',
  properties: {
    to: version('The Kubernetes version to upgrade the manifests to.'),
    from: version('The oldest Kubernetes version that must still accept the manifests.'),
    featureGates: {
      description: 'Feature gates of the target cluster, by name; AllAlpha and AllBeta included.',
      type: 'object',
      additionalProperties: { type: 'boolean', errorMessage: 'write true or false' },
      errorMessage: 'write feature gates such as "NetworkPolicyEndPort: true" below it',
    },
    networkPlugin: {
      description: 'The network plugin of the target cluster, with its version if you know it.',
      type: 'string',
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*(@v?\\d{1,3}\\.\\d{1,4}(\\.\\d+)?)?$',
      errorMessage: 'write a name, or a name and a version such as calico@3.20',
    },
    allowedUnsafeSysctls: list(
      "Sysctls that the kubelets allow: names or prefix* patterns, as in the kubelet's own setting.",
      text('A sysctl or a pattern.', 'write a sysctl or a pattern such as "net.core.*"'),
      'write a list of sysctls or patterns such as ["net.core.*"]',
    ),
    wave: {
      description: "Make only the changes that may be rolled out at this time, relative to the cluster's upgrade.",
      type: 'string',
      enum: waves,
      errorMessage: `write one of ${waves.join(', ')}`,
    },
  },
} as const satisfies JsonSchema;

const ignoreEntry = {
  description: 'Findings to silence. All keys that are given must match.',
  type: 'object',
  additionalProperties: false,
  required: ['reason'],
  minProperties: 2,
  errorMessage: 'write a reason and at least one of id, path, kind, name, namespace',
  properties: {
    id: text('The id of the transform that speaks.', 'write the id of a transform'),
    path: glob,
    kind: text("The object's kind.", 'write a kind such as Deployment'),
    name: text("The object's name.", 'write the name of an object'),
    namespace: text("The object's namespace.", 'write a namespace'),
    reason: text('Why the findings are silenced, for those who read this later.', 'say why the findings are silenced'),
  },
} as const satisfies JsonSchema;

/** The settings that may differ from path to path. */
const settings = {
  target,
  accept: {
    description: 'Transforms whose changes may be made although they may change behaviour.',
    anyOf: [{ const: 'all' }, { type: 'array', items: id }],
    errorMessage: 'write "all" or a list of transform ids',
  },
  only: ids('Run these transforms and no others.'),
  skip: ids('Transforms not to run.'),
  options: {
    description: 'Options of transforms, by id and by name.',
    type: 'object',
    errorMessage: 'write ids of transforms below it, and their options below those',
    additionalProperties: {
      type: 'object',
      errorMessage: 'write options as "name: value" below it',
      additionalProperties: {
        type: ['string', 'number', 'boolean'],
        errorMessage: 'write a text, a number, true or false',
      },
    },
  },
  ignore: list(
    'Findings to silence, each with a reason.',
    ignoreEntry,
    'write a list of entries, each with a reason and what it is about',
  ),
  embedded: list(
    'Look for manifests in other texts, too: in the data of ConfigMaps, in fields of custom resources, in fenced code blocks of the Markdown files that "include" takes.',
    { description: 'A kind of embedding.', type: 'string', enum: embeddingKinds, errorMessage: `write one of ${embeddingKinds.join(', ')}` },
    `write a list of ${embeddingKinds.join(', ')}`,
  ),
  helm: {
    description: 'What is done about Helm charts beyond rewriting what they hold.',
    type: 'object',
    additionalProperties: false,
    errorMessage: 'write settings such as "bumpVersion: true" below it',
    properties: {
      compat: {
        description: 'Instead of replacing an API version in a template, write a choice by .Capabilities.APIVersions.Has that serves old and new clusters.',
        type: 'boolean',
        errorMessage: 'write true or false',
      },
      bumpVersion: {
        description: 'Raise the patch version of each chart of which a file changes, in its Chart.yaml.',
        type: 'boolean',
        errorMessage: 'write true or false',
      },
    },
  },
} as const satisfies Record<string, JsonSchema>;

const apiVersion = (description: string): JsonSchema => ({
  description,
  type: 'string',
  pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?/v[a-z0-9]+$',
  errorMessage: 'write a group and a version such as cert-manager.io/v1',
});

const apiMove = {
  description: 'A third-party API whose objects move to another version without other changes.',
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'from', 'to'],
  errorMessage: 'write the kind, and the versions it moves from and to',
  properties: {
    kind: text('The kind of the objects.', 'write a kind such as Certificate'),
    from: apiVersion('The old group and version.'),
    to: apiVersion('The new group and version.'),
    toKind: text('The new kind, where it is another.', 'write a kind such as ClusterIssuer'),
    introduced: version('The first Kubernetes version whose clusters have the new form; by default all have it.'),
    deprecated: version('The Kubernetes version whose clusters deprecate the old form.'),
    removed: version('The first Kubernetes version whose clusters no longer have the old form.'),
  },
} as const satisfies JsonSchema;

/** The schema of `.k8s-upgrade.yaml`. */
export const configurationSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Configuration of k8s-upgrade (.k8s-upgrade.yaml)',
  type: 'object',
  additionalProperties: false,
  errorMessage: 'write settings such as "target:", each on a line of its own',
  properties: {
    ...settings,
    include: globs('Files to look at besides *.yaml, *.yml, *.json, *.tpl and Kustomization.'),
    exclude: globs('Files and directories not to look at, unless they are named on the command line.'),
    allowDirty: {
      description: 'Write files although they have uncommitted changes.',
      type: 'boolean',
      errorMessage: 'write true or false',
    },
    report: list(
      'Reports to write.',
      {
        description: 'A report.',
        type: 'object',
        additionalProperties: false,
        required: ['format'],
        errorMessage: 'write a format and a file',
        properties: {
          format: text('The format of the report.', 'write the name of a format'),
          file: text(
            'The file to write it to, relative to the directory of this file; else it is printed.',
            'write the path of a file',
          ),
        },
      },
      'write a list of reports, each with a format and a file',
    ),
    apis: list('Third-party APIs, beside those of Kubernetes.', apiMove, 'write a list of entries with kind, from and to'),
    transforms: list(
      'Modules that export further transforms. They are run as programs: name only what you trust.',
      text('A module: a path relative to this file, or the name of an installed package.', 'write a path such as ./transforms/own.js'),
      'write a list of modules',
    ),
    overrides: list(
      'Settings for some paths, on top of the others; of several that match, later ones win.',
      {
        description: 'Settings for some paths.',
        type: 'object',
        additionalProperties: false,
        required: ['paths'],
        errorMessage: 'write paths and the settings for them',
        properties: { paths: globs('The files that the settings are for.'), ...settings },
      },
      'write a list of entries with paths and the settings for them',
    ),
  },
} as const satisfies JsonSchema;

/** The JSON Schema (draft-07) of the configuration file, for editors. A new object at each call. */
export function configurationJsonSchema(): JsonObject {
  return structuredClone(configurationSchema) as unknown as JsonObject;
}
