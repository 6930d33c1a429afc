import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { runGithubJob, runGitlabJob } from './support/ci-jobs.js';
import { attempt, expectSuccess, succeed, type CommandResult } from './support/command.js';
import { describeWith } from './support/engines.js';
import { craneManifest, platformsOf, runImage } from './support/registry-image.js';
import { createWorkspace, REPOSITORY_ROOT, type Workspace } from './support/workspace.js';

const BASE = 'localhost:5000/library/busybox:1.35';
const SERVICES = ['red', 'green', 'blue'];
const ORPHAN = '0123456789abcdef0123456789abcdef01234567';
const FILES = { github: '.github/workflows/images.yml', gitlab: '.gitlab-ci.images.yml' } as const;

let workspace: Workspace;
// Each suite has its own: what one has built, another would find.
let images: string;
const nameOf = (project: string, run: string): string => `${images}/${project}:${run}`;
const git = (...args: string[]): Promise<string> => succeed('git', args, { cwd: workspace.root });
const head = (): Promise<string> => git('rev-parse', 'HEAD');

/** Commits with files, and gives the commit's id. */
async function commit(files: Readonly<Record<string, string>>): Promise<string> {
  await workspace.write(files);
  await git('add', '.');
  await git('commit', '--quiet', '--no-gpg-sign', '--message', 'a change');
  return head();
}

async function generate(provider: keyof typeof FILES, ...args: readonly string[]): Promise<CommandResult> {
  return workspace.nx(['g', 'nx-docker-multiarch:ci', provider, `--registry=${images}`, ...args]);
}

function service(name: string, uses: readonly string[] = []) {
  const copies = [...uses, name].map((source) => `COPY ${source}/src /app/${source}`);
  const options = { context: '.', tags: [nameOf('{projectName}', '{env.RUN}')] };
  const targets = { 'docker-multiarch': { executor: 'nx-docker-multiarch:build', options } };
  return {
    [`${name}/project.json`]: JSON.stringify({ name, implicitDependencies: uses, targets }),
    [`${name}/src/index.txt`]: name,
    [`${name}/Dockerfile`]: [`FROM ${BASE}`, ...copies, 'CMD ["sh"]', ''].join('\n'),
  };
}

/** A Dockerfile of which a builder has to run something, without an emulator. */
const COMPILED = `FROM --platform=$BUILDPLATFORM ${BASE} AS build
ARG TARGETPLATFORM
RUN echo "hello from $TARGETPLATFORM" > /greeting

FROM ${BASE}
COPY --from=build /greeting /greeting
CMD ["cat", "/greeting"]
`;

/** A checkout on `main` with the services, `red` being made of the library `paint`, and nothing that runs in a build. */
async function createCheckout(suite: string): Promise<void> {
  images = `localhost:5000/ci-${suite}-${Date.now().toString(36)}`;
  workspace = await createWorkspace();
  await rm(path.join(workspace.root, 'greeter'), { recursive: true });
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.email', 'nobody@example.com');
  await git('config', 'user.name', 'nobody');
  await workspace.write({
    '.gitignore': 'node_modules\ndist\n.nx\nbin\n',
    'paint/project.json': JSON.stringify({ name: 'paint' }),
    'paint/src/index.txt': 'paint',
    ...service('red', ['paint']),
    ...service('green'),
    ...service('blue'),
  });
}

/** Which of the services have the tag of a run. */
async function pushed(run: string): Promise<readonly string[]> {
  const exists = async (project: string): Promise<boolean> =>
    (await attempt('crane', ['digest', '--insecure', nameOf(project, run)])).exitCode === 0;
  const found = await Promise.all(SERVICES.map(exists));
  return SERVICES.filter((_, position) => found[position]);
}

const tagsOf = async (project: string): Promise<readonly string[]> =>
  (await succeed('crane', ['ls', '--insecure', `${images}/${project}`])).split('\n').sort();

/** What became of each platform, by project, in the last run; its reports are gone then. */
async function takeOutcomes(): Promise<Readonly<Record<string, readonly string[]>>> {
  const folder = path.join(workspace.root, 'dist/docker-multiarch');
  const files = await readdir(folder).catch(() => []);
  const outcomes = files.map(async (file) => {
    const report = JSON.parse(await readFile(path.join(folder, file), 'utf8')) as {
      readonly platforms: readonly { readonly outcome: string }[];
    };
    return [path.basename(file, '.json'), report.platforms.map(({ outcome }) => outcome)] as const;
  });
  const all = Object.fromEntries(await Promise.all(outcomes));
  await rm(folder, { recursive: true, force: true });
  return all;
}

