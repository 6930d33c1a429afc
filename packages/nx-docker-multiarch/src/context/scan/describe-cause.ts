const TEXTS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'it is not there',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ELOOP: 'its links lead in a circle',
};

/** What a failure of the disc means, in words. */
export function describeCause(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return TEXTS[code ?? ''] ?? message;
}
