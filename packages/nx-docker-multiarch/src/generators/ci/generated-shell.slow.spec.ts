import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ProcessError, run } from '../../process/index.js';
import { githubWorkflow } from './github-workflow.js';
import { gitlabPipeline } from './gitlab-pipeline.js';
import { SAMPLE_PLAN } from './sample-plans.js';

type Environment = Readonly<Record<string, string>>;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'generated-shell-'));
  await mkdir(join(root, 'bin'));
});
afterEach(() => rm(root, { recursive: true }));

/** Puts a program in front of those of this machine. */
async function fake(name: string, script: string): Promise<void> {
  await writeFile(join(root, 'bin', name), `#!/bin/sh\n${script}\n`);
  await chmod(join(root, 'bin', name), 0o755);
}

/** What the shell printed and how it ended. */
async function shell(command: string, script: string, env: Environment) {
  const lines: string[] = [];
  const args = ['-e', '-c', `PATH="${join(root, 'bin')}:$PATH"\n${script}`];
  const onLine = (line: string): number => lines.push(line);
  const hasFailed = await run({ command, args, cwd: root, env, onLine }).then(
    () => false,
    (error: unknown) => {
      if (error instanceof ProcessError) return true;
      throw error;
    },
  );
  return { output: lines.join('\n'), hasFailed };
}

async function git(...args: readonly string[]): Promise<string> {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@acme.test', '-c', 'commit.gpgsign=false'];
  return (await run({ command: 'git', args: [...identity, ...args], cwd: root })).stdout.trim();
}

describe('the base commit of a push to GitHub', () => {
  const { jobs } = parse(githubWorkflow({ ...SAMPLE_PLAN, branch: 'release/1.x' })) as {
    jobs: Record<string, { steps: { name?: string; run?: string }[] }>;
  };
  const baseStep = (job: string): string =>
    jobs[job]?.steps.find(({ name }) => name === 'Find the base commit')?.run ?? '';
  let commits: string[];

  beforeEach(async () => {
    await git('init', '--quiet', '--initial-branch=release/1.x');
    commits = [];
    for (const message of ['first', 'second', 'third']) {
      await git('commit', '--quiet', '--allow-empty', '--message', message);
      commits.push(await git('rev-parse', 'HEAD'));
    }
    // GitHub's program, asked for the last successful run and for the tip of the branch.
    await fake(
      'gh',
      `case "$1 $2" in
'run list') echo "$LAST" ;;
'api repos/acme/shop/git/ref/heads/release/1.x') echo "$TIP" ;;
*) exit 64 ;;
esac`,
    );
  });

  /** What the step does in a run of one commit, with what was pushed last and what the branch is at now. */
  async function find(at: number, last: number | string, tip: number, job = 'push', given: Environment = {}) {
    await git('checkout', '--quiet', '--detach', commits[at] ?? '');
    // As actions/checkout leaves it, whatever the branch is at.
    await git('update-ref', 'refs/remotes/origin/release/1.x', 'HEAD');
    const env = {
      LAST: typeof last === 'number' ? (commits[last] ?? '') : last,
      TIP: commits[tip] ?? '',
      GH_REPO: 'acme/shop',
      GITHUB_REF_NAME: 'release/1.x',
      GITHUB_ENV: join(root, 'env'),
      ...given,
    };
    await writeFile(env.GITHUB_ENV, '');
    const { output, hasFailed } = await shell('bash', baseStep(job), env);
    const [, base = ''] = /^NX_BASE=(.*)$/m.exec(await readFile(env.GITHUB_ENV, 'utf8')) ?? [];
    return { base: commits.includes(base) ? commits.indexOf(base) : base, output, hasFailed };
  }

  const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

  it.each([
    ['nothing was pushed yet', 1, '', 1, EMPTY_TREE],
    ['something before it was pushed', 2, 0, 2, 0],
    ['it was pushed itself', 1, 1, 2, 1],
    ['it is run before newer ones that wait', 1, 0, 2, 0],
    ['what was pushed is no commit here', 1, '0123456789abcdef0123456789abcdef01234567', 1, EMPTY_TREE],
    ['the branch was moved back to it', 0, 2, 0, EMPTY_TREE],
  ])('is known where %s', async (_, at, last, tip, base) => {
    expect(await find(at, last, tip)).toMatchObject({ base, hasFailed: false });
  });

  it('is refused to an old run that is run again after a newer commit was pushed', async () => {
    const { base, output, hasFailed } = await find(0, 1, 2);
    expect(hasFailed).toBe(true);
    expect(base).toBe('');
    expect(output).toContain(`::error::A newer commit is pushed already, ${commits[1]}`);
  });

  it.each([
    ['a pull request', { GITHUB_BASE_REF: 'release/1.x' }, 2],
    ['the merge queue', { MERGE_QUEUE_BASE: 'what-github-says' }, 'what-github-says'],
  ])('of %s is where that comes from', async (_, env, base) => {
    expect(await find(2, '', 2, 'check', env)).toMatchObject({ base, hasFailed: false });
  });
});