const ALL_CACHED = Object.fromEntries(SERVICES.map((name) => [name, ['cached', 'cached']]));
const bothBuilt = (...projects: readonly string[]) =>
  Object.fromEntries(projects.map((name) => [name, ['built', 'built']]));

/** The tests that both providers pass: what is pushed, given the commit that the last successful run has pushed. */
function pushesWhatChanged(runs: {
  readonly push: (run: string, last: string | undefined) => Promise<CommandResult>;
  readonly review: (run: string) => Promise<CommandResult>;
}): void {
  let last: string;

  const expectPushed = async (
    run: string,
    known: string | undefined,
    projects: readonly string[],
  ): Promise<void> => {
    expectSuccess(await runs.push(run, known));
    expect(await pushed(run)).toEqual(projects);
  };

  it('pushes everything the first time', async () => {
    last = await commit({});
    await expectPushed('first', undefined, SERVICES);
    expect(await takeOutcomes()).toEqual(bothBuilt(...SERVICES));
  });

  it('then pushes what a commit touches', async () => {
    const next = await commit({ 'green/src/index.txt': 'greener' });
    await expectPushed('second', last, ['green']);
    expect(await takeOutcomes()).toEqual(bothBuilt('green'));
    last = next;
  });

  it('makes up for a run that failed', async () => {
    await commit({ 'blue/src/index.txt': 'bluer' });
    const next = await commit({ 'paint/src/index.txt': 'glossy' });
    await expectPushed('third', last, ['red', 'blue']);
    expect(await takeOutcomes()).toEqual(bothBuilt('red', 'blue'));
    last = next;
  });

  it('pushes nothing if nothing has changed', async () => {
    await commit({ 'README.md': 'A workspace.' });
    await expectPushed('fourth', last, []);
  });

  it('pushes everything after a force push, and builds nothing of it again', async () => {
    await takeOutcomes();
    await expectPushed('fifth', ORPHAN, SERVICES);
    expect(await takeOutcomes()).toEqual(ALL_CACHED);
  });

  it('builds what a change under review touches, and leaves no trace', async () => {
    await git('checkout', '--quiet', '-b', 'feature', 'HEAD~1');
    await commit({ 'green/src/index.txt': 'lime' });
    await git('checkout', '--quiet', 'main');
    await commit({ 'blue/src/index.txt': 'azure' });
    const before = await Promise.all(SERVICES.map(tagsOf));
    expectSuccess(await runs.review('review'));
    expect(await takeOutcomes()).toEqual(bothBuilt('green'));
    expect(await Promise.all(SERVICES.map(tagsOf))).toEqual(before);
  });
}

describeWith(['registry', 'base-images', 'crane'], 'the generated workflow for GitHub', () => {
  beforeAll(async () => {
    await createCheckout('github');
    expectSuccess(await generate('github'));
    // Stands for GitHub's program, asked for the last successful run of this workflow on this branch.
    await mkdir(path.join(workspace.root, 'bin'));
    await workspace.write({
      'bin/gh': `#!/bin/sh
[ "$*" = 'run list --workflow images --branch main --event push --status success --limit 1 --json headSha --jq .[].headSha' ] || exit 64
[ "$GH_REPO" ] && [ "$GH_TOKEN" ] || exit 4
[ -z "$LAST" ] || echo "$LAST"
`,
    });
    await chmod(path.join(workspace.root, 'bin/gh'), 0o755);
  });
  afterAll(() => workspace?.remove());

  const job = (name: string, event: string, env: Readonly<Record<string, string>>): Promise<CommandResult> =>
    runGithubJob({
      file: path.join(workspace.root, FILES.github),
      job: name,
      cwd: workspace.root,
      env: {
        CI: 'true',
        PATH: `${path.join(workspace.root, 'bin')}:${process.env['PATH']}`,
        GITHUB_ACTIONS: 'true',
        GITHUB_EVENT_NAME: event,
        GITHUB_WORKFLOW: 'images',
        ...env,
      },
    });

  pushesWhatChanged({
    push: (run, last) => job('push', 'push', { RUN: run, LAST: last ?? '', GITHUB_REF_NAME: 'main' }),
    review: async (run) => {
      await git('update-ref', 'refs/remotes/origin/main', 'main');
      // What GitHub checks out of a pull request.
      await git('checkout', '--quiet', '--detach', 'main');
      await git('merge', '--quiet', '--no-gpg-sign', '--no-edit', 'feature');
      return job('check', 'pull_request', { RUN: run, GITHUB_BASE_REF: 'main', MERGE_QUEUE_BASE: '' });
    },
  });

  it('is the same again, and as Prettier writes it', async () => {
    const before = await readFile(path.join(workspace.root, FILES.github), 'utf8');
    expect((await generate('github')).output).toContain(`${FILES.github}: unchanged`);
    expect(await readFile(path.join(workspace.root, FILES.github), 'utf8')).toBe(before);
    const prettier = path.join(REPOSITORY_ROOT, 'node_modules/.bin/prettier');
    expectSuccess(
      await attempt(prettier, ['--check', '--no-config', '--single-quote', FILES.github], {
        cwd: workspace.root,
      }),
    );
  });
});

