import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PluginError } from '../../errors/index.js';
import type { Run } from '../../process/index.js';
import { readReleasedVersion, versionInTags, type VersionedProject } from './released-version.js';

type NxRelease = VersionedProject['nxRelease'];

describe('versionInTags', () => {
  const GROUPS: NxRelease = {
    groups: { backend: { projects: '*' }, web: { projects: 'web', releaseTag: { pattern: 'w/{version}' } } },
  };

  it.each<[string, readonly string[], NxRelease, string | undefined]>([
    ['of the project', ['web@3.0.0', 'api@1.2.0'], undefined, '1.2.0'],
    ['of all projects', ['v2.0.0'], undefined, '2.0.0'],
    ['of the project before that of all', ['v2.0.0', 'api@1.2.0'], undefined, '1.2.0'],
    ['before a release', ['api@1.2.0-rc.1'], undefined, '1.2.0-rc.1'],
    ['the first of several', ['api@1.2.0', 'api@1.2.0-rc.1'], undefined, '1.2.0'],
    [
      'as nx.json says',
      ['release/api/1.2.0'],
      { releaseTag: { pattern: 'release/{projectName}/{version}' } },
      '1.2.0',
    ],
    ['of a group', ['backend-v4.0.0'], GROUPS, '4.0.0'],
    ['as a group says', ['w/5.0.0'], GROUPS, '5.0.0'],
    ['of another project', ['web@3.0.0', 'my-api@3.0.0', 'api@3'], undefined, undefined],
    ['of nothing', [''], undefined, undefined],
    [
      'that only looks like the pattern',
      ['releaseXapi'],
      { releaseTag: { pattern: 'release.{version}' } },
      undefined,
    ],
  ])('%s', (_title, tags, nxRelease, version) => {
    expect(versionInTags(tags, { name: 'api', nxRelease })).toBe(version);
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
  const noGit: Run = () =>
    Promise.reject(new PluginError('TOOL_MISSING', 'Running git: there is no such program'));
  const manifest = (text: string): Promise<void> =>
    writeFile(path.join(workspaceRoot, 'api/package.json'), text);
  const read = (data?: Parameters<typeof readReleasedVersion>[1], run = tagged) =>
    readReleasedVersion({ name: 'api', root: 'api', workspaceRoot, nxRelease: undefined }, data, run);

  it.each([
    ['the new version', { api: { newVersion: '2.0.0' } }, { value: '2.0.0' }],
    ['no new version', { api: { newVersion: null } }, undefined],
    ['only other projects', { web: { newVersion: '2.0.0' } }, undefined],
  ])('believes nx release, which hands over %s', async (_title, data, expected) => {
    await manifest('{ "version": "1.1.0" }');
    await expect(read(data)).resolves.toEqual(expected);
  });

  it('else reads package.json, and without a version there the Git tag', async () => {
    await manifest('{ "version": "1.1.0" }');
    await expect(read()).resolves.toEqual({ value: '1.1.0' });
    await manifest('{ "private": true }');
    await expect(read()).resolves.toEqual({ value: '1.2.0' });
  });

  it.each<[string, Run, string]>([
    [
      'no tag',
      () => Promise.resolve({ stdout: '', stderr: '' }),
      'no Git tag on this commit is one of a release of it',
    ],
    ['no git', noGit, 'git is not installed'],
  ])('says why there is none with %s', async (_title, run, reason) => {
    await expect(read(undefined, run)).resolves.toMatchObject({
      missing: `there is no "version" in api/package.json, and ${reason}`,
    });
  });
});
