import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expectSuccess, succeed, type CommandResult } from './support/command.js';
import { describeWith } from './support/engines.js';
import { craneManifest, platformsOf } from './support/registry-image.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const PLATFORMS = ['linux/amd64', 'linux/arm64'];
/** A repository of this run alone. */
const REPOSITORY = `localhost:5000/prune-${Date.now().toString(36)}`;
const DOCKERFILE = 'FROM localhost:5000/library/busybox:1.35\nCOPY said /said\nCMD ["cat", "/said"]\n';
const ENTRY = /^nxdm-[0-9a-f]{64}$/;

describeWith(['registry', 'base-images', 'crane'], 'pruning the cache', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace();
    await workspace.write({
      'api/project.json': JSON.stringify({
        name: 'api',
        targets: {
          'docker-multiarch': {
            executor: 'nx-docker-multiarch:build',
            options: { context: '{projectRoot}', engine: 'embedded', push: true },
          },
          'prune-cache': {
            executor: 'nx-docker-multiarch:prune-cache',
            options: { repository: `${REPOSITORY}/{projectName}`, olderThan: '30d' },
          },
        },
      }),
      'api/Dockerfile': DOCKERFILE,
    });
    await push('first');
    await push('second');
  });
  afterAll(() => workspace?.remove());

  /** Pushes an image that says this, under a tag of that name; what became of its platforms. */
  async function push(said: string): Promise<readonly string[]> {
    await workspace.write({ 'api/said': said });
    expectSuccess(await workspace.nx(['run', 'api:docker-multiarch', `--tags=${REPOSITORY}/api:${said}`]));
    const file = path.join(workspace.root, 'dist/docker-multiarch/api.json');
    const { platforms } = JSON.parse(await readFile(file, 'utf8')) as {
      readonly platforms: readonly { readonly outcome: string }[];
    };
    return platforms.map(({ outcome }) => outcome);
  }

  async function prune(...args: readonly string[]): Promise<CommandResult> {
    const run = await workspace.nx(['run', 'api:prune-cache', ...args]);
    expectSuccess(run);
    return run;
  }

  async function entries(): Promise<readonly string[]> {
    const listed = await succeed('crane', ['ls', '--insecure', `${REPOSITORY}/api`]);
    return listed.split('\n').filter((tag) => ENTRY.test(tag));
  }

  it('lists what it would delete, and deletes nothing', async () => {
    const before = await entries();
    expect(before).toHaveLength(4);
    expect((await prune()).output).toContain('0 would be deleted, 4 too young, 0 left alone, 2 other tags');
    const { output } = await prune('--olderThan=0d');
    expect(output).toContain('4 would be deleted, 0 too young, 0 left alone, 2 other tags');
    expect(output).toContain('--dryRun=false deletes');
    for (const tag of before) expect(output).toMatch(new RegExp(`${tag}  linux/a\\w+ +\\d min  would be`));
    expect(await entries()).toEqual(before);
  });

  it('deletes entries, but for one that has another tag', async () => {
    const [kept = ''] = await entries();
    await succeed('crane', ['tag', '--insecure', `${REPOSITORY}/api:${kept}`, 'pinned']);
    const { output } = await prune('--olderThan=0d', '--dryRun=false');
    expect(output).toContain('3 deleted, 0 too young, 1 left alone, 3 other tags');
    expect(output).toContain(`left alone: ${kept} (the tag pinned points to it as well)`);
    expect(await entries()).toEqual([kept]);
  });

  it('touches no image', async () => {
    for (const tag of ['first', 'second']) {
      const name = `${REPOSITORY}/api:${tag}`;
      await succeed('crane', ['validate', '--insecure', '--remote', name]);
      expect(platformsOf(await craneManifest(name))).toEqual(PLATFORMS);
      for (const platform of PLATFORMS)
        await succeed('crane', ['digest', '--insecure', '--platform', platform, name]);
    }
  });

  it('lets the next build do its work once more, and remember it', async () => {
    await succeed('crane', ['delete', '--insecure', await pinned()]);
    expect(await entries()).toEqual([]);
    expect(await push('second')).toEqual(['built', 'built']);
    expect(await entries()).toHaveLength(2);
    expect(await push('second')).toEqual(['cached', 'cached']);
  });

  it('fails with what is wrong with its options', async () => {
    const run = await workspace.nx(['run', 'api:prune-cache', '--older-than=soon']);
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('olderThan "soon": is not an age.');
  });

  async function pinned(): Promise<string> {
    const digest = await succeed('crane', ['digest', '--insecure', `${REPOSITORY}/api:pinned`]);
    return `${REPOSITORY}/api@${digest}`;
  }
});
