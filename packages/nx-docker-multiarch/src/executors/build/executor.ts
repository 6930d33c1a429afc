import type { ExecutorContext } from '@nx/devkit';
import { buildService } from './build-service.js';
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
  const isOneOfSeveral = hasSeveralProjects(context);
  const { stdout, stderr, env } = process;
  const out = createConsole({ prefix: isOneOfSeveral ? project : '', stdout, stderr, env });
  const building = withWorkshop(`Building ${project}`, env, async (workshop) => {
    await buildService(options, context, { out, isOneOfSeveral }, workshop);
    return true;
  });
  return toSuccess(out, building);
}

/** Whether other projects' images are built in the same run of Nx. */
function hasSeveralProjects({ taskGraph, targetName }: ExecutorContext): boolean {
  const tasks = Object.values(taskGraph?.tasks ?? {});
  return tasks.filter(({ target }) => target.target === targetName).length > 1;
}
