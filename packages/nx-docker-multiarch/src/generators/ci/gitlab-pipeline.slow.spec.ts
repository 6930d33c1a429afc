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

  it('joins what the native runners have built, without a Docker', () => {
    const { 'images:build': build, 'images:push': push } = write({ nativeArm: true });
    expect(commands(build)).toContain('--platforms="linux/$ARCH"');
    expect(commands(build)).toContain('--tags="$IMAGES/{projectName}:build-$ARCH"');
    expect(push).toMatchObject({ needs: ['images:build'], services: [] });
    expect(commands(push)).not.toMatch(/--platforms|--tags/);
  });

  it.each([
    ['nothing for what runs nothing', { builder: false, emulator: false }, false, 'node:22', 0, false],
    ['a Docker', { builder: true, emulator: false }, false, 'node:22-alpine', 1, false],
    ['an emulator', { builder: true, emulator: true }, false, 'node:22-alpine', 1, true],
    ['no emulator on native runners', { builder: true, emulator: true }, true, 'node:22-alpine', 1, false],
  ])('sets up %s', (_, needs, nativeArm, image, services, emulates) => {
    const shared = write({ needs, nativeArm })['.images'];
    expect(shared?.image).toBe(image);
    expect(shared?.services ?? []).toHaveLength(services);
    expect(shared?.before_script?.some((line) => line.includes('binfmt'))).toBe(emulates);
  });

  it.each([
    ["GitLab's own registry", undefined, '$CI_REGISTRY_IMAGE', '"$CI_REGISTRY"'],
    ['another one', 'registry.example.com/acme', 'registry.example.com/acme', '"registry.example.com"'],
    ['Docker Hub', 'acme', 'acme', '"https://index.docker.io/v1/"'],
  ])('logs in to %s', (_, images, name, registry) => {
    const shared = write({ images })['.images'];
    expect(shared?.variables?.['IMAGES']).toBe(name);
    expect(shared?.before_script?.join('\n')).toContain(registry);
  });
});
