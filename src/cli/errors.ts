import { arch, platform, version as nodeVersion } from 'node:process';
import { KnownError } from '../model/known-error.js';
import { painter } from '../reporters/paint.js';
import { printable } from '../reporters/printable.js';
import { bugsUrl, tool } from './package.js';

/**
 * An error as it is printed. One that the user can settle is a sentence and a hint; any other is a
 * mistake of the tool, and is printed with all that a report of it needs.
 */
export function describeError(error: unknown, colour: boolean): string {
  const paint = painter(colour);
  if (!(error instanceof KnownError)) return describeUnexpected(error, paint('red', 'Unexpected error'));
  const lines = error.message.split('\n').map(printable);
  const message = lines.length === 1 ? ` ${lines[0] ?? ''}` : lines.map((line) => `\n  ${line}`).join('');
  const hint = error.hint === undefined ? '' : `${paint('cyan', 'Hint:')} ${printable(error.hint)}\n`;
  return `${paint('red', 'Error:')}${message}\n${hint}`;
}

function describeUnexpected(error: unknown, title: string): string {
  const { name, version } = tool();
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    `${title}: this is a mistake in ${name}, not in your files.`,
    `Please report it to ${bugsUrl() ?? "the project's issue tracker"}, with these lines and, if you can, the file that causes it:`,
    '',
    `${name} ${version}, Node.js ${nodeVersion}, ${platform} ${arch}`,
    ...stack.split('\n').map(printable),
    '',
  ].join('\n');
}
