import type { ExitStatus } from './exit-status.js';

/** A flag as the command line and its help know it. */
export interface Flag {
  readonly type: 'boolean' | 'string';
  /** The heading in the help that it stands under. */
  readonly group: string;
  readonly describe: string;
}

/** Flags by name, without the dashes. */
export type Flags = Readonly<Record<string, Flag>>;

/** What follows a command's name. */
export interface CommandArguments {
  /** What is no flag: paths, ids. */
  readonly operands: readonly string[];
  /** By flag name; a flag that is given several times has a list of values. */
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What follows the name in the usage line. */
  readonly operands: string;
  readonly description: string;
  readonly flags: Flags;
  /** What to type after the program's name, and what it does. */
  readonly examples: readonly (readonly [string, string])[];
  run(args: CommandArguments): Promise<ExitStatus>;
}
