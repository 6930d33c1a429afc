/// <reference types="jest" />
import {
  canonicalJson,
  combineIndex,
  describeDocument,
  digestOf,
  DOCKER_MANIFEST,
  type Descriptor,
  type EncodedDocument,
} from '../model/index.js';
import type { ImageStore } from '../store/index.js';
import { sampleImage, sampleIndex, writeSampleBlob } from './samples.js';

/** The part of the contract that is about manifests, indexes and tags. */
export function describeDocumentContract(open: () => ImageStore): void {
  const absent = digestOf('absent');

  it.each(['1.0', absent])('resolves and finds %s, which is not there, as undefined', async (name) => {
    await expect(open().resolve(name)).resolves.toBeUndefined();
    await expect(open().findManifest(name)).resolves.toBeUndefined();
  });

  it('rejects NOT_FOUND when an absent manifest is read', async () => {
    await expect(open().readManifest(absent)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each<[string, (store: ImageStore) => Promise<EncodedDocument>]>([
    ['a manifest', oneManifest],
    ['an index', oneIndex],
    ["a manifest of Docker's media type", dockerManifest],
  ])('gives back %s byte for byte, by tag and by digest', async (_what, create) => {
    const store = open();
    const document = await create(store);
    await store.writeManifest(document, '1.0');
    const expected = plain(document.descriptor);
    await expect(store.resolve('1.0')).resolves.toEqual(expected);
    await expect(store.resolve(expected.digest)).resolves.toEqual(expected);
    for (const read of [
      await store.readManifest(expected.digest),
      await store.findManifest(expected.digest),
      await store.findManifest('1.0'),
    ]) {
      expect(read?.descriptor).toEqual(expected);
      expect(Buffer.from(read?.bytes ?? [])).toEqual(Buffer.from(document.bytes));
    }
  });

  it('stores a manifest without a tag by its digest alone', async () => {
    const { descriptor } = await oneManifest(open());
    await expect(open().resolve(descriptor.digest)).resolves.toEqual(plain(descriptor));
    await expect(open().resolve('1.0')).resolves.toBeUndefined();
  });

  describeTags(open);
  describeRefusals(open);
}

function describeTags(open: () => ImageStore): void {
  it('writes the same manifest twice under the same tag', async () => {
    const store = open();
    const document = await oneManifest(store);
    await store.writeManifest(document, '1.0');
    await store.writeManifest(document, '1.0');
    await expect(store.resolve('1.0')).resolves.toEqual(plain(document.descriptor));
  });

  it('moves a tag, and keeps what it pointed to', async () => {
    const store = open();
    const [former, latter] = [await oneManifest(store, 'former'), await oneManifest(store, 'latter')];
    await store.writeManifest(former, '1.0');
    await store.writeManifest(latter, '1.0');
    await expect(store.resolve('1.0')).resolves.toEqual(plain(latter.descriptor));
    await expect(store.findManifest('1.0')).resolves.toMatchObject({ descriptor: plain(latter.descriptor) });
    await expect(store.resolve(former.descriptor.digest)).resolves.toEqual(plain(former.descriptor));
  });

  it('points several tags to one digest, and moves only the one', async () => {
    const store = open();
    const [former, latter] = [await oneManifest(store, 'former'), await oneManifest(store, 'latter')];
    for (const tag of ['1.0', '1', 'latest']) await store.writeManifest(former, tag);
    await store.writeManifest(latter, 'latest');
    const found = await Promise.all(['1.0', '1', 'latest'].map((tag) => store.resolve(tag)));
    const { digest } = former.descriptor;
    expect(found.map((document) => document?.digest)).toEqual([digest, digest, latter.descriptor.digest]);
  });

  it('takes several tags at once', async () => {
    const store = open();
    const document = await oneManifest(store);
    const tags = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(tags.map((tag) => store.writeManifest(document, tag)));
    const found = await Promise.all(tags.map((tag) => store.resolve(tag)));
    expect(found).toEqual(tags.map(() => plain(document.descriptor)));
  });
}

function describeRefusals(open: () => ImageStore): void {
  it.each<[string, Partial<Descriptor>]>([
    ['digest', { digest: digestOf('other bytes') }],
    ['size', { size: 1 }],
  ])('refuses a manifest whose %s is another, and stores nothing', async (_what, wrong) => {
    const store = open();
    const { descriptor, bytes } = await unwrittenManifest(store);
    const writing = store.writeManifest({ descriptor: { ...descriptor, ...wrong }, bytes }, '1.0');
    await expect(writing).rejects.toMatchObject({ code: 'CONTENT_MISMATCH' });
    for (const name of ['1.0', descriptor.digest, digestOf('other bytes')])
      await expect(store.resolve(name)).resolves.toBeUndefined();
  });

  it('stores no manifest after its signal', async () => {
    const store = open();
    const document = await unwrittenManifest(store);
    const reason = new Error('cancelled');
    await expect(store.writeManifest(document, '1.0', AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(store.resolve('1.0')).resolves.toBeUndefined();
  });
}

async function oneManifest(store: ImageStore, text = 'one'): Promise<EncodedDocument> {
  const { manifest } = await sampleImage(store, { platform: 'linux/amd64', layers: [{ file: text }] });
  return store.readManifest(manifest.digest);
}

async function oneIndex(store: ImageStore): Promise<EncodedDocument> {
  const amd64 = await sampleImage(store, { platform: 'linux/amd64' });
  const arm64 = await sampleImage(store, { platform: 'linux/arm64' });
  await sampleIndex(store, [amd64, arm64]);
  return combineIndex([arm64.manifest, amd64.manifest]);
}

async function dockerManifest(store: ImageStore): Promise<EncodedDocument> {
  const { config, layers } = await sampleImage(store, { platform: 'linux/amd64' });
  const json = {
    schemaVersion: 2,
    mediaType: DOCKER_MANIFEST,
    config: { ...config, mediaType: 'application/vnd.docker.container.image.v1+json' },
    layers: layers.map((layer) => ({
      ...layer,
      mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
    })),
  };
  return describeDocument(Buffer.from(JSON.stringify(json, null, 3)), DOCKER_MANIFEST);
}

/** One whose blobs are there, as a registry wants it, but which is not. */
async function unwrittenManifest(store: ImageStore): Promise<EncodedDocument> {
  const config = await writeSampleBlob(store, '{}', 'application/vnd.oci.empty.v1+json');
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const json = { schemaVersion: 2, mediaType, config, layers: [config] };
  return describeDocument(Buffer.from(canonicalJson(json)), mediaType);
}

function plain({ mediaType, digest, size }: Descriptor): Descriptor {
  return { mediaType, digest, size };
}
