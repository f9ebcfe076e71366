import { realpathSync, statSync, type Stats } from 'node:fs';

/** True for a regular file, or a symbolic link to one. Never throws. */
export function isFile(path: string): boolean {
  return stat(path)?.isFile() ?? false;
}

/** True for a directory, or a symbolic link to one. Never throws. */
export function isDirectory(path: string): boolean {
  return stat(path)?.isDirectory() ?? false;
}

/** The path without symbolic links; the path itself where that cannot be found out. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

function stat(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
