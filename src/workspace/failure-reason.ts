const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it is not there any more',
  ENOTDIR: 'it is not there any more',
  EISDIR: 'it is a directory',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than allowed here',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the device reported an input/output error',
};

/** Why an operation on a file failed, as a part of a sentence: `permission denied`. */
export function failureReason(error: unknown, path: string): string {
  const code = errorCode(error);
  // Node decodes names as UTF-8; what it cannot decode cannot be opened by the decoded name.
  if (code === 'ENOENT' && path.includes('\uFFFD')) return 'its name is not valid UTF-8';
  return reasons[code ?? ''] ?? (error instanceof Error ? error.message : String(error));
}

/** The `code` of a Node error: `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const code: unknown = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
