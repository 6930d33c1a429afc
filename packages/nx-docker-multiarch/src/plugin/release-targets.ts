import type { NxJsonConfiguration, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';

/** What of a project's package.json decides how it is released; `undefined` for a project without one. */
export type PackageJson = { readonly private?: unknown } | undefined;

/** The module that `release.version.versionActions` names for services. */
export const VERSION_ACTIONS = 'nx-docker-multiarch/release/version-actions';

/**
 * What `nx release publish` runs for a project with images: they get the version as a tag. None for what is published
 * as a package: that target is Nx's own then.
 */
export function releaseTargets(packageJson: PackageJson): Readonly<Record<string, TargetConfiguration>> {
  if (isPublicPackage(packageJson)) return {};
  return {
    'nx-release-publish': {
      executor: 'nx-docker-multiarch:publish',
      metadata: {
        // "docker" would make Nx tag a local image with @nx/docker.
        technologies: ['container'],
        description: 'Gives the image that was built from the released commit its version as a tag.',
      },
    },
  };
}

/**
 * How `nx release` versions a project without a package.json: by Git tags, with our version actions. What nx.json says of
 * it, for all projects or for a group, is left to nx.json.
 */
export function releaseConfig(
  packageJson: PackageJson,
  nxRelease: NxJsonConfiguration['release'],
): ProjectConfiguration['release'] {
  if (packageJson !== undefined) return undefined;
  const told = [nxRelease, ...Object.values(nxRelease?.groups ?? {})].map((each) => each?.version);
  const isTold = (option: 'versionActions' | 'currentVersionResolver'): boolean =>
    told.some((version) => typeof version === 'object' && version[option] !== undefined);
  return {
    version: {
      ...(!isTold('versionActions') && { versionActions: VERSION_ACTIONS }),
      ...(!isTold('currentVersionResolver') && { currentVersionResolver: 'git-tag' }),
    },
  };
}

function isPublicPackage(packageJson: PackageJson): boolean {
  return packageJson !== undefined && packageJson.private !== true;
}
