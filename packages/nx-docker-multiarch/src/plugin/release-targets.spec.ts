import type { NxJsonConfiguration } from '@nx/devkit';
import { releaseConfig, releaseTargets, type PackageJson } from './release-targets.js';

describe('releaseTargets', () => {
  it.each<[string, PackageJson]>([
    ['a project without a package.json', undefined],
    ['a private package', { private: true }],
  ])('%s is released by its images', (_title, packageJson) => {
    expect(releaseTargets(packageJson)).toEqual({
      'nx-release-publish': {
        executor: 'nx-docker-multiarch:publish',
        metadata: { technologies: ['container'], description: expect.any(String) as string },
      },
    });
  });

  it.each<[string, PackageJson]>([
    ['a package', {}],
    ['a package that says so', { private: false }],
  ])('%s is left to Nx', (_title, packageJson) => {
    expect(releaseTargets(packageJson)).toEqual({});
  });
});

describe('releaseConfig', () => {
  const versionActions = 'nx-docker-multiarch/release/version-actions';

  it.each<[string, NxJsonConfiguration['release'], object]>([
    ['nothing', undefined, { versionActions, currentVersionResolver: 'git-tag' }],
    [
      'of other things',
      { changelog: { automaticFromRef: true } },
      { versionActions, currentVersionResolver: 'git-tag' },
    ],
    ['of the actions', { version: { versionActions: './mine' } }, { currentVersionResolver: 'git-tag' }],
    [
      'of a group',
      { groups: { all: { projects: '*', version: { currentVersionResolver: 'disk' } } } },
      { versionActions },
    ],
  ])('where nx.json says %s', (_title, nxRelease, version) => {
    expect(releaseConfig(undefined, nxRelease)).toEqual({ version });
  });

  it('is left to package.json where there is one', () => {
    expect(releaseConfig({ private: true }, undefined)).toBeUndefined();
  });
});
