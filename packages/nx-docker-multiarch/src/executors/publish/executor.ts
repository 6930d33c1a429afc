import type { ExecutorContext } from '@nx/devkit';
import { withCancellation } from '../world/cancellation.js';
import { createConsole } from '../world/console.js';
import { toSuccess } from '../world/failure.js';
import { publish } from './publish.js';

/** `nx-docker-multiarch:publish`: the image that a commit was built to gets its version as a tag. */
export default async function publishExecutor(
  options: Readonly<Record<string, unknown>>,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const { stdout, stderr, env } = process;
  const out = createConsole({ prefix: '', stdout, stderr, env });
  const publishing = withCancellation(`Releasing ${context.projectName}`, async (signal) => {
    await publish(options, context, { out, env, now: new Date(), signal });
    return true;
  });
  return toSuccess(out, publishing);
}
