/** What the process's exit status says. */
export const exitStatus = {
  /** All that was asked for is done. */
  done: 0,
  /** With `--check`: something is outdated, needs a person, or could not be understood. */
  outdated: 1,
  /** Not run, or not to its end: a wrong flag or configuration, a missing path, a file not written. */
  failed: 2,
} as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];
