import { PluginError } from '../../errors/index.js';

/**
 * What `work` gives; where the operating system refuses something of it, a failure that begins with `doing`.
 * Errors: `DISC_FAILED`.
 */
export async function onDisc<T>(doing: string, hint: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new PluginError('DISC_FAILED', `${doing}: ${error.message}`, { hint, cause: error });
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}
