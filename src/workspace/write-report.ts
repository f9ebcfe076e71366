import { statSync, writeFileSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { failureReason } from './failure-reason.js';
import { isDirectory } from './stat.js';
import { WorkspaceError } from './workspace-error.js';
import { replaceContent } from './write.js';

/**
 * Checks that a report could be written to a path, so that a mistake in it shows before the work is
 * done. Its directory must exist.
 *
 * @param absolute the file's absolute path
 * @param shown the path as the user gave it, for errors
 * @throws {WorkspaceError}
 */
export function checkReportPath(absolute: string, shown: string): void {
  if (isDirectory(absolute)) {
    throw new WorkspaceError(`The report cannot be written to ${shown}: it is a directory.`, { hint: 'Name a file in it.' });
  }
  if (!isDirectory(dirname(absolute))) {
    throw new WorkspaceError(`The report cannot be written to ${shown}: its directory does not exist.`, {
      hint: 'Create the directory, or name a file in another one.',
    });
  }
}

/**
 * Writes a report, in place of an earlier one, at once or not at all. A pipe or a device is written
 * to as it is. Creates no directories.
 *
 * @param absolute the file's absolute path
 * @param shown the path as the user gave it, for errors
 * @throws {WorkspaceError}
 */
export async function writeReport(absolute: string, text: string, shown: string): Promise<void> {
  checkReportPath(absolute, shown);
  try {
    if (isSpecial(statSync(absolute, { throwIfNoEntry: false }))) writeFileSync(absolute, text);
    else await replaceContent(absolute, text);
  } catch (error) {
    throw new WorkspaceError(`The report cannot be written to ${shown}: ${failureReason(error, absolute)}.`, {
      hint: 'Check the permissions of the file and its directory, or name another file.',
      cause: error,
    });
  }
}

/** `/dev/null` and its like would be replaced by a file. */
function isSpecial(stats: Stats | undefined): boolean {
  return stats !== undefined && !stats.isFile();
}
