import type { Embedding } from './embedding.js';

/**
 * - `fixed`: the change is part of the plan.
 * - `held`: a gate, a version, a policy or a missing consent holds the change back; `release` says
 *   what settles it.
 * - `manual`: a person has to decide or to edit.
 * - `refused`: the change was wanted, but could not be proven or the source cannot be edited safely.
 * - `info`: nothing to do, worth knowing.
 */
export const findingStatuses = ['fixed', 'held', 'manual', 'refused', 'info'] as const;
export type FindingStatus = (typeof findingStatuses)[number];

/**
 * - `safe`: the same meaning on the target.
 * - `review`: may change behaviour; applied only when accepted by name.
 * - `report`: never edits.
 */
export const safeties = ['safe', 'review', 'report'] as const;
export type Safety = (typeof safeties)[number];

/**
 * What it means for the cluster where nothing is done.
 *
 * - `breaks`: the target refuses the object, or something no longer works or starts.
 * - `ignored`: the target accepts it and silently does not do what it says.
 * - `behaves`: it works, but not as it did before the upgrade.
 * - `later`: it works on the target; a later release takes it away.
 * - `none`: nothing changes; worth knowing.
 */
export const impacts = ['breaks', 'ignored', 'behaves', 'later', 'none'] as const;
export type Impact = (typeof impacts)[number];

/**
 * - `moves-group`: the object moves to another API group; what prunes takes it for a new object.
 * - `restarts-pods`: the pod template changes, so the workload rolls its pods.
 */
export const effects = ['moves-group', 'restarts-pods'] as const;
export type Effect = (typeof effects)[number];

/** When a change may be rolled out, relative to the upgrade of the cluster to the target. */
export const waves = ['before', 'after', 'either'] as const;
export type Wave = (typeof waves)[number];

/** Why an edit was not made although the data called for it. The set is closed. */
export const refusalReasons = {
  alias: 'the value is shared through a YAML alias or merge key',
  'duplicate-key': 'the mapping has the same key twice',
  'unsupported-syntax': 'the YAML around the change is written in a way that cannot be edited in place',
  overlap: 'two changes meet in the same text',
  comment: 'a comment would have been lost',
  'proof-failed': 'the edited text does not read back as the intended data',
  unstable: 'the change calls for another change without end',
  template: 'the template around it does not let the change be made the same way in all that it prints',
  embedded: 'what the object is embedded in does not let it be changed',
  'list-version': 'the object takes its version from a typed list whose other items cannot move with it',
  patch: 'what a kustomization makes of it cannot move along',
} as const;
export type RefusalReason = keyof typeof refusalReasons;

/** A place in a file. Line and column count from 1; columns are UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What the tool has to say about one object. */
export interface Finding extends Position {
  /** The id of the transform that speaks. */
  readonly transform: string;
  /** The id of the message among the transform's messages. */
  readonly messageId: string;
  readonly status: FindingStatus;
  readonly safety: Safety;
  readonly wave: Wave;
  readonly impact: Impact;
  readonly message: string;
  /** Behaviour notes and comments that moved: more sentences for the reader. */
  readonly notes: readonly string[];
  /** The flag or configuration line that settles a finding that holds back or asks. */
  readonly release?: string;
  /** The feature gate that decides, where one does. */
  readonly gate?: string;
  /** Where to read more: the address of the rule's source. */
  readonly help: string;
  /** What happens to the cluster when the change is rolled out, beyond the object being updated. */
  readonly effects?: readonly Effect[];
  /** The line that the finding is about as it is written, without its indentation; credentials are blotted out. */
  readonly excerpt?: string;
  /** Only with status `refused`. */
  readonly refusal?: RefusalReason;
  /** Where in the object: `spec.topologyKeys`. */
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Where the object stands, if it is not an object of the file itself. */
  readonly embedded?: Embedding;
}

/** Whether a finding is about a Helm chart as such: no cluster gets anything of it. */
export function isAboutChart({ apiVersion, kind }: Pick<Finding, 'apiVersion' | 'kind'>): boolean {
  return kind === 'Chart' && !apiVersion.includes('/');
}

/** A finding that a comment or an ignore entry has silenced. It is counted, never lost. */
export interface SuppressedFinding {
  readonly finding: Finding;
  readonly reason: string;
  /** Where the suppression is written: `comment` or `configuration`. */
  readonly by: 'comment' | 'configuration';
}

/** A suppression that has no effect. */
export interface StaleSuppression extends Partial<Position> {
  /** The file of the comment; absent for an entry of the configuration. */
  readonly path?: string;
  readonly text: string;
  /** `malformed`: not of the form `# k8s-upgrade-ignore: ID -- reason`. */
  readonly problem: 'matches nothing' | 'malformed';
}

