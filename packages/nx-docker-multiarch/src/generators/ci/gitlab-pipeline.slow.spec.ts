import { parse } from 'yaml';
import { pipelineProblems } from './check-pipeline.js';
import type { CiPlan } from './ci-plan.js';
import { gitlabPipeline } from './gitlab-pipeline.js';
import { PLANS, SAMPLE_PLAN } from './sample-plans.js';

interface Job {
  readonly image?: string;
  readonly services?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly before_script?: readonly string[];
  readonly rules?: readonly { readonly if: string }[];
  readonly interruptible?: boolean;
  readonly needs?: readonly string[];
  readonly environment?: string;
  readonly resource_group?: string;
  readonly script?: readonly string[];
}

const write = (plan: Partial<CiPlan>): Readonly<Record<string, Job>> =>
  parse(gitlabPipeline({ ...SAMPLE_PLAN, ...plan })) as Readonly<Record<string, Job>>;
const commands = (job: Job | undefined): string => (job?.script ?? []).join('\n');

describe('a pipeline for GitLab', () => {
  it.each(PLANS)('is one that GitLab takes: %s', (_, plan) => {
    expect(pipelineProblems(parse(gitlabPipeline(plan)))).toEqual([]);
  });

  it.each([false, true])('pushes from the branch alone (native runners: %s)', (nativeArm) => {
    const { '.images': _shared, 'images:check': check, ...others } = write({ branch: 'trunk', nativeArm });
    expect(check?.rules).toEqual([{ if: "$CI_PIPELINE_SOURCE == 'merge_request_event'" }]);
    expect(commands(check)).toContain('--cache.write=false');
    expect(commands(check)).not.toContain('--push');
    expect(Object.keys(others)).toEqual(nativeArm ? ['images:build', 'images:push'] : ['images:push']);
    for (const job of Object.values(others)) {
      expect(job.rules).toEqual([{ if: "$CI_COMMIT_BRANCH == 'trunk'" }]);
      expect(commands(job)).toContain('nx affected -t docker-multiarch --push');
    }
  });

  it('lets outdated merge requests be cut off, and pushes one after the other', () => {
    const jobs = write({});
    expect(jobs['images:check']).toMatchObject({ interruptible: true });
    expect(jobs['images:push']).toMatchObject({
      interruptible: false,
      resource_group: 'images',
      environment: 'images',
    });
  });

  it('asks for the deployments of the environment that it deploys to', () => {
    const push = write({})['images:push'];
    expect(commands(push)).toContain(`environment=${push?.environment}&status=success`);
  });

  it('gives the job that joins what it needs for what it does not find', () => {
    const needs = { builder: true, emulated: ['arm', 'arm64'] };
    const { 'images:build': build, 'images:push': push } = write({ nativeArm: true, needs });
    expect(commands(push)).toContain('tonistiigi/binfmt --install arm,arm64');
    expect(commands(build)).not.toContain('binfmt');
    expect(push).not.toHaveProperty('services');
  });

  it('joins what the native runners have built', () => {
    const { 'images:build': build, 'images:push': push } = write({ nativeArm: true });
    expect(commands(build)).toContain('--platforms="linux/$ARCH"');
    expect(commands(build)).toContain('--tags="$IMAGES/{projectName}:build-$ARCH"');
    expect(push).toMatchObject({ needs: ['images:build'] });
    expect(commands(push)).not.toMatch(/--platforms|--tags/);
  });

  it.each([
    ['nothing for what runs nothing', { builder: false, emulated: [] }, false, 'node:22', 0, false],
    ['a Docker', { builder: true, emulated: [] }, false, 'node:22-alpine', 1, false],
    ['an emulator', { builder: true, emulated: ['arm64'] }, false, 'node:22-alpine', 1, true],
    [
      'no emulator on native runners',
      { builder: true, emulated: ['arm64'] },
      true,
      'node:22-alpine',
      1,
      false,
    ],
  ])('sets up %s', (_, needs, nativeArm, image, services, emulates) => {
    const shared = write({ needs, nativeArm })['.images'];
    expect(shared?.image).toBe(image);
    expect(shared?.services ?? []).toHaveLength(services);
    expect(shared?.before_script?.some((line) => line.includes('binfmt'))).toBe(emulates);
  });

  it.each([
    ["GitLab's own registry", undefined, '$CI_REGISTRY_IMAGE'],
    ['another one', 'registry.example.com/acme', 'registry.example.com/acme'],
    ['one that a variable names', '{env.REGISTRY}/acme', '{env.REGISTRY}/acme'],
  ])('has every job look in %s', (_, images, name) => {
    expect(write({ images })['.images']?.variables?.['IMAGES']).toBe(name);
  });
});
