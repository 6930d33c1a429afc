import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PluginError } from '../../errors/index.js';
import type { Run } from '../../process/index.js';
import type { ReleaseGroup } from '../../release/release-group.js';
import { readReleasedVersion, versionInTags, type VersionedProject } from './released-version.js';

type NxRelease = VersionedProject['nxRelease'];

const GROUP: ReleaseGroup = { projects: 'api' };
const INDEPENDENT: ReleaseGroup = { ...GROUP, projectsRelationship: 'independent' };

function pattern(text: string): { readonly releaseTag: { readonly pattern: string } } {
  return { releaseTag: { pattern: text } };
}

describe('versionInTags', () => {
  it.each<[string, readonly string[], NxRelease, string | undefined]>([
    ['of the project', ['web@3.0.0', 'api@1.2.0'], undefined, '1.2.0'],
    ['of all projects', ['v2.0.0'], undefined, '2.0.0'],
    ['of the project before that of all', ['v2.0.0', 'api@1.2.0'], undefined, '1.2.0'],
    ['before a release', ['api@1.2.0-rc.1'], undefined, '1.2.0-rc.1'],
    ['the first of several', ['api@1.2.0', 'api@1.2.0-rc.1'], undefined, '1.2.0'],
    ['as nx.json says', ['release/api/1.2.0'], pattern('release/{projectName}/{version}'), '1.2.0'],
    ['of the group without a name', ['__default__/1.2.0'], pattern('{releaseGroupName}/{version}'), '1.2.0'],
    ['of another project', ['web@3.0.0', 'my-api@3.0.0', 'api@3'], undefined, undefined],
    ['of all, where each has its own', ['v2.0.0'], { projectsRelationship: 'independent' }, undefined],
    ['of nothing', [''], undefined, undefined],
    ['that only looks like the pattern', ['releaseXapi'], pattern('release.{version}'), undefined],
  ])('%s', (_title, tags, nxRelease, version) => {
    expect(versionInTags(tags, { name: 'api', nxRelease, group: undefined })).toBe(version);
  });

  const TAGS = ['v9.0.0', 'w/8.0.0', 'web-v7.0.0', 'backend-v6.0.0', 'web@5.0.0', 'api@4.0.0'];

  it.each<[string, ReleaseGroup | undefined, NxRelease, string | undefined]>([
    ['by default', GROUP, {}, '4.0.0'],
    ['as the group says', { ...GROUP, ...pattern('w/{version}') }, {}, '8.0.0'],
    ['as nx.json says for all groups', GROUP, pattern('{releaseGroupName}-v{version}'), '4.0.0'],
    [
      'as the group says in its own name',
      { ...GROUP, ...pattern('{releaseGroupName}-v{version}') },
      {},
      '6.0.0',
    ],
    ['of a project without a group', undefined, pattern('w/{version}'), '4.0.0'],
  ])('in groups, %s', (_title, group, nxRelease, version) => {
    const groups = { web: { projects: 'web' }, ...(group && { backend: group }) };
    const own = group && (['backend', group] as const);
    expect(versionInTags(TAGS, { name: 'api', nxRelease: { ...nxRelease, groups }, group: own })).toBe(
      version,
    );
  });

  it.each<[string, readonly string[], ReleaseGroup | undefined, string | undefined]>([
    ['its group’s', ['web-v7.0.0', 'backend-v6.0.0'], GROUP, '6.0.0'],
    ['none of another group', ['v9.0.0', 'web-v7.0.0'], GROUP, undefined],
    ['none of its group, where each has its own', ['backend-v6.0.0'], INDEPENDENT, undefined],
    ['none without a group', ['v9.0.0', 'web-v7.0.0', 'backend-v6.0.0'], undefined, undefined],
  ])('of a project without a tag of its own is %s', (_title, tags, group, version) => {
    const nxRelease = { groups: { web: { projects: 'web' }, ...(group && { backend: group }) } };
    const own = group && (['backend', group] as const);
    expect(versionInTags(tags, { name: 'api', nxRelease, group: own })).toBe(version);
  });
});

describe('readReleasedVersion', () => {
  let workspaceRoot: string;
  beforeEach(async () => {
    workspaceRoot = await mkdtemp(path.join(tmpdir(), 'released-'));
    await mkdir(path.join(workspaceRoot, 'api'));
  });
  afterEach(() => rm(workspaceRoot, { recursive: true }));

  const tagged: Run = () => Promise.resolve({ stdout: 'api@1.2.0\n', stderr: '' });
  const untagged: Run = () => Promise.resolve({ stdout: '', stderr: '' });
  const noGit: Run = () =>
    Promise.reject(new PluginError('TOOL_MISSING', 'Running git: there is no such program'));
  const manifest = (text: string): Promise<void> =>
    writeFile(path.join(workspaceRoot, 'api/package.json'), text);
  const read = (data?: Parameters<typeof readReleasedVersion>[1], run = tagged) => {
    const project = { name: 'api', root: 'api', workspaceRoot, nxRelease: undefined, group: undefined };
    return readReleasedVersion(project, data, run);
  };

  it.each([
    ['the new version', { api: { newVersion: '2.0.0' } }, { value: '2.0.0' }],
    ['no new version', { api: { newVersion: null } }, undefined],
    ['only other projects', { web: { newVersion: '2.0.0' } }, undefined],
  ])('believes nx release, which hands over %s', async (_title, data, expected) => {
    await manifest('{ "version": "1.1.0" }');
    await expect(read(data)).resolves.toEqual(expected);
  });

  it('else reads the Git tag, and without one package.json', async () => {
    await manifest('{ "version": "0.0.0" }');
    await expect(read()).resolves.toEqual({ value: '1.2.0' });
    await expect(read(undefined, untagged)).resolves.toEqual({ value: '0.0.0' });
    await expect(read(undefined, noGit)).resolves.toEqual({ value: '0.0.0' });
  });

  it.each<[string, Run, string]>([
    ['no tag', untagged, 'no Git tag on this commit is one of a release of it'],
    ['no git', noGit, 'git is not installed'],
  ])('says why there is none with %s', async (_title, run, reason) => {
    await expect(read(undefined, run)).resolves.toMatchObject({
      missing: `there is no "version" in api/package.json, and ${reason}`,
    });
  });
});
