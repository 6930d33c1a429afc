import { convertTarget } from './convert-target.js';

const executor = '@nx-tools/nx-container:build';

describe('convertTarget', () => {
  it('keeps everything but executor, options and configurations', () => {
    const rest = {
      dependsOn: ['build', '^build'],
      inputs: ['production'],
      outputs: ['{projectRoot}/x'],
      cache: true,
      defaultConfiguration: 'production',
      metadata: { description: 'd' },
    };
    const { target } = convertTarget({ executor, ...rest, options: { push: true } });
    expect(target).toEqual({ executor: 'nx-docker-multiarch:build', ...rest, options: { push: true } });
    expect(Object.keys(target).slice(0, 2)).toEqual(['executor', 'dependsOn']);
  });

  it('takes the older executor too, and names none where none was named', () => {
    expect(convertTarget({ executor: '@nx-tools/nx-docker:build' }).target).toEqual({
      executor: 'nx-docker-multiarch:build',
    });
    expect(convertTarget({ options: { file: 'a' } }).target).toEqual({ options: { dockerfile: 'a' } });
  });

  const metadata = { images: ['acme/api'], tags: ['type=sha'] };

  it.each([
    ['says what differs', { tags: ['a/b:1'] }, { push: true }, { push: true }],
    ['says again what it said', { push: true }, { push: true }, { push: true }],
    ['takes back a flag', { push: true }, { push: false }, { push: false }],
    ['takes back no-cache', { 'no-cache': true }, { 'no-cache': false }, { cache: true }],
    ['takes back a list', { 'cache-to': ['a/b'] }, { 'cache-to': [] }, { cacheTo: [] }],
    ['takes back labels', { labels: ['a=1'] }, { labels: [] }, { labels: {} }],
    [
      'takes back the platforms',
      { platforms: ['linux/amd64'] },
      { platforms: [] },
      { platforms: ['linux/amd64', 'linux/arm64'] },
    ],
    ['takes back the Dockerfile', { file: 'a' }, { file: '' }, { dockerfile: '{projectRoot}/Dockerfile' }],
    [
      'with metadata replaces the tags',
      { tags: ['a/b:1'] },
      { metadata },
      { tags: ['acme/api:sha-{shortSha}'] },
    ],
    [
      'without cache drops where it came from',
      { 'cache-from': ['a/b'] },
      { 'no-cache': true },
      { cache: false, cacheFrom: [] },
    ],
  ])('a configuration %s', (_what, options, configuration, expected) => {
    const { target, findings } = convertTarget({ executor, options, configurations: { ci: configuration } });
    expect(target.configurations).toEqual({ ci: expected });
    expect(findings).toEqual([]);
  });

  it('names the configuration of a finding', () => {
    const { findings, isBlocked } = convertTarget({
      executor,
      options: { 'cgroup-parent': 'a' },
      configurations: { local: { engine: 'podman' }, ci: { tags: ['a/b:1'] } },
    });
    expect(findings.map(({ configuration, option, weight }) => [configuration, option, weight])).toEqual([
      [undefined, 'cgroup-parent', 'lost'],
      ['local', 'engine', 'blocks'],
    ]);
    expect(isBlocked).toBe(true);
  });

  it('is blocked by what lies below it, unless it says otherwise itself', () => {
    const below = { options: { engine: 'podman' } };
    expect(convertTarget({ executor }, below)).toMatchObject({
      isBlocked: true,
      findings: [{ option: 'engine' }],
    });
    expect(convertTarget({ executor, options: { engine: 'docker' } }, below).isBlocked).toBe(false);
  });

  it('goes by metadata that lies below it', () => {
    const target = { executor, configurations: { ci: { tags: ['a/b:1'] } } };
    const { findings } = convertTarget(target, { options: { metadata } });
    expect(findings.map(({ option, configuration }) => [option, configuration])).toEqual([['tags', 'ci']]);
  });
});