describeWith(['registry', 'base-images', 'crane'], 'the generated pipeline for GitLab', () => {
  let api: Server;
  let last: string | undefined;
  const asked: string[] = [];

  beforeAll(async () => {
    await createCheckout('gitlab');
    expectSuccess(await generate('gitlab'));
    // Stands for GitLab's list of deployments.
    api = createServer((request, response) => {
      asked.push(`${request.url} ${String(request.headers['job-token'])}`);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(last === undefined ? [] : [{ id: 2, sha: last, status: 'success' }]));
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await new Promise((resolve) => (api ? api.close(resolve) : resolve(undefined)));
    await workspace?.remove();
  });

  const job = (name: string, env: Readonly<Record<string, string>>): Promise<CommandResult> =>
    runGitlabJob({
      file: path.join(workspace.root, FILES.gitlab),
      job: name,
      cwd: workspace.root,
      env: {
        CI: 'true',
        GITLAB_CI: 'true',
        CI_API_V4_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}/api/v4`,
        CI_PROJECT_ID: '42',
        CI_JOB_TOKEN: 'job-token',
        REGISTRY_USERNAME: 'somebody',
        REGISTRY_PASSWORD: 'secret',
        ...env,
      },
    });

  pushesWhatChanged({
    push: (run, known) => {
      last = known;
      return job('images:push', { RUN: run });
    },
    review: async (run) => {
      await git('checkout', '--quiet', 'feature');
      const base = await git('merge-base', 'main', 'feature');
      return job('images:check', { RUN: run, CI_MERGE_REQUEST_DIFF_BASE_SHA: base });
    },
  });

  it('asks GitLab for the last deployment, with the token of the job', () => {
    const query = 'environment=images&status=success&order_by=id&sort=desc&per_page=1';
    expect(new Set(asked)).toEqual(new Set([`/api/v4/projects/42/deployments?${query} job-token`]));
  });

  it('is the same again, and as Prettier writes it', async () => {
    expect((await generate('gitlab')).output).toContain(`${FILES.gitlab}: unchanged`);
    const prettier = path.join(REPOSITORY_ROOT, 'node_modules/.bin/prettier');
    const files = [FILES.gitlab, '.gitlab-ci.yml'];
    expectSuccess(
      await attempt(prettier, ['--check', '--no-config', '--single-quote', ...files], {
        cwd: workspace.root,
      }),
    );
  });
});

describeWith(
  ['docker', 'buildx', 'registry', 'base-images', 'qemu-arm64', 'crane'],
  'the generated workflow for native runners',
  () => {
    beforeAll(async () => {
      await createCheckout('native');
      await workspace.addProject(
        'greeter',
        { Dockerfile: COMPILED },
        {
          context: '{projectRoot}',
          tags: [nameOf('{projectName}', '{env.RUN}')],
        },
      );
      expectSuccess(await generate('github', '--nativeArm'));
      await commit({});
    });
    afterAll(() => workspace?.remove());

    const job = (name: string, env: Readonly<Record<string, string>> = {}): Promise<CommandResult> =>
      runGithubJob({
        file: path.join(workspace.root, FILES.github),
        job: name,
        cwd: workspace.root,
        env: { CI: 'true', GITHUB_EVENT_NAME: 'push', RUN: 'native', ...env },
      });

    it.each(['amd64', 'arm64'])('builds the half for %s', async (ARCH) => {
      expectSuccess(await job('build', { ARCH }));
      const outcomes = await takeOutcomes();
      expect(outcomes).toMatchObject({ greeter: ['built'] });
      expect(await tagsOf('greeter')).toContain(`build-${ARCH}`);
      expect(await pushed('native')).toEqual([]);
    });

    it('joins them, and builds nothing', async () => {
      expectSuccess(await job('push'));
      expect(await takeOutcomes()).toEqual({ ...ALL_CACHED, greeter: ['cached', 'cached'] });
      const name = nameOf('greeter', 'native');
      expect(platformsOf(await craneManifest(name))).toEqual(['linux/amd64', 'linux/arm64']);
      for (const platform of ['linux/amd64', 'linux/arm64'])
        expect(await runImage(name, platform)).toBe(`hello from ${platform}`);
    });
  },
);
