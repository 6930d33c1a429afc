import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExecutorContext, NxJsonConfiguration, TargetConfiguration } from '@nx/devkit';
import { openServed, sampleImage, sampleIndex, type OpenServed } from '@nx-docker-multiarch/oci/testing';
import { run } from '../../process/index.js';
import { publish } from './publish.js';

/** In a real checkout, for the commit says which image is released. */
describe('publish', () => {
  let root: string;
  let served: OpenServed;
  let commits: string[];
  let printed: string[];

  const git = async (...args: readonly string[]): Promise<string> => {
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@acme.test', '-c', 'commit.gpgSign=false'];
    return (await run({ command: 'git', args: [...identity, ...args], cwd: root })).stdout.trim();
  };
  const commit = async (file: string): Promise<void> => {
    await writeFile(path.join(root, file), String(commits.length));
    await git('add', '.');
    await git('commit', '--quiet', '--message', file);
    commits.unshift(await git('rev-parse', 'HEAD'));
  };

  beforeEach(async () => {
    [commits, printed] = [[], []];
    root = await mkdtemp(path.join(tmpdir(), 'publish-'));
    served = await openServed();
    await git('init', '--quiet');
    await commit('main.js');
    await commit('CHANGELOG.md');
  });
  afterEach(async () => {
    await served.close();
    await rm(root, { recursive: true });
  });

  /** Pushes an image as the build of a commit does; its digest. */
  async function push(sha = ''): Promise<string> {
    const store = served.memory();
    const images = await Promise.all(
      ['linux/amd64', 'linux/arm64'].map((platform) => sampleImage(store, { platform, layers: [{ sha }] })),
    );
    return (await sampleIndex(store, images, sha)).digest;
  }

  function publishApi(
    options: object = {},
    env: NodeJS.ProcessEnv = {},
    release: NxJsonConfiguration['release'] = undefined,
  ): Promise<void> {
    const image: TargetConfiguration = {
      executor: 'nx-docker-multiarch:build',
      options: { tags: [`${served.served.host}/acme/{projectName}:{sha}`] },
    };
    const projects = { api: { root: '.', targets: { image } } };
    const projectsConfigurations = { version: 2, projects };
    const context = { root, projectName: 'api', projectsConfigurations, nxJsonConfiguration: { release } };
    return publish({ ...options }, context as unknown as ExecutorContext, {
      out: { line: (text) => printed.push(text), progress: () => undefined },
      env: { DOCKER_CONFIG: '/nowhere', ...env },
      now: new Date(0),
      signal: new AbortController().signal,
    });
  }

  const released = (newVersion: string | null): object => ({
    nxReleaseVersionData: { api: { currentVersion: '0.0.0', newVersion } },
  });
  const tags = (): Record<string, string> => Object.fromEntries(served.memory().tags());
  const sent = (): readonly string[] => served.log().filter((request) => !/^(?:GET|HEAD) /.test(request));

  it('tags the image of the commit below the release, and sends one document', async () => {
    const digest = await push(commits[1]);
    await publishApi({ ...released('1.0.0'), registry: 'https://npm.test', tag: 'next', firstRelease: true });
    expect(tags()).toEqual({ [commits[1] ?? '']: digest, '1.0.0': digest });
    expect(sent()).toEqual(['PUT /v2/acme/api/manifests/1.0.0']);
    expect(printed.at(-1)).toBe(
      `${`${served.served.host}/acme/api:1.0.0`.padEnd(printed[1]?.indexOf('sha256') ?? 0)}${digest}  created`,
    );
  });

  it('takes the image of the release itself, if it was built', async () => {
    await push(commits[1]);
    const digest = await push(commits[0]);
    await publishApi(released('1.0.0'));
    expect(tags()['1.0.0']).toBe(digest);
  });

  it('without a version of nx release, takes that of the Git tag, a second time too', async () => {
    const digest = await push(commits[1]);
    await git('tag', 'api@1.0.0');
    await publishApi();
    await publishApi();
    expect(tags()['1.0.0']).toBe(digest);
    expect(sent()).toHaveLength(1);
    expect(printed.at(-1)).toMatch(/unchanged$/);
  });

  it('takes no version of a group that the project is not in', async () => {
    const digest = await push(commits[1]);
    await git('tag', 'web-v3.0.0');
    await git('tag', 'backend-v1.0.0');
    await publishApi({}, {}, { groups: { web: { projects: 'web' }, backend: { projects: ['a*'] } } });
    expect(tags()).toEqual({ [commits[1] ?? '']: digest, '1.0.0': digest });
  });

  it('fails for a change that was not built, with what to do', async () => {
    await push(commits[1]);
    await commit('main.js');
    await expect(publishApi(released('1.0.0'))).rejects.toMatchObject({
      code: 'IMAGE_NOT_BUILT',
      hint: expect.stringContaining('nx run api:image --push') as string,
    });
    expect(sent()).toEqual([]);
  });

  it.each<[string, object, NodeJS.ProcessEnv]>([
    ['--dry-run', { dryRun: true }, {}],
    ['a dry run of nx release', {}, { NX_DRY_RUN: 'true' }],
  ])('with %s, says what it would tag and asks nobody', async (_title, options, env) => {
    await publishApi({ ...released('1.0.0'), ...options }, env);
    const name = `${served.served.host}/acme/api`;
    expect(printed).toEqual([
      'Dry run: nothing is tagged, and no registry is asked.',
      '',
      'release  api:image',
      `image    ${name}:${commits[0]}`,
      `or else  ${name}:${commits[1]}`,
      `tag      ${name}:1.0.0`,
    ]);
    expect(served.log()).toEqual([]);
  });

  it('has nothing to do for a project without a new version', async () => {
    await publishApi(released(null));
    expect([printed, served.log()]).toEqual([['api has no new version: there is nothing to tag.'], []]);
  });
});
