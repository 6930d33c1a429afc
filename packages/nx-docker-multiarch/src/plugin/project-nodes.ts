import type { CreateNodesResult, TargetConfiguration } from '@nx/devkit';
import { dockerfileSuffix } from '../plan/dockerfile-suffix.js';
import { dockerfileTarget } from './dockerfile-target.js';
import type { NamedOptions } from './plugin-options.js';
import type { ProjectRelease } from './project-release.js';

/**
 * What Nx is told of a project: by each of its Dockerfiles a target, and by the first how it is released. Paths are relative
 * to the workspace root.
 */
export function projectNodes(
  root: string,
  dockerfiles: readonly string[],
  options: NamedOptions,
  released: ProjectRelease | undefined,
): readonly (readonly [string, CreateNodesResult])[] {
  return dockerfiles.map((file, position) => {
    const suffix = dockerfileSuffix(file);
    const targetName = suffix === undefined ? options.targetName : `${options.targetName}-${suffix}`;
    const targets: Record<string, TargetConfiguration> = { [targetName]: dockerfileTarget(suffix, options) };
    const isFirst = position === 0 && released !== undefined;
    const project = isFirst ? { ...released, targets: { ...targets, ...released.targets } } : { targets };
    return [file, { projects: { [root]: project } }];
  });
}
