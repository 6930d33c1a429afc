import { digestOf, parsePlatform } from '@nx-docker-multiarch/oci/model';
import { createMemoryStore } from '@nx-docker-multiarch/oci/store';
import { parseDockerfile } from '../../context/dockerfile/index.js';
import { samplePlan } from '../../plan/sample-plan.js';
import type { FoundBase, UnknownBase } from './base-images.js';
import { expectPlatforms } from './expect-platforms.js';
import { reachOfPlatform } from './platform-reach.js';

/** What is said of a Dockerfile with the base `b`, which is there for these platforms, built for amd64 and arm64. */
function complaint(
  text: string,
  offered: readonly string[] | undefined | 'unknown',
  unpinned: readonly string[] = [],
): unknown {
  const dockerfile = parseDockerfile(text, 'Dockerfile');
  const plan = samplePlan({ buildContexts: {} });
  const reaches = plan.platforms.map((platform) => reachOfPlatform(dockerfile, plan, platform));
  const found: FoundBase | UnknownBase =
    offered === 'unknown'
      ? { reason: 'nobody knows' }
      : {
          ...{ reference: undefined, digest: digestOf('b'), digestFor: () => undefined },
          ...{ platforms: offered?.map(parsePlatform), store: createMemoryStore() },
        };
  try {
    expectPlatforms(dockerfile, reaches, { bases: new Map([['b', found]]), unpinned });
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('expectPlatforms', () => {
  it('names the line, the image, the platform and those that are there', () => {
    expect(
      complaint('FROM scratch AS x\nCOPY a /\nFROM b\nCOPY --from=x /a /', ['linux/amd64']),
    ).toMatchObject({
      code: 'BASE_IMAGE_MISSING',
      message: 'Reading Dockerfile:3: b is there for linux/amd64, not for linux/arm64',
    });
  });

  it('names every platform that is missing', () => {
    expect(complaint('FROM b', ['linux/s390x'])).toMatchObject({ errors: { length: 2 } });
    expect(complaint('FROM b', [])).toMatchObject({
      errors: [{ message: expect.stringContaining('for no platform, not for linux/amd64') as string }, {}],
    });
  });

  it.each<[string, string, readonly string[] | undefined | 'unknown', (readonly string[])?]>([
    ['all platforms', 'FROM b', ['linux/amd64', 'linux/arm64']],
    [
      'a base of the machine that builds',
      'FROM --platform=$BUILDPLATFORM b AS x\nFROM scratch\nCOPY --from=x /a /',
      ['linux/amd64'],
    ],
    ['a constant platform', 'FROM --platform=linux/amd64 b', ['linux/amd64']],
    ['a stage that nobody needs', 'FROM b AS x\nFROM scratch', []],
    ['what only its config tells', 'FROM b', undefined],
    ['what could not be looked up', 'FROM b', 'unknown'],
    ['what the builder is not held to', 'FROM b', [], ['b is not pinned']],
    ['what BuildKit takes in its place', 'FROM b', ['linux/386', 'linux/arm/v7']],
  ])('lets be: %s', (_title, text, offered, ...[unpinned]) => {
    expect(complaint(text, offered, unpinned)).toBeUndefined();
  });
});
