import type { Version } from './version.js';

/** How settled a version is, as its name says: `v1alpha1`, `v1beta1`, `v1`. */
export type ApiStage = 'alpha' | 'beta' | 'stable';

/** An API by name. `group` is empty for the core group. */
export interface ApiName {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** When one version of one kind came, was deprecated, and went. */
export interface ApiLifecycle extends ApiName {
  /** The first release that has it. */
  readonly introduced: Version;
  readonly deprecated?: Version;
  /** The first release that no longer has it. */
  readonly removed?: Version;
  /** The newest successor; a target may need one in between, see {@link preferredVersion}. */
  readonly replacement?: ApiName;
  readonly stage: ApiStage;
  /**
   * Whether an API server that was not told otherwise serves it. Alpha APIs are off, and so are beta
   * APIs that are new since 1.24 (KEP-3136). Always true for files, which nobody serves.
   */
  readonly servedByDefault: boolean;
  /** A request or review that is answered and never stored; it is no manifest. */
  readonly virtual?: true;
  /** A component reads it from a file; no API server serves it. */
  readonly configFile?: true;
  /** `removed` lies after the newest release that was looked at. */
  readonly removalPlannedOnly?: true;
  /** Where the row was looked up. */
  readonly source: string;
  /** Where sources disagree, or what else a reader of the row must know. */
  readonly note?: string;
}
