import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import type { PlanFacts } from '../../plan/index.js';
import { run, type Run } from '../../process/index.js';
import { gatherFacts, type FactSources } from './facts.js';

const OPTIONS = { tags: 'a:{sha}-{branch}-{version}' };
const now = new Date(0);

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'facts-'));
  await mkdir(join(root, 'apps/api'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

/** Git that knows nothing of this machine: neither its configuration nor a repository above the folder. */
const gitOnly: Run = (request) =>
  run({
    ...request,
    env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_CEILING_DIRECTORIES: tmpdir() },
  });

async function git(...args: string[]): Promise<string> {
  const identity = [
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@acme.test',
    '-c',
    'init.defaultBranch=trunk',
  ];
  return (await gitOnly({ command: 'git', args: [...identity, ...args], cwd: root })).stdout.trim();
}

function gather(options: unknown = OPTIONS, sources: Partial<FactSources> = {}): Promise<PlanFacts> {
  const projects = { api: { root: 'apps/api' } };
  const nxContext = { root, projectName: 'api', projectsConfigurations: { version: 2, projects } };
  return gatherFacts(options, nxContext as unknown as ExecutorContext, {
    env: {},
    now,
    run: gitOnly,
    ...sources,
  });
}

describe('in a Git checkout', () => {
  beforeEach(async () => {
    await git('init', '--quiet');
  });

  it('reads commit and branch, whatever the CI system says', async () => {
    await git('commit', '--quiet', '--allow-empty', '-m', 'first');
    await git('switch', '--quiet', '-c', 'feature/Login');
    const env = { GITHUB_SHA: 'f00', GITHUB_HEAD_REF: 'other' };
    expect(await gather(OPTIONS, { env })).toMatchObject({
      sha: { value: await git('rev-parse', 'HEAD') },
      branch: { value: 'feature/Login' },
    });
  });

  it('knows the commit but no branch on a detached and shallow checkout', async () => {
    await git('commit', '--quiet', '--allow-empty', '-m', 'first');
    await git('commit', '--quiet', '--allow-empty', '-m', 'second');
    await git('clone', '--quiet', '--depth=1', `file://${root}`, 'shallow');
    root = join(root, 'shallow');
    await git('checkout', '--quiet', '--detach');
    expect(await gather()).toMatchObject({
      sha: { value: await git('rev-parse', 'HEAD') },
      branch: { missing: 'a commit is checked out, not a branch' },
    });
    root = join(root, '..');
  });

  it('knows the branch before its first commit', async () => {
    expect(await gather()).toMatchObject({
      sha: { missing: expect.stringMatching(/^fatal: /) as string },
      branch: { value: 'trunk' },
    });
  });
});

describe('without a Git checkout', () => {
  it('says what git says', async () => {
    const { sha, branch } = await gather();
    expect(sha).toMatchObject({ missing: expect.stringContaining('not a git repository') as string });
    expect(branch).toMatchObject({ missing: expect.stringContaining('not a git repository') as string });
  });

  it('says that git is missing', async () => {
    const noGit: Run = (request) => run({ ...request, command: 'git-that-is-not-there' });
    expect(await gather(OPTIONS, { run: noGit })).toMatchObject({
      sha: { missing: 'git is not installed' },
      branch: { missing: 'git is not installed' },
    });
  });

  it.each([
    [
      'a push on GitHub',
      { GITHUB_SHA: 'f00', GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'main' },
      'f00',
      'main',
    ],
    [
      'a pull request on GitHub',
      { GITHUB_SHA: 'f00', GITHUB_HEAD_REF: 'fix', GITHUB_REF_NAME: '7/merge', GITHUB_REF_TYPE: 'branch' },
      'f00',
      'fix',
    ],
    [
      'a tag on GitHub',
      { GITHUB_SHA: 'f00', GITHUB_HEAD_REF: '', GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1' },
      'f00',
      undefined,
    ],
    ['a branch on GitLab', { CI_COMMIT_SHA: 'bar', CI_COMMIT_REF_NAME: 'main' }, 'bar', 'main'],
    [
      'a tag on GitLab',
      { CI_COMMIT_SHA: 'bar', CI_COMMIT_REF_NAME: 'v1', CI_COMMIT_TAG: 'v1' },
      'bar',
      undefined,
    ],
  ])('takes what the CI system knows: %s', async (_title, env, sha, branch) => {
    const facts = await gather(OPTIONS, { env });
    expect(facts.sha).toEqual({ value: sha });
    expect('value' in facts.branch ? facts.branch.value : undefined).toBe(branch);
  });

  it('starts no process unless a token asks for it', async () => {
    const never: Run = () => Promise.reject(new Error('a process was started'));
    expect(await gather({ tags: 'a:{version}', labels: { b: '{date}' } }, { run: never })).toMatchObject({
      projectName: 'api',
      projectRoot: 'apps/api',
      workspaceRoot: root,
      now,
      isVerbose: false,
    });
  });
});

describe('the version', () => {
  const write = (path: string, text: string) => writeFile(join(root, path), text);

  it.each<[string, string | undefined, string | undefined, object]>([
    ["the project's", '{"version":"2.0.0"}', '{"version":"1.0.0"}', { value: '2.0.0' }],
    ["the workspace's", undefined, '{"version":"1.0.0"}', { value: '1.0.0' }],
    ["the workspace's if the project has none", '{"name":"api"}', '{"version":"1.0.0"}', { value: '1.0.0' }],
    [
      'none',
      undefined,
      undefined,
      { missing: 'there is no "version" in apps/api/package.json or package.json' },
    ],
    [
      'none in a broken file',
      '{',
      undefined,
      { missing: 'there is no "version" in apps/api/package.json or package.json' },
    ],
  ])('is %s', async (_title, project, workspace, expected) => {
    if (project !== undefined) await write('apps/api/package.json', project);
    if (workspace !== undefined) await write('package.json', workspace);
    expect((await gather({ tags: 'a:{version}' })).version).toMatchObject(expected);
  });
});

test('what is at a path', async () => {
  await writeFile(join(root, 'file'), '');
  await symlink('apps', join(root, 'link'));
  await symlink('nowhere', join(root, 'dangling'));
  const { kindOf } = await gather({});
  const kinds = ['file', 'apps', 'link', 'dangling', 'nowhere', 'file/below'].map((name) =>
    kindOf(join(root, name)),
  );
  expect(kinds).toEqual(['file', 'directory', 'directory', undefined, undefined, undefined]);
  expect(kindOf('/dev/null')).toBe('file');
});
