import type { OciError } from '../errors/index.js';
import { digestOf, parsePlatform, UNKNOWN_PLATFORM, type Descriptor } from '../model/index.js';
import { sampleAttestation, sampleImage, sampleIndex, type SampleImage } from '../testing/index.js';
import type { ImageStore } from './image-store.js';
import { createMemoryStore } from './memory.js';
import { verifyImage } from './verify.js';

const both = ['linux/amd64', 'linux/arm64'].map(parsePlatform);

describe('verifyImage', () => {
  it('resolves to the platforms of an index, attestations aside', async () => {
    const store = createMemoryStore();
    const { amd64, arm64 } = await images(store);
    const children = [arm64, amd64, await sampleAttestation(store, amd64)];
    const { digest } = await sampleIndex(store, children, '1.0');
    await expect(verifyImage(store, '1.0', { digest, platforms: both.toReversed() })).resolves.toEqual([
      { platform: both[0], digest: amd64.manifest.digest },
      { platform: both[1], digest: arm64.manifest.digest },
    ]);
  });

  it('takes the platform of a single manifest from its config', async () => {
    const store = createMemoryStore();
    const { manifest } = await sampleImage(store, { platform: 'linux/arm/v6' });
    const { digest } = manifest;
    const platforms = [parsePlatform('linux/arm/v6')];
    await expect(verifyImage(store, digest, { digest, platforms })).resolves.toEqual([
      { platform: platforms[0], digest },
    ]);
  });

  it.each<[string, (store: ImageStore, images: Images) => Promise<Children>, string]>([
    [
      'a platform is missing',
      async (_, { amd64 }) => [amd64],
      'its platforms are linux/amd64 instead of linux/amd64, linux/arm64',
    ],
    [
      'there is one too many',
      async (store, { amd64, arm64 }) => [amd64, arm64, await other(store, 'linux/arm')],
      'its platforms are linux/amd64, linux/arm/v7, linux/arm64 instead of',
    ],
    [
      'a platform stands there twice',
      async (store, { amd64, arm64 }) => [amd64, arm64, await other(store)],
      'its platforms are linux/amd64, linux/amd64, linux/arm64 instead of',
    ],
    [
      'the index says another platform than the config',
      async (_, { amd64, arm64 }) => [amd64, { ...arm64.manifest, platform: parsePlatform('linux/s390x') }],
      'is for linux/arm64, and the index says linux/s390x',
    ],
    [
      'an image hides as one for no platform',
      async (store, { amd64, arm64 }) => [
        amd64,
        arm64,
        { ...(await other(store)).manifest, platform: UNKNOWN_PLATFORM },
      ],
      'the index says unknown/unknown',
    ],
    [
      'an attestation is about something else',
      async (store, { amd64, arm64 }) => [amd64, arm64, await sampleAttestation(store, await other(store))],
      'is about none of its images',
    ],
    [
      'a child is not there',
      async (_, { amd64 }) => [amd64, await other(createMemoryStore(), 'linux/arm64')],
      'it is not there',
    ],
    ['two children are not there', async () => absentChildren(), 'it is not there; Reading memory@'],
  ])('rejects VERIFY_FAILED where %s', async (_what, choose, message) => {
    const store = createMemoryStore();
    const { digest } = await sampleIndex(store, await choose(store, await images(store)), '1.0');
    const failure = await failureOf(verifyImage(store, '1.0', { digest, platforms: both }));
    expect(failure.code).toBe('VERIFY_FAILED');
    expect(failure.message).toContain(message);
  });

  it('rejects VERIFY_FAILED where the config of a platform is not there', async () => {
    const store = createMemoryStore();
    const { manifest, config } = await sampleImage(store, { platform: 'linux/amd64' });
    const without: ImageStore = { ...store, readBlob: (blob) => createMemoryStore().readBlob(blob) };
    const expected = { digest: manifest.digest, platforms: [parsePlatform('linux/amd64')] };
    const failure = await failureOf(verifyImage(without, manifest.digest, expected));
    expect(failure.code).toBe('VERIFY_FAILED');
    expect(failure.message).toContain(config.digest);
  });

  it('names both digests where the tag points to something else', async () => {
    const store = createMemoryStore();
    const { amd64, arm64 } = await images(store);
    const { digest } = await sampleIndex(store, [amd64, arm64], '1.0');
    const expected = { digest: digestOf('other'), platforms: both };
    await expect(verifyImage(store, '1.0', expected)).rejects.toThrow(
      `Verifying memory, 1.0: it is ${digest} instead of ${expected.digest}`,
    );
    await expect(verifyImage(store, '2.0', expected)).rejects.toThrow('it is not there instead of');
  });

  it('passes on what does not come from the image', async () => {
    const store = createMemoryStore();
    const failure = new Error('the registry went away');
    const broken: ImageStore = { ...store, resolve: async () => Promise.reject(failure) };
    await expect(verifyImage(broken, '1.0', { digest: digestOf(''), platforms: [] })).rejects.toBe(failure);
  });
});

type Children = readonly (SampleImage | Descriptor)[];

interface Images {
  readonly amd64: SampleImage;
  readonly arm64: SampleImage;
}

async function images(store: ImageStore): Promise<Images> {
  return {
    amd64: await sampleImage(store, { platform: 'linux/amd64' }),
    arm64: await sampleImage(store, { platform: 'linux/arm64' }),
  };
}

async function absentChildren(): Promise<Descriptor[]> {
  const { amd64, arm64 } = await images(createMemoryStore());
  return [amd64, arm64].map(({ manifest }) => ({ ...manifest, digest: digestOf(manifest.digest) }));
}

/** An image that differs from all of `images`. */
async function other(store: ImageStore, platform = 'linux/amd64'): Promise<SampleImage> {
  return sampleImage(store, { platform, layers: [{ other: 'other' }] });
}

async function failureOf(verifying: Promise<unknown>): Promise<OciError> {
  return verifying.then(
    () => {
      throw new Error('it was verified');
    },
    (error: OciError) => error,
  );
}
