import type { ExecutorContext } from '@nx/devkit';
import { buildService } from './build-service.js';
import { createConsole } from './console.js';
import { describeFailure } from './failure.js';
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
  try {
    await withWorkshop(`Building ${project}`, env, (workshop) =>
      buildService(options, context, { out, isOneOfSeveral }, workshop),
    );
    return { success: true };
  } catch (error) {
    const { lines, bug } = describeFailure(error);
    for (const line of lines) out.error(line);
    if (bug !== undefined) throw bug;
    return { success: false };
  }
}

/** Whether other projects' images are built in the same run of Nx. */
function hasSeveralProjects({ taskGraph, targetName }: ExecutorContext): boolean {
  const tasks = Object.values(taskGraph?.tasks ?? {});
  return tasks.filter(({ target }) => target.target === targetName).length > 1;
}
