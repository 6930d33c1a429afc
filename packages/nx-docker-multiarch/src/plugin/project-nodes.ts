import type { CreateNodesResult, NxJsonConfiguration } from '@nx/devkit';
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
    const targets = { [targetName]: dockerfileTarget(targetName, suffix, options) };
    if (position > 0) return [file, { projects: { [root]: { targets } } }];
    const project = { targets: { ...targets, ...releaseTargets(packageJson) }, ...(release && { release }) };
    return [file, { projects: { [root]: project } }];
  });
}
