import {
  describeDocument,
  OCI_INDEX,
  parsePlatform,
  type Descriptor,
  type Platform,
} from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type MemoryStore } from '@nx-docker-multiarch/oci/store';
import { sampleAttestation, sampleImage } from '@nx-docker-multiarch/oci/testing';
import { readContents } from './content.js';

const ARM64 = parsePlatform('linux/arm64');

let store: MemoryStore;
beforeEach(() => {
  store = createMemoryStore();
});

/** As BuildKit writes it, which sorts nothing and may leave members out. */
async function indexOf(...manifests: readonly Descriptor[]): Promise<Descriptor> {
  const json = { schemaVersion: 2, mediaType: OCI_INDEX, manifests };
  const document = describeDocument(Buffer.from(JSON.stringify(json)), OCI_INDEX);
  await store.writeManifest(document);
  return document.descriptor;
}

const bare = ({ mediaType, digest, size }: Descriptor): Descriptor => ({ mediaType, digest, size });
const readContent = async (root: Descriptor, platform: Platform, from: MemoryStore) =>
  (await readContents(root, [platform], from))[0];
const made = (platform: string | Platform = ARM64) => sampleImage(store, { platform });

describe('readContents', () => {
  it('reads a manifest, and its platform from its config', async () => {
    const { manifest } = await made();
    const root = { ...bare(manifest), annotations: { 'org.opencontainers.image.created': 'now' } };
    const content = await readContent(root, ARM64, store);
    expect(content).toEqual({ manifest: { ...bare(manifest), platform: ARM64 }, attestations: [], store });
  });

  it('reads an index of an image and its attestation, which stays as it is', async () => {
    const image = await made();
    const attestation = await sampleAttestation(store, image);
    const content = await readContent(await indexOf(image.manifest, attestation), ARM64, store);
    expect(content).toEqual({ manifest: image.manifest, attestations: [attestation], store });
  });

  it('reads an index in an index', async () => {
    const { manifest } = await made();
    const content = await readContent(await indexOf(await indexOf(bare(manifest))), ARM64, store);
    expect(content?.manifest).toEqual(manifest);
  });

  it.each([
    ['linux/arm64', 'linux/arm64/v8'],
    ['linux/arm/v7', 'linux/arm'],
  ])('takes %s for %s', async (made_, asked) => {
    const { manifest } = await made(made_);
    expect((await readContent(bare(manifest), parsePlatform(asked), store))?.manifest.digest).toBe(
      manifest.digest,
    );
  });

  it('refuses a manifest for another platform', async () => {
    const { manifest } = await made('linux/amd64');
    await expect(readContent(bare(manifest), ARM64, store)).rejects.toMatchObject({
      code: 'PLATFORM_MISMATCH',
      message: 'Reading the image for linux/arm64 from memory: it is an image for linux/amd64',
    });
  });

  it('refuses a child for another platform', async () => {
    const { manifest } = await made('linux/arm/v6');
    await expect(
      readContent(await indexOf(manifest), parsePlatform('linux/arm/v7'), store),
    ).rejects.toMatchObject({
      code: 'PLATFORM_MISMATCH',
    });
  });

  it('refuses an index without an image', async () => {
    const attestation = await sampleAttestation(store, await made());
    await expect(readContent(await indexOf(attestation), ARM64, store)).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringContaining('the builder made 0 images, not 1') as string,
    });
  });

  it('refuses two images', async () => {
    const root = await indexOf((await made()).manifest, (await made('linux/amd64')).manifest);
    await expect(readContent(root, ARM64, store)).rejects.toMatchObject({ code: 'BUILD_FAILED' });
  });

  it('keeps several platforms apart, in the order asked for, each with its own attestation', async () => {
    const [arm64, amd64] = [await made(), await made('linux/amd64')];
    const attestations = [await sampleAttestation(store, amd64), await sampleAttestation(store, arm64)];
    const root = await indexOf(amd64.manifest, arm64.manifest, ...attestations);
    expect(await readContents(root, [ARM64, parsePlatform('linux/amd64')], store)).toEqual([
      { manifest: arm64.manifest, attestations: [attestations[1]], store },
      { manifest: amd64.manifest, attestations: [attestations[0]], store },
    ]);
  });

  it('refuses an attestation about another image', async () => {
    const other = await sampleAttestation(store, await made('linux/amd64'));
    const root = await indexOf((await made()).manifest, other);
    await expect(readContent(root, ARM64, store)).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringContaining('is about another image') as string,
    });
  });

  it('refuses indexes without end', async () => {
    let root = (await made()).manifest;
    for (let depth = 0; depth < 5; depth += 1) root = await indexOf(root);
    await expect(readContent(root, ARM64, store)).rejects.toMatchObject({ code: 'BUILD_FAILED' });
  });
});
