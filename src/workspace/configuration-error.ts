import type { Position } from '../model/finding.js';
import { KnownError } from '../model/known-error.js';

/** What is wrong in a configuration file, and what to write instead. */
export interface ConfigurationProblem extends Position {
  readonly file: string;
  readonly message: string;
}

/** A configuration file that cannot be used. The message lists every problem, one a line. */
export class ConfigurationError extends KnownError {
  override readonly name = 'ConfigurationError';

  /** In the order of the text. */
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const lines = sorted.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
    super(lines.join('\n'), { hint: 'Correct the configuration file, or name another one with --config.' });
    this.problems = sorted;
  }
}
