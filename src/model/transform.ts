import type { ApiLifecycle } from './api.js';
import type { Impact, Safety } from './finding.js';
import type { Hole, JsonObject } from './json.js';
import type { Manifest } from './manifest.js';
import type { Recorder } from './operation.js';
import type { Path } from './path.js';
import type { Target } from './target.js';
import type { Version } from './version.js';

/** Objects a transform looks at. `*` stands for any; without `versions` every version matches. */
export interface KindMatch {
  readonly group: string;
  readonly kind: string;
  readonly versions?: readonly string[];
}

/** An option that `--option ID.NAME=VALUE` or the configuration sets. */
export type OptionDefinition =
  | { readonly type: 'choice'; readonly values: readonly string[]; readonly default: string; readonly description: string }
  | { readonly type: 'integer'; readonly minimum: number; readonly default: number; readonly description: string }
  | { readonly type: 'boolean'; readonly default: boolean; readonly description: string };

export type OptionValue = string | number | boolean;

/** What is known about a transform without running it; lists, help and docs are made from it. */
export interface TransformMeta {
  /** Lower-case words joined by hyphens; also the name of its folder. */
  readonly id: string;
  readonly title: string;
  /** What and why, in a few sentences of Markdown. */
  readonly description: string;
  readonly kinds: readonly KindMatch[];
  /**
   * Strings of which one must occur in a document for the transform to have work there. `bases:` and
   * `kind: Policy` are a key, and a key with the start of its value, however they are written; any other is literal.
   */
  readonly triggers: readonly string[];
  readonly safety: Safety;
  /**
   * It follows what other transforms change across files, so that `run` has nothing to do: planning
   * speaks for it. It runs with any selection of transforms unless it is skipped by name.
   */
  readonly accompanies?: true;
  /** It works on the third-party APIs of the configuration too: their versions trigger it. */
  readonly thirdParty?: true;
  /** The first release that serves the new form. */
  readonly introduced?: Version;
  /** The release that deprecated the old form. */
  readonly deprecated?: Version;
  /** The first release that no longer serves the old form. */
  readonly removed?: Version;
  readonly keps?: readonly number[];
  readonly featureGates?: readonly string[];
  readonly options?: Readonly<Record<string, OptionDefinition>>;
  /** Every sentence the transform can say. `{name}` is filled from the values given with it. */
  readonly messages: Readonly<Record<string, string>>;
  /** Sources of the rules: deprecation guide, KEP, API type. */
  readonly references: readonly string[];
}

/** What holds a change back, and what the user states to release it. */
export interface Hold {
  /** One sentence: why. */
  readonly because: string;
  /** The flag, as it is typed: `--feature-gates NetworkPolicyEndPort=true`. */
  readonly release: string;
  readonly gate?: string;
}

export interface Remark {
  /** The value the remark is about; the position of the finding. Default: the object itself. */
  readonly at?: Path;
  readonly values?: Readonly<Record<string, string | number>>;
  /** Further message ids: behaviour notes that belong to the same finding. */
  readonly notes?: readonly string[];
  /** The flag or configuration line that settles it. */
  readonly release?: string;
  readonly gate?: string;
  /** No version accepts the object as it is: where a template prints it so in one case only, it does not count. */
  readonly malformed?: true;
  /**
   * What can be said of any object of its kind: it is left out where a transform that names the object's
   * kind and version has held the object back, or left it to a person, and so said it already.
   */
  readonly fallback?: true;
  /** It is about the object rather than a place in it: what is found in several cases of a template is said once. */
  readonly once?: true;
  /** What it means where nothing is done. Default: what the releases in the metadata say of the target. */
  readonly impact?: Impact;
}

export interface Change extends Omit<Remark, 'release'> {
  /** Default: the transform's own. */
  readonly safety?: Safety;
  /** Set where the target may drop or ignore the new form: the change is shown, not made. */
  readonly hold?: Hold;
  /** Set where this form came or went at another release than the transform's metadata says. */
  readonly introduced?: Version;
  readonly removed?: Version;
}

/** What a transform is run with. */
export interface Context {
  readonly target: Target;
  /** Every option of the transform, defaults filled in. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** Third-party APIs that the configuration states, beside those of Kubernetes. */
  readonly apis: readonly ApiLifecycle[];
  /** Whether a feature gate is on at the target: as stated, or else by the release's default. */
  gate(name: string): boolean;
  /** The object as the file has it, before any change: what transforms have written is not in it. */
  readonly original: JsonObject;
  /** Whether the user asked for this transform by name with `--accept`. */
  readonly accepted: boolean;
  /**
   * Whether a condition holds that only the values of a Helm template can tell: in the language of
   * templates, as it stands in `{{ if … }}`. It is answered both ways, and the template is written so
   * that it chooses between what is changed in the one case and in the other. Ask it only of holes.
   */
  when(condition: string): boolean;
  /** The object stands in a template that asks the cluster which version of it to print; other clusters get another one. */
  readonly choosesVersion: boolean;
  /** Whether a hole is a value of the chart that its templates print where only an integer can stand, as in `spec.ports[].port` of a Service. */
  isInteger(hole: Hole): boolean;
  /**
   * Proposes a change. The engine applies it, or holds it back for the target, a hold or a missing
   * consent; the outcome is a finding either way.
   */
  change(messageId: string, change: Change, record: (recorder: Recorder) => void): void;
  /** Something a person has to decide or do; never edits. */
  manual(messageId: string, remark?: Remark): void;
  /** Something worth knowing; never edits. */
  info(messageId: string, remark?: Remark): void;
}

/** Metadata and a synchronous, pure function. */
export interface Transform {
  readonly meta: TransformMeta;
  run(manifest: Manifest, context: Context): void;
}

/** Checks the types of a transform where it is written, and returns it as it is. */
export function defineTransform<const T extends Transform>(transform: T): T {
  return transform;
}

