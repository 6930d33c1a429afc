import type { CreateNodesResult, NxJsonConfiguration, TargetConfiguration } from '@nx/devkit';
import { dockerfileSuffix } from '../plan/dockerfile-suffix.js';
import { dockerfileTarget } from './dockerfile-target.js';
import type { NamedOptions } from './plugin-options.js';
import { releaseConfig, releaseTargets, type PackageJson } from './release-targets.js';

/** What a project's targets depend on besides its Dockerfiles. */
export interface ProjectFacts {
  readonly options: NamedOptions;
  readonly packageJson: PackageJson;
  readonly nxRelease: NxJsonConfiguration['release'];
}

/**
 * What Nx is told of a project: by each of its Dockerfiles a target, and by the first how it is released. Paths are relative
 * to the workspace root.
 */
export function projectNodes(
  root: string,
  dockerfiles: readonly string[],
  { options, packageJson, nxRelease }: ProjectFacts,
): readonly (readonly [string, CreateNodesResult])[] {
  const release = releaseConfig(packageJson, nxRelease);
  return dockerfiles.map((file, position) => {
    const suffix = dockerfileSuffix(file);
    const targetName = suffix === undefined ? options.targetName : `${options.targetName}-${suffix}`;
    const own = { [targetName]: dockerfileTarget(targetName, suffix, options) };
    if (position > 0) return [file, { projects: { [root]: { targets: ended(own) } } }];
    const targets = ended({ ...own, ...releaseTargets(packageJson) });
    return [file, { projects: { [root]: { targets, ...(release && { release }) } } }];
  });
}

/** Says of each target that it ends. Nx would look its executor up to know, and read three files for each target. */
function ended(targets: Readonly<Record<string, TargetConfiguration>>): Record<string, TargetConfiguration> {
  const entries = Object.entries(targets).map(([name, target]) => [name, { ...target, continuous: false }]);
  return Object.fromEntries(entries) as Record<string, TargetConfiguration>;
}
