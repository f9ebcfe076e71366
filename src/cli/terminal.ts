import { env } from 'node:process';

/** A stream as far as it may be a terminal. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  hasColors?(): boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether to print colours to a stream: `--no-color` wins over FORCE_COLOR, that over NO_COLOR
 * (https://no-color.org), and what the terminal can do decides the rest.
 */
export function usesColour(stream: TerminalStream, noColor: boolean, environment: Environment = env): boolean {
  if (noColor) return false;
  const { FORCE_COLOR: forced, NO_COLOR: none } = environment;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (none !== undefined && none !== '') return false;
  return stream.isTTY === true && stream.hasColors?.() === true;
}

/** The columns to wrap at: undefined where the stream is no terminal. */
export function widthOf(stream: TerminalStream): number | undefined {
  return stream.isTTY === true ? stream.columns : undefined;
}

/** Whether the process runs in continuous integration, where nobody watches progress. */
export function isContinuousIntegration(environment: Environment = env): boolean {
  const { CI: ci } = environment;
  return ci !== undefined && ci !== '' && ci !== 'false' && ci !== '0';
}
