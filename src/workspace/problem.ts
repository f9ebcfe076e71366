/** A directory or file that could not be looked at; the run goes on without it. */
export interface Problem {
  /** As in {@link FoundFile.path}. */
  readonly path: string;
  /** A part of a sentence: `permission denied`. */
  readonly reason: string;
}
