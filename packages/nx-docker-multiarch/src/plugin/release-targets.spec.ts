import {
  releaseConfig,
  releaseTargets,
  sayWhatIsNeeded,
  type PackageJson,
  type VersionSettings,
} from './release-targets.js';

describe('releaseTargets', () => {
  it.each<[string, PackageJson]>([
    ['a project without a package.json', undefined],
    ['a private package', { private: true }],
  ])('%s is released by its images', (_title, packageJson) => {
    expect(releaseTargets(packageJson)).toEqual({
      'nx-release-publish': {
        executor: 'nx-docker-multiarch:publish',
        continuous: false,
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

  it.each<[string, readonly VersionSettings[], object]>([
    ['nothing', [undefined, undefined], { versionActions, currentVersionResolver: 'git-tag' }],
    ['other things', [{ conventionalCommits: true }], { versionActions, currentVersionResolver: 'git-tag' }],
    ['the actions', [{ versionActions: './mine' }, undefined], { currentVersionResolver: 'git-tag' }],
    ['the resolver for a group', [undefined, { currentVersionResolver: 'disk' }], { versionActions }],
    ['all', [{ versionActions: './mine' }, { currentVersionResolver: 'disk' }], {}],
  ])('where nx.json says %s', (_title, told, version) => {
    expect(releaseConfig(told)).toEqual({ version });
    expect(told.some(sayWhatIsNeeded)).toBe(Object.keys(version).length < 2);
  });
});
