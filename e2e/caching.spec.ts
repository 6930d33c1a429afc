import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { expectSuccess, succeed, type CommandResult } from './support/command.js';
import { describeWith } from './support/engines.js';
import {
  attestationsOf,
  craneDigest,
  craneManifest,
  platformsOf,
  runImage,
} from './support/registry-image.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const BUSYBOX = 'localhost:5000/library/busybox:1.35';
const PLATFORMS = ['linux/amd64', 'linux/arm64'];
/** Repositories of this run alone: what a registry knows from an earlier one would be found. */
const REPOSITORIES = `localhost:5000/caching-${Date.now().toString(36)}`;
const BASE = `${REPOSITORIES}/base:1`;

const SAYS = 'ARG TARGETARCH\nENV FOR=$TARGETARCH\nCMD ["/bin/sh", "-c", "cat /said; echo $FOR"]\n';
const COPIES = `FROM ${BASE}\nCOPY said /said\n${SAYS}`;
const RUNS = `FROM --platform=$BUILDPLATFORM ${BASE} AS build\nCOPY said /in\nRUN cp /in /out\nFROM ${BASE}\nCOPY --from=build /out /said\n${SAYS}`;

interface Result {
  readonly bytesSent: number;
  readonly index: { readonly digest: string };
  readonly tags: readonly { readonly reference: string; readonly outcome: string }[];
  readonly platforms: readonly {
    readonly platform: string;
    readonly outcome: string;
    readonly digest: string;
  }[];
}

