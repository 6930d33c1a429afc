import {
  formatRepository,
  parsePlatform,
  parseReference,
  type Descriptor,
  type Digest,
} from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type MemoryStore } from '@nx-docker-multiarch/oci/store';
import { sampleAttestation, sampleImage, sampleIndex } from '@nx-docker-multiarch/oci/testing';
import type { ReleasePlan } from '../plan/index.js';
import { findImages, tagImage, type Release, type ReleasedImage } from './release-image.js';

const API = 'r.test/acme/api';
const MIRROR = 'q.test/acme/api';
const TASK = 'api:docker-multiarch';
const PLATFORMS = ['linux/amd64', 'linux/arm64'];

describe('a release of images', () => {
  let stores: Map<string, MemoryStore>;
  let blobs: string[];

  beforeEach(() => {
    stores = new Map([API, MIRROR].map((name) => [name, createMemoryStore(name)]));
    blobs = [];
  });

  /** An image of these platforms, with an attestation, under a tag in a repository. */
  async function push(
    tag: string,
    name = API,
    platforms: readonly string[] = PLATFORMS,
  ): Promise<Descriptor> {
    const store = stores.get(name) as MemoryStore;
    const images = await Promise.all(
      platforms.map((platform) => sampleImage(store, { platform, layers: [{ file: tag }] })),
    );
    const attestations = await Promise.all(images.map((image) => sampleAttestation(store, image)));
    return sampleIndex(store, [...images, ...attestations], tag);
  }

  function plan(from: readonly string[], to: readonly string[], task = TASK): ReleasePlan {
    return {
      projectName: 'api',
      task,
      candidates: from.map(parseReference),
      names: to.map((name) => ({
        reference: parseReference(name.replace('~', '')),
        isFixed: !name.startsWith('~'),
      })),
      platforms: PLATFORMS.map((platform) => parsePlatform(platform)),
      insecureRegistries: [],
      caFiles: {},
    };
  }

  const tools: Release['tools'] = {
    openRepository: (reference) => {
      const store = stores.get(formatRepository(reference)) as MemoryStore;
      const noBlob = (): never => {
        blobs.push('written');
        throw new Error('a blob is written');
      };
      return { ...store, writeBlob: noBlob };
    },
    signal: new AbortController().signal,
    progress: () => undefined,
  };

  async function releaseAll(plans: readonly ReleasePlan[]): Promise<readonly ReleasedImage[]> {
    const found = await findImages(plans.map((each) => ({ plan: each, tools })));
    return Promise.all(found.map(tagImage));
  }

  async function release(from: readonly string[], to: readonly string[]): Promise<ReleasedImage> {
    const [released] = await releaseAll([plan(from, to)]);
    return released as ReleasedImage;
  }

  const tagsIn = (name = API): Record<string, Digest> => Object.fromEntries(stores.get(name)?.tags() ?? []);

  it('gives the same index one more name, in every repository', async () => {
    const { digest } = await push('abc');
    await push('abc', MIRROR);
    const { root, foundAs, tags } = await release([`${API}:abc`], [`${API}:1.0.0`, `${MIRROR}:1.0.0`]);
    expect([root.digest, foundAs.tag]).toEqual([digest, 'abc']);
    expect(tags.map(({ outcome }) => outcome)).toEqual(['created', 'created']);
    expect([tagsIn(), tagsIn(MIRROR), blobs]).toEqual([
      { abc: digest, '1.0.0': digest },
      { abc: digest, '1.0.0': digest },
      [],
    ]);
  });

  it('takes the first candidate that is there', async () => {
    const [second] = [await push('second'), await push('third')];
    const candidates = ['first', 'second', 'third'].map((tag) => `${API}:${tag}`);
    await expect(release(candidates, [`${API}:1.0.0`])).resolves.toMatchObject({
      root: { digest: second.digest },
      foundAs: { tag: 'second' },
    });
  });

  it('is content with a name that is there already, and moves one that may be moved', async () => {
    await push('stable');
    const { digest } = await push('abc');
    await release([`${API}:abc`], [`${API}:1.0.0`]);
    const { tags } = await release([`${API}:abc`], [`${API}:1.0.0`, `~${API}:stable`]);
    expect(tags.map(({ outcome }) => outcome)).toEqual(['unchanged', 'moved']);
    expect(tagsIn()).toEqual({ abc: digest, '1.0.0': digest, stable: digest });
  });

  it('moves no released version, and nothing beside it', async () => {
    await push('abc');
    const released = await push('1.0.0', MIRROR);
    await push('abc', MIRROR);
    const before = [tagsIn(), tagsIn(MIRROR)];
    await expect(
      release([`${API}:abc`], [`${API}:1.0.0`, `~${API}:stable`, `${MIRROR}:1.0.0`]),
    ).rejects.toMatchObject({
      code: 'VERSION_TAKEN',
      message: expect.stringContaining(`${MIRROR}:1.0.0 is ${released.digest} already`) as string,
    });
    expect([tagsIn(), tagsIn(MIRROR)]).toEqual(before);
  });

  it('moves a released version that it is told to move', async () => {
    const { digest } = await push('abc');
    await push('1.0.0');
    await release([`${API}:abc`], [`~${API}:1.0.0`]);
    expect(tagsIn()['1.0.0']).toBe(digest);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'no image of the commit',
      () => push('latest'),
      `Releasing api:docker-multiarch: its image is not in the registry: there is no ${API}:abc, nor ${API}:def`,
    ],
    ['an image that another repository lacks', () => push('def'), `which is not in ${MIRROR}`],
  ])('says how to build with %s', async (_title, prepare, message) => {
    await prepare();
    await expect(
      release([`${API}:abc`, `${API}:def`], [`${API}:1.0.0`, `${MIRROR}:1.0.0`]),
    ).rejects.toMatchObject({
      code: 'IMAGE_NOT_BUILT',
      message: expect.stringContaining(message) as string,
      hint: expect.stringMatching(
        /^Run nx run api:docker-multiarch --push, .* nx release publish --projects=api\.$/,
      ) as string,
    });
    expect(tagsIn()['1.0.0']).toBeUndefined();
  });

  it('gives no name to an image that lacks a platform', async () => {
    await push('abc', API, ['linux/amd64']);
    await expect(release([`${API}:abc`], [`${API}:1.0.0`])).rejects.toMatchObject({ code: 'VERIFY_FAILED' });
    expect(tagsIn()['1.0.0']).toBeUndefined();
  });

  it.each([
    ['is not there', MIRROR, [], 'IMAGE_NOT_BUILT'],
    ['can’t have its name', MIRROR, ['1.0.0', 'work'], 'VERSION_TAKEN'],
    ['is to have the same name', API, ['work'], 'VERSION_TAKEN'],
  ])('gives no name to any of several images if one of them %s', async (_title, name, tags, code) => {
    await push('abc');
    for (const tag of tags) await push(tag, name);
    const before = [tagsIn(), tagsIn(MIRROR)];
    const [api, worker] = [
      plan([`${API}:abc`], [`${API}:1.0.0`]),
      plan([`${name}:work`], [`${name}:1.0.0`], 'api:worker'),
    ];
    await expect(releaseAll([api, worker])).rejects.toMatchObject({
      code,
      message: expect.stringContaining('Releasing api:worker: ') as string,
    });
    expect([tagsIn(), tagsIn(MIRROR)]).toEqual(before);
  });

  it('names the project and the configuration of what was not built', async () => {
    await expect(releaseAll([plan([`${API}:abc`], [`${API}:1.0.0`], `${TASK}:ci`)])).rejects.toMatchObject({
      hint: expect.stringMatching(
        /^Run nx run api:docker-multiarch:ci --push, .* --projects=api\.$/,
      ) as string,
    });
  });
});
