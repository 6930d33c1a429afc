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

  it.each<[string, (store: ImageStore, images: Images) => Promise<Descriptor>, string]>([
    [
      'a platform is missing',
      async (store, { amd64 }) => sampleIndex(store, [amd64], '1.0'),
      'its platforms are linux/amd64 instead of linux/amd64, linux/arm64',
    ],
    [
      'there is one too many',
      async (store, all) =>
        sampleIndex(
          store,
          [...Object.values(all), await sampleImage(store, { platform: 'linux/arm' })],
          '1.0',
        ),
      'linux/amd64, linux/arm/v7, linux/arm64 instead of',
    ],
    [
      'a platform stands there twice',
      async (store, all) =>
        sampleIndex(
          store,
          [...Object.values(all), await sampleImage(store, { platform: 'linux/amd64', layers: [] })],
          '1.0',
        ),
      'linux/amd64, linux/amd64, linux/arm64 instead of',
    ],
    [
      'the index says another platform than the config',
      async (store, { amd64, arm64 }) =>
        sampleIndex(store, [amd64, { ...arm64.manifest, platform: parsePlatform('linux/s390x') }], '1.0'),
      'is for linux/arm64, and the index says linux/s390x',
    ],
    [
      'a child is not there',
      async (store, { amd64 }) =>
        sampleIndex(
          store,
          [amd64, (await sampleImage(createMemoryStore(), { platform: 'linux/arm64', layers: [] })).manifest],
          '1.0',
        ),
      'it is not there',
    ],
    [
      'two children are not there',
      async (store) => sampleIndex(store, await absentChildren(), '1.0'),
      'it is not there; Reading memory@',
    ],
    [
      'an attestation is about something else',
      async (store, all) =>
        sampleIndex(
          store,
          [
            ...Object.values(all),
            await sampleAttestation(store, await sampleImage(store, { platform: 'linux/amd64', layers: [] })),
          ],
          '1.0',
        ),
      'is about none of its images',
    ],
    [
      'an image hides as one for no platform',
      async (store, all) =>
        sampleIndex(
          store,
          [
            ...Object.values(all),
            {
              ...(await sampleImage(store, { platform: 'linux/amd64', layers: [] })).manifest,
              platform: UNKNOWN_PLATFORM,
            },
          ],
          '1.0',
        ),
      'the index says unknown/unknown',
    ],
  ])('rejects VERIFY_FAILED where %s', async (_what, push, message) => {
    const store = createMemoryStore();
    const { digest } = await push(store, await images(store));
    const verifying = verifyImage(store, '1.0', { digest, platforms: both });
    await expect(verifying).rejects.toMatchObject({
      code: 'VERIFY_FAILED',
      message: expect.stringContaining(message),
    });
  });

  it('rejects VERIFY_FAILED where the config of a platform is not there', async () => {
    const store = createMemoryStore();
    const { manifest, config } = await sampleImage(store, { platform: 'linux/amd64' });
    const without: ImageStore = { ...store, readBlob: (blob) => createMemoryStore().readBlob(blob) };
    const verifying = verifyImage(without, manifest.digest, {
      digest: manifest.digest,
      platforms: [both[0]!],
    });
    await expect(verifying).rejects.toMatchObject({
      code: 'VERIFY_FAILED',
      message: expect.stringContaining(config.digest),
    });
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
