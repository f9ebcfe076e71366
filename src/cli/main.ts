import { stderr, stdout } from 'node:process';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { keepOpen, print } from './output.js';
import { tool } from './package.js';

/**
 * Runs the command line.
 *
 * @param args what follows the program's name
 * @returns the exit status; never throws
 */
export async function run(args: readonly string[]): Promise<ExitStatus> {
  keepOpen(stdout, stderr);
  try {
    if (args.length === 1 && args[0] === '--version') {
      await print(stdout, `${tool().version}\n`);
      return exitStatus.done;
    }
    // Loaded only now, so that the version is quickly told.
    const { runCommand } = await import('./commands.js');
    return await runCommand(args);
  } catch (error) {
    const [{ describeError }, { usesColour }] = await Promise.all([import('./errors.js'), import('./terminal.js')]);
    await print(stderr, describeError(error, usesColour(stderr, args.includes('--no-color')))).catch(() => undefined);
    return exitStatus.failed;
  }
}
