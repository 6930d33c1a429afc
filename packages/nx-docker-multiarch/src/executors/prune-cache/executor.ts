import type { ExecutorContext } from '@nx/devkit';
import { withCancellation } from '../build/cancellation.js';
import { createConsole } from '../build/console.js';
import { describeFailure } from '../build/failure.js';
import { pruneCache } from './prune-cache.js';

/** `nx-docker-multiarch:prune-cache`: finds old entries of a cache repository, and deletes them if it is told to. */
export default async function prune(
  options: unknown,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const { stdout, stderr, env } = process;
  const out = createConsole({ prefix: '', stdout, stderr, env });
  try {
    const success = await withCancellation('Pruning the cache', (signal) =>
      pruneCache(options, context, { out, env, now: new Date(), signal }),
    );
    return { success };
  } catch (error) {
    const { lines, bug } = describeFailure(error);
    for (const line of lines) out.error(line);
    if (bug !== undefined) throw bug;
    return { success: false };
  }
}
