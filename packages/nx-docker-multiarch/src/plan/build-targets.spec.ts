import { resolveBuildTargets, type ProjectTarget } from './build-targets.js';
import type { Problem } from './problems.js';

const executor = 'nx-docker-multiarch:build';
const TARGETS: Readonly<Record<string, ProjectTarget>> = {
  build: { executor: '@nx/esbuild:esbuild', options: { tags: 'none of ours' } },
  image: {
    executor,
    options: { tags: 'a', platforms: 'linux/amd64' },
    configurations: { pr: { tags: 'b' } },
  },
  'image:worker': { executor, options: { tags: 'w' } },
  daily: {
    executor: './packages/nx-docker-multiarch:build',
    options: {},
    configurations: { main: { tags: 'd' }, pr: {} },
    defaultConfiguration: 'main',
  },
  layout: { executor, options: { outputPath: 'dist' } },
};

function resolve(
  raw: string | readonly string[] | undefined,
  targets = TARGETS,
): readonly [readonly unknown[], readonly Problem[]] {
  const problems: Problem[] = [];
  const builds = resolveBuildTargets(raw, targets, (problem) => problems.push(problem));
  return [builds.map(({ name, options }) => [name, options['tags']]), problems];
}

describe('resolveBuildTargets', () => {
  it.each([
    [
      'all that build an image with tags, if none is named',
      undefined,
      [
        ['image', 'a'],
        ['image:worker', 'w'],
        ['daily', 'd'],
      ],
    ],
    [
      'those that are named',
      'daily, image',
      [
        ['daily', 'd'],
        ['image', 'a'],
      ],
    ],
    ['one without tags, which is for others to judge', 'layout', [['layout', undefined]]],
    ['a configuration', 'image:pr', [['image:pr', 'b']]],
    ['a name with a colon', ['image:worker'], [['image:worker', 'w']]],
    ['another configuration than the default one', 'daily:pr', [['daily:pr', undefined]]],
  ])('finds %s', (_title, raw, builds) => {
    expect(resolve(raw)).toEqual([builds, []]);
  });

  it('keeps the options that a configuration does not change', () => {
    expect(resolveBuildTargets('image:pr', TARGETS, fail)).toEqual([
      { name: 'image:pr', options: { tags: 'b', platforms: 'linux/amd64' } },
    ]);
  });

  it.each([
    ['another name', 'imgae', 'is no target of the project', 'Did you mean "image"?'],
    ['what builds something else', 'build', 'is no target of the project', 'Name one that is.'],
    ['a configuration that is not there', 'image:prod', 'image has no configuration "prod"', 'Name one'],
    ['what every object has', 'image:toString', 'image has no configuration "toString"', 'Name one'],
  ])('reports %s', (_title, raw, what, wayOut) => {
    expect(resolve(raw)).toEqual([
      [],
      [
        {
          option: 'buildTargets',
          value: JSON.stringify(raw),
          what: expect.stringContaining(what) as string,
          wayOut: expect.stringContaining(wayOut) as string,
        },
      ],
    ]);
  });

  it('reports that nothing is pushed', () => {
    const [builds, problems] = resolve(undefined, {
      build: TARGETS['build'] ?? {},
      layout: TARGETS['layout'] ?? {},
    });
    expect([builds, problems.map(({ what }) => what)]).toEqual([
      [],
      ['no target of the project builds an image with tags'],
    ]);
  });
});

function fail(problem: Problem): never {
  throw new Error(problem.what);
}
