import { parseReference } from '@nx-docker-multiarch/oci/model';
import type { CachePlan } from './build-plan.js';
import { resolvePlan } from './resolve-plan.js';
import { sampleFacts } from './sample-facts.js';

const PUSH = { push: true, tags: 'ghcr.io/acme/api:1' };
const DAY_MS = 24 * 60 * 60 * 1000;

function cacheOf(options: object): CachePlan {
  return resolvePlan(options, sampleFacts()).cache;
}

function bulletsOf(options: object): string[] {
  try {
    resolvePlan(options, sampleFacts());
  } catch (error) {
    return (error as Error).message
      .split('\n  - ')
      .slice(1)
      .map((bullet) => bullet.replace('\n    ', ' '));
  }
  return [];
}

describe('cache', () => {
  it('is used and written by default', () => {
    expect(cacheOf(PUSH)).toEqual<CachePlan>({
      mode: 'registry',
      read: true,
      write: true,
      repository: undefined,
      prefix: 'nxdm-',
      maxAgeMs: undefined,
    });
  });

  it.each<[string, object, CachePlan['mode']]>([
    ['a push', PUSH, 'registry'],
    ['a push and a layout', { ...PUSH, outputPath: 'out' }, 'registry'],
    ['a layout', {}, 'local'],
    ['a layout and a repository', { cache: { repository: 'ghcr.io/acme/cache' } }, 'registry'],
    ['a load', { load: true }, 'off'],
    ['a load and a layout', { load: true, outputPath: 'out' }, 'local'],
    ['a load and a repository', { load: true, cache: { repository: 'ghcr.io/acme/cache' } }, 'registry'],
    ['a repository of an unset variable', { cache: { repository: '' } }, 'local'],
    ['"auto"', { ...PUSH, cache: { mode: 'auto' } }, 'registry'],
    ['"off"', { ...PUSH, cache: { mode: 'off', repository: 'a.test/b' } }, 'off'],
    ['"local" beside a push', { ...PUSH, outputPath: 'out', cache: { mode: 'local' } }, 'local'],
    ['"registry" without a push', { tags: 'a.test/b:1', cache: { mode: 'registry' } }, 'registry'],
    ['true', { ...PUSH, cache: true }, 'registry'],
    ['--no-cache', { ...PUSH, cache: false }, 'registry'],
  ])('with %s is in mode %s', (_title, options, mode) => {
    expect(cacheOf(options).mode).toBe(mode);
  });

  it('is written but not read with --no-cache', () => {
    const { cache, noCache } = resolvePlan({ ...PUSH, cache: false }, sampleFacts());
    expect({ ...cache, noCache }).toMatchObject({ read: false, write: true, noCache: true });
  });

  it.each([{}, { cache: true }, { cache: {} }, { cache: { mode: 'off' } }])(
    'leaves the engine what it remembers with %j',
    (options) => {
      expect(resolvePlan(options, sampleFacts())).toMatchObject({ noCache: false, cache: { read: true } });
    },
  );

  it.each<[object, Partial<CachePlan>]>([
    [{ write: false }, { write: false }],
    [{ write: 'false' }, { write: false }],
    [{ write: 'true' }, { write: true }],
    [{ prefix: 'v1.' }, { prefix: 'v1.' }],
    [{ prefix: 7 }, { prefix: '7' }],
    [{ prefix: '' }, { prefix: 'nxdm-' }],
    [{ prefix: 'p'.repeat(64) }, { prefix: 'p'.repeat(64) }],
    [{ maxAge: '30d' }, { maxAgeMs: 30 * DAY_MS }],
    [{ maxAge: '12h' }, { maxAgeMs: DAY_MS / 2 }],
    [{ maxAge: '45m' }, { maxAgeMs: 45 * 60_000 }],
    [{ maxAge: '' }, { maxAgeMs: undefined }],
    [{ 'max-age': '1d' }, { maxAgeMs: DAY_MS }],
    [{ repository: 'cache' }, { repository: { registry: 'docker.io', repository: 'library/cache' } }],
    [
      { repository: 'localhost:5000/{projectName}/{branch}' },
      { repository: { registry: 'localhost:5000', repository: 'api/feature/login' } },
    ],
  ])('takes %j', (cache, expected) => {
    expect(cacheOf({ ...PUSH, cache })).toMatchObject(expected);
  });

  it('has a prefix that always leaves room for the input digest', () => {
    const { prefix } = cacheOf({ cache: { prefix: 'p'.repeat(64) } });
    expect(parseReference(`a.test/b:${prefix}${'f'.repeat(64)}`).tag).toHaveLength(128);
  });
});

