import type { UnreadEmbedding } from './embedding.js';
import type { Finding, StaleSuppression, SuppressedFinding } from './finding.js';
import type { Target } from './target.js';

/** A replacement of text. Offsets are UTF-16 code units into the decoded text, BOM included. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Where a file ends up. Every file that is read lands in exactly one bucket.
 *
 * - `changed`: at least one proven edit.
 * - `unchanged`: Kubernetes objects, nothing to edit (there may be findings).
 * - `not-kubernetes`: no Kubernetes object in it.
 * - `template`: templating source (a Helm template, Jinja, …), untouched.
 * - `patch`: a Kustomize patch that nothing it is applied to makes change.
 * - `encrypted`: SOPS-encrypted, untouched.
 * - `unreadable`: not text, not parsable, too large, or not permitted to be read.
 * - `refused`: something is outdated, and none of it could be edited safely.
 */
export const buckets = [
  'changed',
  'unchanged',
  'not-kubernetes',
  'template',
  'patch',
  'encrypted',
  'unreadable',
  'refused',
] as const;
export type Bucket = (typeof buckets)[number];

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** A file's proven edits, against the exact bytes that were read. */
export interface Patch {
  readonly encoding: Encoding;
  /** SHA-256 of the bytes the edits were made for, in hex. */
  readonly sha256: string;
  readonly before: string;
  readonly edits: readonly Edit[];
  readonly after: string;
}

/** What is planned for one file. */
export interface FilePlan {
  readonly path: string;
  readonly bucket: Bucket;
  /** The directory of the Helm chart that the file belongs to. */
  readonly chart?: string;
  /** Why the file is in its bucket, where that needs saying. */
  readonly reason?: string;
  /** The number of Kubernetes objects that were looked at. */
  readonly objects: number;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  readonly staleSuppressions: readonly StaleSuppression[];
  /** Embedded texts that seem to hold manifests and were left alone; absent where there are none. */
  readonly unreadEmbedded?: readonly UnreadEmbedding[];
  /** Present exactly where the bucket is `changed`. */
  readonly patch?: Patch;
  /** Paths of files whose change this one goes with: it is made only where one of theirs is. */
  readonly follows?: readonly string[];
}

/** Everything that would be done, as plain data; what is done with it is up to a sink. */
export interface Plan {
  readonly target: Target;
  readonly files: readonly FilePlan[];
  readonly staleSuppressions: readonly StaleSuppression[];
}
