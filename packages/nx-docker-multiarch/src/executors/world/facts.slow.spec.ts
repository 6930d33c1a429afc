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
    env: {
      ...request.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CEILING_DIRECTORIES: tmpdir(),
    },
  });

async function git(...args: string[]): Promise<string> {
  return gitWith({}, args);
}

async function gitWith(env: Record<string, string>, args: readonly string[]): Promise<string> {
  const identity = [
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@acme.test',
    '-c',
    'init.defaultBranch=trunk',
  ];
  return (await gitOnly({ command: 'git', args: [...identity, ...args], cwd: root, env })).stdout.trim();
}

const noGit: Run = (request) => run({ ...request, command: 'git-that-is-not-there' });
const COMMIT = ['commit', '--quiet', '--allow-empty', '-m', 'first'];

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

  it('reads the time of the commit in UTC, of a dirty tree and under a foreign configuration too', async () => {
    await git('config', 'log.showSignature', 'true');
    await git('config', 'log.date', 'relative');
    await gitWith({ GIT_COMMITTER_DATE: '2026-01-31T23:30:00-05:00' }, COMMIT);
    await writeFile(join(root, 'HEAD'), 'a file with the name of a revision');
    expect(await gather({})).toMatchObject({
      sha: { value: await git('for-each-ref', '--format=%(objectname)') },
      commitTime: { value: '2026-02-01T04:30:00Z' },
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
      commitTime: { value: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string },
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

  it.each<[string, string | undefined, object]>([
    ['what GitLab says', '2026-02-01T04:30:00+02:00', { value: '2026-02-01T02:30:00Z' }],
    ['nothing from what is no time', 'yesterday', { missing: 'git is not installed' }],
    ['nothing from nothing', undefined, { missing: 'git is not installed' }],
  ])('takes as the time %s', async (_title, time, commitTime) => {
    const env = { CI_COMMIT_SHA: 'bar', CI_COMMIT_TIMESTAMP: time };
    expect(await gather({}, { run: noGit, env })).toMatchObject({ sha: { value: 'bar' }, commitTime });
  });

  it('says that git is missing', async () => {
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

  it.each<[string, object, string[][]]>([
    ['the default labels', {}, [['log']]],
    ['them and every token', OPTIONS, [['log'], ['symbolic-ref']]],
    ['the time of the commit', { ociLabels: false, labels: 'a={commitTime}' }, [['log']]],
    ['the branch', { ociLabels: false, labels: 'a={branch}' }, [['symbolic-ref']]],
  ])('starts one process for %s', async (_title, options, expected) => {
    const asked: string[][] = [];
    const watched: Run = (request) => {
      asked.push(request.args.slice(0, 1));
      return noGit(request);
    };
    await gather(options, { run: watched });
    expect(asked).toEqual(expected);
  });

  it('starts no process unless a token or a label needs it', async () => {
    const never: Run = () => Promise.reject(new Error('a process was started'));
    const options = { ociLabels: false, tags: 'a:{version}', labels: { b: '{date}' } };
    expect(await gather(options, { run: never })).toMatchObject({
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