describe('the jobs of GitLab', () => {
  const itemsOf = (plan: Partial<typeof SAMPLE_PLAN>): readonly string[] =>
    (parse(gitlabPipeline({ ...SAMPLE_PLAN, ...plan })) as { '.images': { before_script: string[] } })[
      '.images'
    ].before_script;
  const item = (plan: Partial<typeof SAMPLE_PLAN>, part: string): string =>
    itemsOf(plan).find((each) => each.includes(part)) ?? '';
  const GITLAB = { CI_REGISTRY: 'reg.gitlab.test', CI_REGISTRY_USER: 'ci', CI_REGISTRY_PASSWORD: 'p"w' };
  const OWN = { 'reg.gitlab.test': 'ci:p"w' };
  const PUSHES = { REGISTRY_USERNAME: 'ada', REGISTRY_PASSWORD: 'secret' };
  const READS = { REGISTRY_READ_USERNAME: 'bob', REGISTRY_READ_PASSWORD: 'hidden' };

  it.each<[string, string | undefined, Environment, Environment]>([
    ["GitLab's own registry", undefined, GITLAB, OWN],
    ['no registry where there is none', undefined, {}, {}],
    ["GitLab's own where nobody names a user of the other", 'quay.io/acme', GITLAB, OWN],
    ['both', 'quay.io/acme', { ...GITLAB, ...PUSHES, ...READS }, { ...OWN, 'quay.io': 'ada:secret' }],
    ['both, to read', 'quay.io:5000/acme', { ...GITLAB, ...READS }, { ...OWN, 'quay.io:5000': 'bob:hidden' }],
    ['the other alone', 'quay.io/acme', PUSHES, { 'quay.io': 'ada:secret' }],
    ['Docker Hub', 'acme', PUSHES, { 'https://index.docker.io/v1/': 'ada:secret' }],
    [
      'one that variables name',
      '{env.ACCOUNT}.ecr.{env.REGION}.test/acme',
      { ...PUSHES, ACCOUNT: '42', REGION: 'eu' },
      { '42.ecr.eu.test': 'ada:secret' },
    ],
    [
      'one that a variable names with a path',
      '{env.CI_REGISTRY_IMAGE}',
      { ...PUSHES, CI_REGISTRY_IMAGE: 'reg.gitlab.test/acme/shop' },
      { 'reg.gitlab.test': 'ada:secret' },
    ],
  ])('log in to %s', async (_, images, env, users) => {
    const script = `set -u\n${item({ images }, 'DOCKER_CONFIG')}\ncat "$DOCKER_CONFIG/config.json"; rm -r "$DOCKER_CONFIG"`;
    const nobody = { CI_REGISTRY: '', REGISTRY_USERNAME: '', REGISTRY_READ_USERNAME: '' };
    const { output } = await shell('sh', script, { ...nobody, ...env });
    const { auths } = JSON.parse(output) as { auths: Record<string, { auth: string }> };
    const read = Object.entries(auths).map(([host, { auth }]) => [
      host,
      Buffer.from(auth, 'base64').toString(),
    ]);
    expect(Object.fromEntries(read)).toEqual(users);
  });

  const builder = { needs: { builder: true, emulated: ['arm64'] } };

  it('wait for Docker before they use it, and not for ever', async () => {
    const items = itemsOf(builder);
    const wait = item(builder, 'docker version');
    const binfmt = items.findIndex((each) => each.includes('--install arm64'));
    expect(items.indexOf(wait)).toBeLessThan(binfmt);
    await fake('docker', '[ "$1" = version ] && { [ -e started ] || { touch started; exit 1; }; }');
    expect(await shell('sh', wait, {})).toEqual({ output: '', hasFailed: false });
    await fake('docker', 'exit 1');
    const failed = await shell('sh', wait.replace('timeout 60', 'timeout 1'), {
      DOCKER_HOST: 'tcp://docker:1',
    });
    expect(failed.hasFailed).toBe(true);
    expect(failed.output).toContain('Docker does not answer at tcp://docker:1');
  });
});
