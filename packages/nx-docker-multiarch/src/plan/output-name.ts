import { dockerfileSuffix } from './dockerfile-suffix.js';
import type { BuildOptions } from './options/build-options.js';
import type { PlanFacts } from './plan-facts.js';
import { toOwnFileName } from './project-names.js';

/**
 * What outputs are called by default: as the project, and `api+worker` for `Dockerfile.worker` of `api`, since both may be
 * built at once. No two are called the same: a project's file name has no `+`.
 */
export function outputName(
  { dockerfile = '' }: Pick<BuildOptions, 'dockerfile'>,
  { projectName }: Pick<PlanFacts, 'projectName'>,
): string {
  const suffix = dockerfileSuffix(dockerfile);
  return toOwnFileName(projectName) + (suffix === undefined ? '' : `+${suffix}`);
}
