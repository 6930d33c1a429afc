import type { ExecutorContext } from '@nx/devkit';

/**
 * Whether other images are built in the same run of Nx: in other processes too, for Nx begins a batch with what is ready. The
 * executor tells, since one project can have several targets.
 */
export function isOneOfSeveral({
  taskGraph,
  projectName = '',
  targetName = '',
  projectsConfigurations: { projects },
}: Pick<ExecutorContext, 'taskGraph' | 'projectName' | 'targetName' | 'projectsConfigurations'>): boolean {
  const executorOf = (project: string, target: string): string | undefined =>
    projects[project]?.targets?.[target]?.executor;
  const own = executorOf(projectName, targetName);
  const tasks = Object.values(taskGraph?.tasks ?? {});
  return tasks.filter(({ target }) => executorOf(target.project, target.target) === own).length > 1;
}
