import type { ExecutorContext } from '@nx/devkit';
import { withCancellation } from '../world/cancellation.js';
import { createConsole } from '../world/console.js';
import { toSuccess } from '../world/failure.js';
import { pruneCache } from './prune-cache.js';

/** `nx-docker-multiarch:prune-cache`: finds old entries of a cache repository, and deletes them if it is told to. */
export default async function prune(
  options: unknown,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const { stdout, stderr, env } = process;
  const out = createConsole({ prefix: '', stdout, stderr, env });
  const pruning = withCancellation('Pruning the cache', (signal) =>
    pruneCache(options, context, { out, env, now: new Date(), signal }),
  );
  return toSuccess(out, pruning);
}
