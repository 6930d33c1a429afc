import {
  canonicalJson,
  describeDocument,
  OCI_CONFIG,
  OCI_MANIFEST,
  parsePlatform,
} from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type MemoryStore } from '@nx-docker-multiarch/oci/store';
import {
  sampleAttestation,
  sampleImage,
  sampleIndex,
  writeSampleBlob,
} from '@nx-docker-multiarch/oci/testing';
import { readBaseImage, type BaseImage } from './base-image.js';

let store: MemoryStore;
beforeEach(() => {
  store = createMemoryStore('acme/base');
});

async function read(tagOrDigest = '1', platform = 'linux/arm64', name = 'acme/base:1'): Promise<BaseImage> {
  const { signal } = new AbortController();
  const root = await store.resolve(tagOrDigest);
  return readBaseImage({ name, store, tagOrDigest }, root, parsePlatform(platform), signal);
}

const missing = (message: string) => ({
  code: 'BASE_IMAGE_MISSING',
  message: `Reading base image acme/base:1: ${message}`,
});

describe('readBaseImage', () => {
  it.each(['linux/amd64', 'linux/arm64', 'linux/arm/v7'])('finds %s in an index', async (platform) => {
    const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'];
    const images = await Promise.all(
      platforms.map((each) =>
        sampleImage(store, { platform: each, env: [`FOR=${each}`], entrypoint: ['/e'] }),
      ),
    );
    const [first] = images;
    if (first === undefined) throw new Error('no image');
    const index = await sampleIndex(store, [...images, await sampleAttestation(store, first)], '1');
    const image = images[platforms.indexOf(platform)];
    const base = await read('1', platform);
    expect(base).toMatchObject({
      name: `acme/base:1@${index.digest}`,
      platform: parsePlatform(platform),
      draft: { config: { Entrypoint: ['/e'] }, hasOwnCmd: false },
      layers: [{ kind: 'stored', descriptor: image?.layers[0], diffId: image?.diffIds[0], store }],
    });
    expect(base.draft.config.Env).toContain(`FOR=${platform}`);
  });

  it('takes a manifest as it is, by its digest', async () => {
    const { manifest } = await sampleImage(store, { platform: 'linux/arm64' });
    expect((await read(manifest.digest)).layers).toHaveLength(1);
  });

  it('is called by its digest once', async () => {
    const { digest } = (await sampleImage(store, { platform: 'linux/arm64' })).manifest;
    expect((await read(digest, 'linux/arm64', `acme/base:1@${digest}`)).name).toBe(`acme/base:1@${digest}`);
  });

  it('reads no layer', async () => {
    await sampleIndex(store, [await sampleImage(store, { platform: 'linux/arm64' })], '1');
    const layers: unknown[] = [];
    const { readBlob } = store;
    store.readBlob = (blob, signal) => {
      if (blob.mediaType.includes('layer')) layers.push(blob);
      return readBlob(blob, signal);
    };
    await read();
    expect(layers).toEqual([]);
  });

  it('gives Docker’s layers their OCI names, under which the image is the same', async () => {
    const types = ['.diff.tar', '.diff.tar.gzip', '.diff.tar.zstd', '.foreign.diff.tar.gzip'];
    const layers = await Promise.all(
      types.map((type) => writeSampleBlob(store, type, `application/vnd.docker.image.rootfs${type}`)),
    );
    await writeImage({ layers });
    expect((await read()).layers.map(({ descriptor }) => descriptor.mediaType)).toEqual([
      'application/vnd.oci.image.layer.v1.tar',
      'application/vnd.oci.image.layer.v1.tar+gzip',
      'application/vnd.oci.image.layer.v1.tar+zstd',
      'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
    ]);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['is not there', async () => {}, 'acme/base has no 1'],
    [
      'is not for the platform',
      async () => sampleIndex(store, [await sampleImage(store, { platform: 'linux/amd64' })], '1'),
      'it is there for linux/amd64, not for linux/arm64',
    ],
    [
      'is one image, for another platform',
      async () => writeImage({ platform: { os: 'linux', architecture: 'amd64' } }),
      'it is there for linux/amd64, not for linux/arm64',
    ],
    ['is for nobody', () => sampleIndex(store, [], '1'), 'it is there for no platform, not for linux/arm64'],
    [
      'has more layers than it says',
      async () => writeImage({ layers: [await writeSampleBlob(store, 'x')], diffIds: [] }),
      '1 layers and 0 diff ids',
    ],
  ])('says that it %s', async (_title, prepare, message) => {
    await prepare();
    await expect(read()).rejects.toMatchObject(missing(message));
  });
});

/** An image as it comes, with as many diff ids as layers unless they are given. */
async function writeImage({
  platform = { os: 'linux', architecture: 'arm64' },
  layers = [],
  diffIds = layers.map(({ digest }) => digest),
}: {
  platform?: object;
  layers?: readonly { readonly digest: string }[];
  diffIds?: readonly string[];
}): Promise<void> {
  const json = { ...platform, rootfs: { type: 'layers', diff_ids: diffIds } };
  const config = await writeSampleBlob(store, canonicalJson(json), OCI_CONFIG);
  const manifest = { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers };
  await store.writeManifest(describeDocument(Buffer.from(canonicalJson(manifest)), OCI_MANIFEST), '1');
}