describe('cache refuses', () => {
  it.each<[string, object, string]>([
    [
      'a misspelt key',
      { cache: { maxage: '30d' } },
      'cache.maxage: there is no such option. Did you mean "cache.maxAge"?',
    ],
    [
      'an unknown key',
      { cache: { colour: 1 } },
      'cache.colour: there is no such option. Take it out; --help lists every option.',
    ],
    ['a key of objects', { cache: { constructor: 1 } }, 'cache.constructor: there is no such option'],
    ['a word alone', { cache: 'registry' }, 'cache "registry": must be true, false, or an object'],
    ['a list', { cache: [true] }, 'cache [true]: must be true, false, or an object'],
    [
      'a mode that there is not',
      { cache: { mode: 'gha' } },
      'cache.mode "gha": must be auto or registry or local or off. Write it like --cache.mode=off.',
    ],
    [
      'a number for a boolean',
      { cache: { write: 0 } },
      'cache.write 0: must be true or false. Write it like --no-cache.write.',
    ],
    ['an age without a unit', { cache: { maxAge: 30 } }, 'cache.maxAge 30: is not an age. Write days, hours'],
    ['an age of weeks', { cache: { maxAge: '2w' } }, 'cache.maxAge "2w": is not an age'],
    ['no age at all', { cache: { maxAge: '0d' } }, 'cache.maxAge "0d": is not an age'],
    [
      'a prefix that leaves no room',
      { cache: { prefix: 'p'.repeat(65) } },
      `cache.prefix "${'p'.repeat(65)}": can't`,
    ],
    ['a prefix that begins no tag', { cache: { prefix: '-x' } }, 'cache.prefix "-x": can\'t begin a tag'],
    [
      'a prefix with a token',
      { cache: { prefix: '{branch}' } },
      'cache.prefix "{branch}": can\'t begin a tag',
    ],
    ['a tag', { cache: { repository: 'a.test/b:1' } }, 'cache.repository "a.test/b:1": names one image'],
    [
      'a digest',
      { cache: { repository: `a.test/b@sha256:${'0'.repeat(64)}` } },
      `cache.repository "a.test/b@sha256:${'0'.repeat(64)}": names one image`,
    ],
    [
      'what is no repository',
      { cache: { repository: 'a.test/B' } },
      'cache.repository "a.test/B": "B" is not a repository',
    ],
    [
      'a token that is unknown',
      { cache: { repository: 'a.test/{nope}' } },
      'cache.repository "a.test/{nope}": there is no token {nope}',
    ],
    [
      '"registry" without any',
      { load: true, cache: { mode: 'registry' } },
      'cache.mode "registry": there is neither a repository for it nor a tag',
    ],
    [
      '"local" without a layout',
      { ...PUSH, cache: { mode: 'local' } },
      'cache.mode "local": there is no OCI layout',
    ],
  ])('%s', (_title, options, bullet) => {
    expect(bulletsOf(options)).toEqual([expect.stringContaining(bullet)]);
  });

  it('each key by itself', () => {
    const cache = { mode: 'gha', write: [], repositry: 'a.test/b', maxAge: '1y' };
    expect(bulletsOf({ cache }).map((bullet) => bullet.split(/[ :]/)[0])).toEqual([
      'cache.mode',
      'cache.write',
      'cache.repositry',
      'cache.maxAge',
    ]);
  });

  it('no missing tags twice', () => {
    const cache = { mode: 'registry' };
    expect(bulletsOf({ push: true, cache })).toEqual([expect.stringContaining('push: there is no tag')]);
    expect(bulletsOf({ tags: { a: 1 }, cache })).toEqual([expect.stringContaining('tags {"a":1}')]);
  });

  it('cacheFrom beside false alone', () => {
    const cacheFrom = 'ghcr.io/acme/api:buildcache';
    expect(bulletsOf({ cacheFrom, cache: { mode: 'off' } })).toEqual([]);
    expect(bulletsOf({ cacheFrom, cache: false })).toEqual([
      expect.stringContaining('cacheFrom: it excludes'),
    ]);
  });
});