describeWith(['docker', 'buildx', 'registry', 'base-images', 'qemu-arm64', 'crane'], 'unchanged work', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    process.env['E2E_TOKEN'] = 'hunter2';
    workspace = await newWorkspace();
    await succeed('crane', ['copy', '--insecure', BUSYBOX, BASE]);
  });
  afterAll(() => workspace?.remove());

  const FILES = { said: 'hello\n', 'README.md': 'read me', '.dockerignore': 'ignored\n' };
  async function newWorkspace(): Promise<Workspace> {
    const made = await createWorkspace();
    await made.addProject('copies', { Dockerfile: COPIES, ...FILES }, { context: '{projectRoot}' });
    await made.addProject('runs', { Dockerfile: RUNS, ...FILES }, { context: '{projectRoot}' });
    await made.write({ '.gitignore': 'node_modules\n.nx\ndist\n' });
    await succeed('git', ['init', '--quiet', '--initial-branch=main'], { cwd: made.root });
    await commit(made, 'first');
    return made;
  }

  async function commit(one: Workspace, message: string): Promise<void> {
    const author = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@localhost'];
    await succeed('git', ['add', '--all'], { cwd: one.root });
    await succeed('git', [...author, 'commit', '--quiet', '--allow-empty', '--message', message], {
      cwd: one.root,
    });
  }

  const nameOf = (project: string, tag = '1'): string => `${REPOSITORIES}/${project}:${tag}`;

  async function push(
    project: string,
    args: readonly string[] = [],
    from = workspace,
  ): Promise<Result & CommandResult> {
    const tags = args.some((arg) => arg.startsWith('--tags')) ? [] : [`--tags=${nameOf(project)}`];
    const run = await from.nx(['run', `${project}:docker-multiarch`, '--push', ...tags, ...args]);
    expectSuccess(run);
    const file = path.join(from.root, `dist/docker-multiarch/${project}.json`);
    return { ...run, ...(JSON.parse(await readFile(file, 'utf8')) as Result) };
  }
  const outcomes = ({ platforms }: Result): readonly string[] => platforms.map(({ outcome }) => outcome);

  describe.each(['copies', 'runs'])('%s', (project) => {
    let first: Result;

    beforeAll(async () => {
      first = await push(project);
    });

    it('is found from a fresh clone without any cache: nothing is built, no blob is sent, the index is the same', async () => {
      expect(outcomes(first)).toEqual(['built', 'built']);
      await succeed('docker', ['builder', 'prune', '--all', '--force']);
      const clone = await newWorkspace();
      try {
        const again = await push(project, [], clone);
        expect(outcomes(again)).toEqual(['cached', 'cached']);
        expect([again.index.digest, again.bytesSent]).toEqual([first.index.digest, 0]);
      } finally {
        await clone.remove();
      }
      for (const platform of PLATFORMS)
        expect(await runImage(nameOf(project), platform)).toBe(`hello\n${platform.slice('linux/'.length)}`);
    });

    it('gets its tag back if only that is gone', async () => {
      await succeed('crane', ['delete', '--insecure', `${REPOSITORIES}/${project}@${first.index.digest}`]);
      const again = await push(project);
      expect([outcomes(again), again.bytesSent]).toEqual([['cached', 'cached'], 0]);
      expect(await craneDigest(nameOf(project))).toBe(first.index.digest);
      await succeed('crane', ['validate', '--insecure', '--remote', nameOf(project)]);
    });

    it('is built for the one platform whose image is gone', async () => {
      const arm64 = first.platforms[1]?.digest ?? '';
      await succeed('crane', ['delete', '--insecure', `${REPOSITORIES}/${project}@${arm64}`]);
      const again = await push(project);
      expect(outcomes(again)).toEqual(['cached', 'built']);
      await succeed('crane', ['validate', '--insecure', '--remote', nameOf(project)]);
      first = await push(project);
      expect(outcomes(first)).toEqual(['cached', 'cached']);
    });

    it('stays as it is after a commit that touches nothing of it, and gets the tag of that commit', async () => {
      await commit(workspace, 'another');
      const sha = await succeed('git', ['rev-parse', 'HEAD'], { cwd: workspace.root });
      const again = await push(project, [`--tags=${nameOf(project)},${nameOf(project, '{sha}')}`]);
      expect([outcomes(again), again.bytesSent]).toEqual([['cached', 'cached'], 0]);
      expect(again.tags.map(({ outcome }) => outcome)).toEqual(['unchanged', 'created']);
      expect(await craneDigest(nameOf(project, sha))).toBe(first.index.digest);
    });

    it('is built and explained after a change', async () => {
      await workspace.write({ [`${project}/README.md`]: 'other' });
      expect(outcomes(await push(project))).toEqual(['cached', 'cached']);
      await workspace.write({ [`${project}/said`]: 'hello again\n' });
      const changed = await push(project, ['--explain', '--buildArgs=TOKEN={env.E2E_TOKEN}']);
      expect(outcomes(changed)).toEqual(['built', 'built']);
      expect(changed.output).toMatch(/file said: file .*sha256:\w+ → file .*sha256:/);
      expect(changed.output).toContain('build argument TOKEN: new');
      expect(changed.output).not.toContain('hunter2');
      expect((await push(project, ['--explain', '--buildArgs=TOKEN={env.E2E_TOKEN}'])).output).toContain(
        'built before of the same inputs',
      );
    });

    it('is the same for two that push at once', async () => {
      await workspace.write({ [`${project}/said`]: 'hello from two\n' });
      const other = await newWorkspace();
      try {
        await other.write({ [`${project}/said`]: 'hello from two\n' });
        const both = await Promise.all([push(project), push(project, [], other)]);
        expect(both.map(({ index }) => index.digest)).toContain(await craneDigest(nameOf(project)));
        await succeed('crane', ['validate', '--insecure', '--remote', nameOf(project)]);
        expect(platformsOf(await craneManifest(nameOf(project)))).toEqual(PLATFORMS);
      } finally {
        await other.remove();
      }
    });

    it('is not used with --no-cache', async () => {
      expect(outcomes(await push(project, ['--no-cache']))).toEqual(['built', 'built']);
    });
  });

  it('keeps its attestations in the same index', async () => {
    const args = ['--provenance=max', `--tags=${nameOf('attested')}`];
    const first = await push('runs', args);
    const again = await push('runs', args);
    expect(outcomes(again)).toEqual(['cached', 'cached']);
    expect(again.index.digest).toBe(first.index.digest);
    expect(attestationsOf(await craneManifest(nameOf('attested')))).toHaveLength(2);
  });

  describe('on a base that changes', () => {
    const own = `${REPOSITORIES}/changing:1`;
    const children: string[] = [];

    beforeAll(async () => {
      for (const platform of PLATFORMS)
        children.push(await succeed('crane', ['digest', '--insecure', '--platform', platform, BUSYBOX]));
    });

    /** Makes an index over these manifests of the base repository the base. */
    async function putBase(names: readonly string[]): Promise<void> {
      const manifests = names.flatMap((name) => ['--manifest', name]);
      await succeed('crane', ['index', 'append', '--insecure', ...manifests, '--tag', own]);
    }
    const child = (position: number): string => `${BUSYBOX.replace(/:1\.35$/, '')}@${children[position]}`;

    it('builds only the platform whose base did', async () => {
      await putBase([child(0), child(1)]);
      const dockerfile = `FROM ${own}\nCOPY said /said\n${SAYS}`;
      await workspace.addProject(
        'based',
        { Dockerfile: dockerfile, said: 'x' },
        { context: '{projectRoot}' },
      );
      expect(outcomes(await push('based'))).toEqual(['built', 'built']);
      expect(outcomes(await push('based'))).toEqual(['cached', 'cached']);
      const changed = `${REPOSITORIES}/changed-arm64:1`;
      await succeed('crane', ['mutate', '--insecure', child(1), '--label', 'a=b', '--tag', changed]);
      await putBase([child(0), changed]);
      const again = await push('based', ['--explain']);
      expect(outcomes(again)).toEqual(['cached', 'built']);
      expect(again.output).toMatch(
        /base image localhost:5000\/.*changing:1 linux\/arm64: sha256:\w+ → sha256:/,
      );
      const other = `${REPOSITORIES}/s390x:1`;
      await succeed('crane', [
        'mutate',
        '--insecure',
        child(0),
        '--set-platform',
        'linux/s390x',
        '--tag',
        other,
      ]);
      await putBase([child(0), changed, other]);
      expect(outcomes(await push('based'))).toEqual(['cached', 'cached']);
    });

    it('stops at a base that is pinned to one platform', async () => {
      const dockerfile = `FROM ${child(0)}\nCOPY said /said\nRUN true\nENTRYPOINT ["/bin/sh"]\n`;
      await workspace.addProject(
        'pinned',
        { Dockerfile: dockerfile, said: 'x' },
        { context: '{projectRoot}' },
      );
      const run = await workspace.nx([
        'run',
        'pinned:docker-multiarch',
        '--push',
        `--tags=${nameOf('pinned')}`,
      ]);
      expect(run.exitCode).not.toBe(0);
      expect(run.output).toContain('PLATFORM_MISMATCH');
    });
  });

  it('without a registry is found in the layout of the last run', async () => {
    const run = async (): Promise<Result> => {
      expectSuccess(await workspace.nx(['run', 'copies:docker-multiarch']));
      return JSON.parse(
        await readFile(path.join(workspace.root, 'dist/docker-multiarch/copies.json'), 'utf8'),
      ) as Result;
    };
    const first = await run();
    const again = await run();
    expect([outcomes(first), outcomes(again)]).toEqual([
      ['built', 'built'],
      ['cached', 'cached'],
    ]);
    expect(again.index.digest).toBe(first.index.digest);
    await rm(path.join(workspace.root, 'dist/images'), { recursive: true });
    expect(outcomes(await run())).toEqual(['built', 'built']);
  });
});
