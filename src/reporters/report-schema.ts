import { embeddingKinds, type Embedding, type UnreadEmbedding } from '../model/embedding.js';
import { effects, findingStatuses, impacts, refusalReasons, safeties, waves, type Finding, type StaleSuppression, type SuppressedFinding } from '../model/finding.js';
import type { JsonObject } from '../model/json.js';
import { buckets } from '../model/plan.js';
import { reportVersion, type FileReport, type Place, type Report, type RolloutStep, type Rule, type UnreadPath } from '../model/report.js';
import type { NetworkPlugin, Target } from '../model/target.js';

/** The keywords of JSON Schema (draft-07) that the report's schema uses. */
export interface ReportSchema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly properties?: Readonly<Record<string, ReportSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | ReportSchema;
  readonly items?: ReportSchema;
  readonly enum?: readonly string[];
  readonly const?: number;
  readonly minimum?: number;
  readonly pattern?: string;
  readonly definitions?: Readonly<Record<string, ReportSchema>>;
}

type OptionalKey<T> = { [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? K : never }[keyof T];

/**
 * The schema of an object of type `T`. The compiler asks for every key of `T`, and for every
 * optional one to be listed, so that the schema cannot fall behind the type.
 */
function object<T>(
  description: string,
  properties: { readonly [K in keyof T]-?: ReportSchema },
  ...[optional]: [OptionalKey<T>] extends [never] ? [] : [optional: { readonly [K in OptionalKey<T>]: true }]
): ReportSchema {
  const required = Object.keys(properties).filter((key) => !Object.hasOwn(optional ?? {}, key));
  return { description, type: 'object', properties, required, additionalProperties: false };
}

const text = (description: string): ReportSchema => ({ description, type: 'string' });
const choice = (description: string, values: readonly string[]): ReportSchema => ({ description, type: 'string', enum: values });
const list = (description: string, items: ReportSchema): ReportSchema => ({ description, type: 'array', items });
const total = (description: string): ReportSchema => ({ description, type: 'integer', minimum: 0 });
const ordinal = (description: string): ReportSchema => ({ description, type: 'integer', minimum: 1 });
const version = (description: string): ReportSchema => ({ description, type: 'string', pattern: '^\\d+\\.\\d+$' });
const totals = (description: string, keys: readonly string[]): ReportSchema => ({
  description,
  type: 'object',
  properties: Object.fromEntries(keys.map((key) => [key, { type: 'integer', minimum: 0 }])),
  required: keys,
  additionalProperties: false,
});

const target = object<Target>(
  'The cluster that the manifests must work on, as stated on the command line and in the configuration.',
  {
    to: version('The Kubernetes version to upgrade the manifests to.'),
    from: version('The oldest Kubernetes version that must still accept the manifests.'),
    featureGates: { description: 'Feature gates by name; AllAlpha and AllBeta included.', type: 'object', additionalProperties: { type: 'boolean' } },
    networkPlugin: object<NetworkPlugin>('The network plugin.', { name: text('Its name: calico.'), version: version('Its minor version.') }, { version: true }),
    allowedUnsafeSysctls: list('Sysctls that the kubelets allow: names or prefix* patterns.', { type: 'string' }),
    wave: choice('Only changes of this wave were made.', waves),
  },
  { from: true, networkPlugin: true, wave: true },
);

const finding = object<Finding>(
  'What a transform says about one object.',
  {
    transform: text('The id of the transform.'),
    messageId: text("The message's id among the transform's messages."),
    status: choice(
      'fixed: the change is part of the plan; held: a gate, a version, a policy or a missing consent holds it back; manual: a person has to decide; refused: it could not be made safely; info: worth knowing.',
      findingStatuses,
    ),
    safety: choice('safe: the same meaning on the target; review: may change behaviour; report: nothing to edit.', safeties),
    wave: choice("When the change may be rolled out, relative to the cluster's upgrade.", waves),
    impact: choice(
      'What it means where nothing is done. breaks: the target refuses it, or something stops working; ignored: the target accepts it and silently does not do it; behaves: it works differently from before; later: a later release takes it away; none: nothing changes.',
      impacts,
    ),
    message: text('What is found, in a sentence or two.'),
    line: ordinal('The line in the file, from 1.'),
    column: ordinal('The column in the line, from 1, in UTF-16 code units.'),
    path: text('The place in the object: spec.ports[0].port. Empty for the object itself.'),
    apiVersion: text('The apiVersion of the object.'),
    kind: text('The kind of the object.'),
    namespace: text('The namespace of the object, where it is written.'),
    name: text('The name of the object, where it is written.'),
    notes: list('Further sentences: notes on behaviour, comments that were moved.', { type: 'string' }),
    release: text('The flag or configuration line that settles the finding.'),
    gate: text('The feature gate that decides.'),
    help: text('Where to read more: the address of the source of the rule.'),
    effects: list('What rolling the change out does beyond updating the object. moves-group: what prunes takes it for a new object; restarts-pods: the workload rolls its pods.', { type: 'string', enum: effects }),
    excerpt: text('The line as it is written, without its indentation; credentials are blotted out.'),
    embedded: { $ref: '#/definitions/embedded' },
    refusal: choice('Why the change could not be made; only with the status refused.', Object.keys(refusalReasons)),
  },
  { namespace: true, name: true, release: true, gate: true, effects: true, excerpt: true, refusal: true, embedded: true },
);

const suppressed = object<SuppressedFinding>('A finding that is silenced.', {
  finding: { $ref: '#/definitions/finding' },
  reason: text('Why it is silenced, as written with the suppression.'),
  by: choice('Where the suppression is written.', ['comment', 'configuration']),
});

const embedded = object<Embedding>(
  'Where an object stands that is not an object of the file itself.',
  {
    kind: choice('The kind of embedding.', embeddingKinds),
    object: text('The object around it: ConfigMap kube-system/addons.'),
    path: text('Where in that object: data["pdb.yaml"].'),
  },
  { object: true, path: true },
);

const unreadEmbedding = object<UnreadEmbedding>('An embedded text that was left alone.', {
  line: ordinal('The line in the file, from 1.'),
  column: ordinal('The column in the line, from 1.'),
  bucket: choice('As for files.', ['unreadable', 'template', 'patch', 'encrypted']),
  embedded: { $ref: '#/definitions/embedded' },
  reason: text('Why it was left alone.'),
});

const file = object<FileReport>(
  'One file.',
  {
    path: text('Relative to the working directory, with forward slashes; absolute outside of it.'),
    bucket: choice('Where the file ends up. Every file that is read is in exactly one bucket.', buckets),
    reason: text('Why the file is in its bucket, where that needs saying.'),
    outcome: choice('What became of the change; absent where nothing was to be written.', ['written', 'not-written']),
    outcomeReason: text('Why a change was not written.'),
    findings: list('In the order of their position.', { $ref: '#/definitions/finding' }),
    suppressed: list('Findings that are silenced.', suppressed),
    unreadEmbedded: list('Embedded texts that seem to hold manifests and were left alone.', unreadEmbedding),
  },
  { unreadEmbedded: true, reason: true, outcome: true, outcomeReason: true },
);

const stale = object<StaleSuppression>(
  'A suppression without effect.',
  {
    path: text('The file of the comment; absent for an entry of the configuration.'),
    line: ordinal('The line of the comment.'),
    column: ordinal('The column of the comment.'),
    text: text('The suppression as written.'),
    problem: choice('What is wrong with it.', ['matches nothing', 'malformed']),
  },
  { path: true, line: true, column: true },
);

const rule = object<Rule>('What is known of a transform.', {
  id: text('Its id.'),
  title: text('What it moves.'),
  description: text('What and why, as Markdown.'),
  safety: choice('safe: the same meaning on the target; review: may change behaviour; report: it edits nothing.', safeties),
  help: text('The address of the source of the rule.'),
  keps: list('Numbers of Kubernetes enhancement proposals.', { type: 'integer' }),
  featureGates: list('The feature gates it depends on.', { type: 'string' }),
  references: list('Sources.', { type: 'string' }),
});

const step = object<RolloutStep>('One step of the roll-out.', {
  when: choice("Relative to the cluster's upgrade; upgrade is the upgrade itself.", ['before', 'upgrade', 'after', 'either']),
  title: text('What to do.'),
  details: list('How and why.', { type: 'string' }),
  commands: list('What to type.', { type: 'string' }),
  places: list('The objects concerned.', object<Place>('An object in a file.', { path: text('The file.'), line: ordinal('The line, from 1.'), object: text('Kind, namespace and name.') })),
});

/** The schema of the JSON report. */
export const reportSchema: ReportSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Report of k8s-upgrade, version 1',
  ...object<Report>('Within a version fields are only added: use the schema of the release that wrote the report, or allow additional properties.', {
    version: { description: 'The version of this shape.', type: 'integer', const: reportVersion },
    tool: object<Report['tool']>('What wrote the report.', { name: text('k8s-upgrade'), version: text('Its version.') }),
    target,
    totals: object<Report['totals']>('Sums over all files.', {
      files: total('Files looked at.'),
      objects: total('Kubernetes objects looked at.'),
      buckets: totals('Files by bucket; they add up to the number of files.', buckets),
      findings: totals('Findings by status, without suppressed ones.', findingStatuses),
      suppressed: total('Suppressed findings.'),
    }),
    rules: list('What is known of the transforms that speak in this report, by id.', rule),
    rollout: list('The steps of the roll-out, in order.', step),
    files: list('Sorted by path.', file),
    staleSuppressions: list('Suppressions without effect.', stale),
    unread: list('What could not be looked at.', object<UnreadPath>('A file or directory.', { path: text('Relative to the working directory.'), reason: text('Why.') })),
    symlinksSkipped: total('Symbolic links in directories, which are not followed.'),
  }),
  definitions: { finding, embedded },
};

/** The JSON Schema (draft-07) of the JSON report, as it is published. A new object at each call. */
export function reportJsonSchema(): JsonObject {
  return structuredClone(reportSchema) as unknown as JsonObject;
}
