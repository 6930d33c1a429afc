import { parse } from 'yaml';
import { workflowProblems } from './check-workflow.js';
import type { CiPlan } from './ci-plan.js';
import { githubWorkflow } from './github-workflow.js';
import { PLANS, SAMPLE_PLAN } from './sample-plans.js';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly if?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly needs?: string;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: unknown;
  readonly concurrency: unknown;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const write = (plan: Partial<CiPlan>): Workflow =>
  parse(githubWorkflow({ ...SAMPLE_PLAN, ...plan })) as Workflow;
const actions = (job: Job | undefined): readonly string[] =>
  (job?.steps ?? []).flatMap(({ uses }) => uses?.replace(/@.*/, '') ?? []);
const commands = (job: Job | undefined): string =>
  (job?.steps ?? []).flatMap(({ run }) => run ?? []).join('\n');
const stepOf = (job: Job | undefined, action: string): Step | undefined =>
  job?.steps.find(({ uses }) => uses?.startsWith(`${action}@`));
const logIn = (job: Job | undefined): Step | undefined => stepOf(job, 'docker/login-action');

describe('a workflow for GitHub', () => {
  it.each(PLANS)('is one that GitHub takes: %s', (_, plan) => {
    expect(workflowProblems(parse(githubWorkflow(plan)))).toEqual([]);
  });

  it.each(PLANS)('says each thing once: %s', (_, plan) => {
    const comments = githubWorkflow(plan).match(/^ *# [A-Z].*/gm) ?? [];
    expect(new Set(comments.map((line) => line.trim())).size).toBe(comments.length);
  });

  it('cuts off pull requests that are outdated, and never the branch', () => {
    const { on, concurrency } = write({ branch: 'trunk' });
    expect(on).toEqual({ push: { branches: ['trunk'] }, pull_request: null, merge_group: null });
    expect(concurrency).toEqual({
      group: '${{ github.workflow }}-${{ github.event.pull_request.number || github.ref }}',
      'cancel-in-progress': "${{ github.event_name == 'pull_request' }}",
    });
  });

  it.each([false, true])('pushes, and may push, from the branch alone (native runners: %s)', (nativeArm) => {
    const { check, ...others } = write({ nativeArm }).jobs;
    expect(check?.permissions).toEqual({ contents: 'read', packages: 'read' });
    expect(commands(check)).toContain('--cache.write=false');
    expect(commands(check)).not.toContain('--push');
    expect(Object.keys(others)).toEqual(nativeArm ? ['build', 'push'] : ['push']);
    for (const job of Object.values(others)) {
      expect(job.permissions).toEqual({ contents: 'read', actions: 'read', packages: 'write' });
      expect(commands(job)).toContain('nx affected -t docker-multiarch --push');
    }
  });

  it('has every job look for what was built in the same place', () => {
    const { env, jobs } = write({ images: 'ghcr.io/acme', nativeArm: true });
    expect(env).toMatchObject({ IMAGES: 'ghcr.io/acme', NX_DEFAULT_OUTPUT_STYLE: 'static' });
    for (const job of Object.values(jobs))
      expect(commands(job)).toContain('--cache.repository="$IMAGES/{projectName}"');
  });

  it('joins what the native runners have built under tags of its own', () => {
    const { build, push } = write({ nativeArm: true }).jobs;
    expect(commands(build)).toContain('--platforms="linux/$ARCH"');
    expect(commands(build)).toContain('--tags="$IMAGES/{projectName}:build-$ARCH"');
    expect(push?.needs).toBe('build');
    expect(commands(push)).not.toMatch(/--platforms|--tags/);
    expect(actions(push)).not.toContain('docker/setup-buildx-action');
  });

  it('builds each image of a project, and no two under one tag', () => {
    const { check, build, push } = write({
      targets: ['docker-multiarch', 'my/container'],
      nativeArm: true,
    }).jobs;
    for (const job of [check, push])
      expect(commands(job)).toContain('nx affected -t docker-multiarch,my/container ');
    expect(commands(build).match(/affected -t \S+|:build-[\w$-]+/g)).toEqual([
      'affected -t docker-multiarch',
      ':build-$ARCH',
      'affected -t my/container',
      ':build-my-container-$ARCH',
    ]);
  });

  it.each([
    ['nothing for what runs nothing', { builder: false, emulated: [] }, false, []],
    ['a builder', { builder: true, emulated: [] }, false, ['docker/setup-buildx-action']],
    [
      'an emulator, before the builder',
      { builder: true, emulated: ['arm64'] },
      false,
      ['docker/setup-qemu-action', 'docker/setup-buildx-action'],
    ],
    [
      'no emulator on native runners',
      { builder: true, emulated: ['arm64'] },
      true,
      ['docker/setup-buildx-action'],
    ],
  ])('sets up %s', (_, needs, nativeArm, expected) => {
    const { check, build, push } = write({ needs, nativeArm }).jobs;
    for (const job of [check, build ?? push])
      expect(actions(job).filter((action) => action.startsWith('docker/setup-'))).toEqual(expected);
  });

  it('emulates what there is to emulate, in the job that joins as well, for what it does not find', () => {
    const needs = { builder: true, emulated: ['arm', 's390x'] };
    const { check, push } = write({ needs }).jobs;
    const joining = write({ needs, nativeArm: true }).jobs['push'];
    for (const job of [check, push, joining]) {
      expect(actions(job)).toContain('docker/setup-buildx-action');
      expect(stepOf(job, 'docker/setup-qemu-action')).toMatchObject({ with: { platforms: 'arm,s390x' } });
    }
  });

  it.each([
    ['npm', 'npm', undefined],
    ['bun', undefined, 'oven-sh/setup-bun'],
  ] as const)('installs with %s', (name, cache, action) => {
    const plan = PLANS.find(([, { packageManager }]) => packageManager.name === name)?.[1];
    const { check } = write(plan ?? {}).jobs;
    expect(stepOf(check, 'actions/setup-node')?.with?.['cache']).toBe(cache);
    expect(actions(check).includes('oven-sh/setup-bun')).toBe(action !== undefined);
  });

  it('checks what the merge queue puts together', () => {
    expect(write({}).jobs['check']?.if).toBe("github.event_name != 'push'");
  });

  it("logs in to GitHub's registry with the token of the run", () => {
    const { check, push } = write({ images: 'ghcr.io/acme' }).jobs;
    for (const job of [check, push])
      expect(logIn(job)).toMatchObject({
        with: {
          registry: 'ghcr.io',
          username: '${{ github.actor }}',
          password: '${{ secrets.GITHUB_TOKEN }}',
        },
      });
  });

  it('gives a pull request another user for another registry, if there is one', () => {
    const { check, push } = write({ images: 'registry.example.com:5000/acme' }).jobs;
    expect(logIn(push)).toMatchObject({
      with: { registry: 'registry.example.com:5000', password: '${{ secrets.REGISTRY_PASSWORD }}' },
    });
    expect(logIn(check)).toMatchObject({
      if: "env.CAN_LOG_IN == 'true'",
      with: { registry: 'registry.example.com:5000', password: '${{ secrets.REGISTRY_READ_PASSWORD }}' },
    });
    expect(check?.permissions).toEqual({ contents: 'read' });
    expect(push?.permissions).toEqual({ contents: 'read', actions: 'read' });
  });

  it('has the variables that a registry is named by from the repository', () => {
    const { env, jobs } = write({
      images: '{env.ACCOUNT}.ecr.{env.REGION}.test/{env.GITHUB_REPOSITORY_OWNER}',
    });
    expect(env).toMatchObject({ ACCOUNT: '${{ vars.ACCOUNT }}', REGION: '${{ vars.REGION }}' });
    expect(env).not.toHaveProperty('GITHUB_REPOSITORY_OWNER');
    expect(logIn(jobs['push'])?.with?.['registry']).toBe('${{ env.ACCOUNT }}.ecr.${{ env.REGION }}.test');
  });
});
