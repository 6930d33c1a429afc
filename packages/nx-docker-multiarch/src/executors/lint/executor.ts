import type { ExecutorContext } from '@nx/devkit';
import { withCancellation } from '../world/cancellation.js';
import { createConsole } from '../world/console.js';
import { toSuccess } from '../world/failure.js';
import { lintProject } from './lint-project.js';

/** `nx-docker-multiarch:lint`: what is wrong with a project's Dockerfile for several platforms. */
export default async function lint(
  options: unknown,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const { stdout, stderr, env } = process;
  const out = createConsole({ prefix: '', stdout, stderr, env });
  const linting = withCancellation('Linting', (signal) =>
    lintProject(options, context, { out, env, now: new Date(), signal }),
  );
  return toSuccess(out, linting);
}
