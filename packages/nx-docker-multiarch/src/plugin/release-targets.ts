import type { NxJsonConfiguration, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';

/** What of a project's package.json decides how it is released; `undefined` for a project without one. */
export type PackageJson = { readonly private?: unknown } | undefined;

/** What nx.json says of versions: for all projects, or for a group of them. */
export type VersionSettings = NonNullable<NxJsonConfiguration['release']>['version'];

/** What a service needs of `release.version`. */
const NEEDED = {
  versionActions: 'nx-docker-multiarch/release/version-actions',
  currentVersionResolver: 'git-tag',
} as const;

/**
 * What `nx release publish` runs for a project with images: they get the version as a tag. None for what is published
 * as a package: that target is Nx's own then.
 */
export function releaseTargets(packageJson: PackageJson): Readonly<Record<string, TargetConfiguration>> {
  if (isPublicPackage(packageJson)) return {};
  return {
    'nx-release-publish': {
      executor: 'nx-docker-multiarch:publish',
      continuous: false,
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
 * it, for all projects or for the project's group, is left to nx.json: what a project says would come before it.
 */
export function releaseConfig(
  told: readonly VersionSettings[],
): NonNullable<ProjectConfiguration['release']> {
  const open = Object.entries(NEEDED).filter(([option]) => !told.some((version) => says(version, option)));
  return { version: Object.fromEntries(open) };
}

/** Whether settings name anything that would be inferred otherwise. */
export function sayWhatIsNeeded(version: VersionSettings): boolean {
  return Object.keys(NEEDED).some((option) => says(version, option));
}

function says(version: VersionSettings, option: string): boolean {
  const settings: unknown = version;
  return typeof settings === 'object' && settings !== null && option in settings;
}

function isPublicPackage(packageJson: PackageJson): boolean {
  return packageJson !== undefined && packageJson.private !== true;
}
