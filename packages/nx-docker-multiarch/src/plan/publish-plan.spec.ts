import { formatPlatform, formatReference } from '@nx-docker-multiarch/oci/model';
import type { ProjectTarget } from './build-targets.js';
import type { PlanFacts } from './plan-facts.js';
import { resolvePublish, type PublishPlan } from './publish-plan.js';
import { sampleFacts } from './sample-facts.js';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const EARLIER = 'fedcba9876543210fedcba9876543210fedcba98';

function target(options: object): ProjectTarget {
  return { executor: 'nx-docker-multiarch:build', options };
}

function resolve(
  build: object,
  options: object = {},
  facts: Partial<PlanFacts> = {},
  earlier: readonly string[] = [],
): PublishPlan {
  return resolvePublish(options, { image: target(build) }, sampleFacts(facts), earlier);
}

/** The texts of the first image's names: where it may be, and what it gets. */
function namesIn({ images: [image] }: PublishPlan): object {
  return {
    from: image?.candidates.map(formatReference),
    to: image?.names.map(
      ({ reference, isFixed }) => `${formatReference(reference)}${isFixed ? '' : ' moves'}`,
    ),
  };
}

function messageOf(build: object, options: object = {}, facts: Partial<PlanFacts> = {}): string {
  try {
    resolve(build, options, facts);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('resolvePublish', () => {
  it('tags what was built from the commit as the version, in every repository of the build', () => {
    const plan = resolve({
      tags: ['r.test/acme/{projectName}:{sha}', 'r.test/acme/{projectName}:latest', 'q.test/api:main'],
    });
    expect(namesIn(plan)).toEqual({
      from: [`r.test/acme/api:${SHA}`],
      to: ['r.test/acme/api:1.2.3', 'q.test/api:1.2.3'],
    });
    expect(plan.dryRun).toBe(false);
    expect(plan.images[0]).toMatchObject({
      task: 'api:image',
      projectName: 'api',
      insecureRegistries: [],
      caFiles: {},
    });
    expect(plan.images[0]?.platforms.map(formatPlatform)).toEqual(['linux/amd64', 'linux/arm64']);
  });

  it.each<[string, object, object, object]>([
    [
      'looks for the commit first, then for those that only release',
      { tags: 'r.test/api:{shortSha},r.test/api:v{sha}' },
      {},
      {
        from: ['0123456', `v${SHA}`, 'fedcba9', `v${EARLIER}`].map((tag) => `r.test/api:${tag}`),
        to: ['r.test/api:1.2.3'],
      },
    ],
    [
      'passes over tags that are others by now',
      { tags: 'r.test/api:{version}-{sha},r.test/api:{sha},r.test/api:{sha}.{date}' },
      {},
      { from: [SHA, EARLIER].map((tag) => `r.test/api:${tag}`), to: ['r.test/api:1.2.3'] },
    ],
    [
      'takes the tag that is named',
      { tags: 'r.test/api:{version},q.test/api:latest' },
      { from: 'main-{shortSha}' },
      {
        from: ['r.test/api', 'q.test/api']
          .map((name) => `${name}:main-0123456`)
          .concat(['r.test/api', 'q.test/api'].map((name) => `${name}:main-fedcba9`)),
        to: ['r.test/api:1.2.3', 'q.test/api:1.2.3'],
      },
    ],
    [
      'looks once for a tag without a commit',
      { tags: 'r.test/api:latest' },
      { from: 'latest' },
      { from: ['r.test/api:latest'], to: ['r.test/api:1.2.3'] },
    ],
    [
      'gives the tags that are named, and moves those without a version',
      { tags: 'r.test/api:{shortSha}' },
      { from: 'next', tags: 'v{version},stable' },
      { from: ['r.test/api:next'], to: ['r.test/api:v1.2.3', 'r.test/api:stable moves'] },
    ],
    [
      'moves a version if it is told to',
      { tags: 'r.test/api:{shortSha}' },
      { from: 'next', overwrite: true },
      { from: ['r.test/api:next'], to: ['r.test/api:1.2.3 moves'] },
    ],
  ])('%s', (_title, build, options, expected) => {
    expect(namesIn(resolve(build, options, {}, [EARLIER]))).toEqual(expected);
  });

  it('makes a version fit for a tag, and takes what the build needs of registries', () => {
    const plan = resolve(
      {
        tags: 'r.test:5000/api:{sha}',
        platforms: 'linux/arm64',
        insecureRegistries: 'r.test:5000',
        caFiles: 'r.test:5000=.npmrc',
      },
      { dryRun: true },
      { version: { value: '2.0.0+build.5' } },
    );
    expect(namesIn(plan)).toMatchObject({ to: ['r.test:5000/api:2.0.0-build.5'] });
    expect(plan).toMatchObject({
      dryRun: true,
      images: [{ insecureRegistries: ['r.test:5000'], caFiles: { 'r.test:5000': '/ws/.npmrc' } }],
    });
    expect(plan.images[0]?.platforms.map(formatPlatform)).toEqual(['linux/arm64']);
  });

  it('asks for nothing that only other tags of the build need', () => {
    const plan = resolve(
      { tags: 'r.test/api:{branch},r.test/api:{env.NOT_SET},r.test/api:{sha}' },
      {},
      {
        branch: { missing: 'a commit is checked out, not a branch', wayOut: '' },
      },
    );
    expect(namesIn(plan)).toMatchObject({ to: ['r.test/api:1.2.3'] });
  });

  it('releases every image of the project', () => {
    const { images } = resolvePublish(
      {},
      { image: target({ tags: 'r.test/api:{sha}' }), worker: target({ tags: 'r.test/worker:{sha}' }) },
      sampleFacts(),
      [],
    );
    expect(images.map(({ task, names }) => [task, names.length])).toEqual([
      ['api:image', 1],
      ['api:worker', 1],
    ]);
  });

  it.each<[string, object, object, Partial<PlanFacts>, readonly string[]]>([
    [
      'a build that names no commit',
      { tags: 'r.test/api:latest' },
      {},
      {},
      ['image.tags "r.test/api:latest": none of them has {sha} or {shortSha}'],
    ],
    [
      'a build whose tags are others by now',
      { tags: 'r.test/api:{version}-{sha},r.test/api:{date}-{shortSha}' },
      {},
      {},
      [
        'image.tags "r.test/api:{version}-{sha},r.test/api:{date}-{shortSha}": with {version} or {date}',
        '"from"',
      ],
    ],
    [
      'a version that is not known',
      { tags: 'r.test/api:{sha}' },
      {},
      { version: { missing: 'no Git tag', wayOut: 'Run nx release.' } },
      ['tags "{version}": {version} is not known: no Git tag.\n    Run nx release.'],
    ],
    [
      'a commit that is not known',
      { tags: 'r.test/api:{sha}' },
      {},
      { sha: { missing: 'git is not installed', wayOut: 'Install it.' } },
      ['image.tags "r.test/api:{sha}": {sha} is not known: git is not installed'],
    ],
    [
      'whole names',
      { tags: 'r.test/api:{sha}' },
      { tags: 'r.test/api:{version}', from: '{sha}@sha256' },
      {},
      ['from "{sha}@sha256": ', 'tags "r.test/api:{version}": ', 'Write only what stands behind the colon'],
    ],
    [
      'misspelt options, of its own and of the build',
      { tags: 'r.test/api:{sha}', platfroms: 'linux/amd64' },
      { form: 'latest' },
      {},
      ['form: there is no such option', 'image.platfroms: there is no such option'],
    ],
    ['a repository that is none', { tags: 'r.test/A B:{sha}' }, {}, {}, ['image.tags "r.test/A B"']],
  ])('says what is wrong with %s', (_title, build, options, facts, problems) => {
    const message = messageOf(build, options, facts);
    expect(message).toContain('nothing was released');
    for (const problem of problems) expect(message).toContain(problem);
  });
});
