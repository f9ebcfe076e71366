import type { ApiLifecycle } from './api.js';
import type { EmbeddingKind } from './embedding.js';
import type { Target } from './target.js';
import type { OptionValue, Transform } from './transform.js';

/** An ignore entry of the configuration: what it names must all match. `path` is a glob. */
export interface IgnoreEntry {
  readonly id?: string;
  readonly path?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly reason: string;
}

/** What is done about Helm charts beyond rewriting what they hold. */
export interface HelmSettings {
  /**
   * Instead of replacing an API version in a template, write a choice by
   * `.Capabilities.APIVersions.Has` that serves old and new clusters.
   */
  readonly compat: boolean;
  /** Raise the patch version of each chart of which a file changes. */
  readonly bumpVersion: boolean;
}

/** How one file is to be planned; per-path overrides of the configuration are already merged in. */
export interface FileSettings {
  readonly target: Target;
  /** The transforms to run, in order. */
  readonly transforms: readonly Transform[];
  /** Ids of transforms that exist and are not to run. */
  readonly idle: ReadonlySet<string>;
  /** Ids whose `review` changes are applied; `all` stands for every one. */
  readonly accept: ReadonlySet<string>;
  /** Option values by transform id and option name, only those that were stated. */
  readonly options: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
  /** Third-party APIs that the configuration states. */
  readonly apis: readonly ApiLifecycle[];
  /** Ignore entries whose path matches the file, in the configuration's order. */
  readonly ignore: readonly IgnoreEntry[];
  /** In which other texts manifests are looked for; none where it is absent. */
  readonly embedded?: ReadonlySet<EmbeddingKind>;
  /** Where it is absent, all of it is off. */
  readonly helm?: HelmSettings;
}
