import type { ExecutorContext } from '@nx/devkit';
import { buildService } from './build-service.js';
import { isOneOfSeveral } from './one-of-several.js';
import { createConsole } from '../world/console.js';
import { toSuccess } from '../world/failure.js';
import { withWorkshop } from './workshop.js';

export { batch } from './batch.js';

/** `nx-docker-multiarch:build`: one project's image, for every platform, proved and under every tag. */
export default async function build(
  options: unknown,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const project = context.projectName ?? '';
  const { stdout, stderr, env } = process;
  const out = createConsole({ prefix: isOneOfSeveral(context) ? project : '', stdout, stderr, env });
  const building = withWorkshop(`Building ${project}`, env, async (workshop) => {
    await buildService(options, context, out, workshop);
    return true;
  });
  return toSuccess(out, building);
}
