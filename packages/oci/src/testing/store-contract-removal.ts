/// <reference types="jest" />
import { digestOf, type EncodedDocument } from '../model/index.js';
import type { RemoteStore } from '../store/index.js';
import { sampleImage, sampleIndex } from './samples.js';

/** The part of the contract that is about listing tags and deleting manifests. */
export function describeRemovalContract(open: () => RemoteStore): void {
  it('lists no tag of a store without any', async () => {
    await oneManifest(open());
    await expect(listTags(open())).resolves.toEqual([]);
  });

  it('lists each tag once, also one that was moved', async () => {
    const store = open();
    const [former, latter] = [await oneManifest(store, 'former'), await oneManifest(store, 'latter')];
    const tags = ['latest', '1.0', 'B', 'a', '_x'];
    for (const tag of tags) await store.writeManifest(former, tag);
    await store.writeManifest(latter, 'latest');
    expect((await listTags(store)).sort()).toEqual([...tags].sort());
  });

  describeDeletes(open);
}

function describeDeletes(open: () => RemoteStore): void {
  it('deletes a manifest with every tag of it, and no other', async () => {
    const store = open();
    const [gone, kept] = [await oneManifest(store, 'gone'), await oneManifest(store, 'kept')];
    for (const tag of ['1', '2']) await store.writeManifest(gone, tag);
    await store.writeManifest(kept, '3');
    await expect(store.deleteManifest(gone.descriptor.digest)).resolves.toBe(true);
    for (const name of ['1', '2', gone.descriptor.digest])
      await expect(store.findManifest(name)).resolves.toBeUndefined();
    await expect(listTags(store)).resolves.toEqual(['3']);
    await expect(store.findManifest('3')).resolves.toMatchObject({ bytes: kept.bytes });
  });

  it('deletes an index, and nothing that it refers to', async () => {
    const store = open();
    const image = await sampleImage(store, { platform: 'linux/arm64' });
    const index = await sampleIndex(store, [image], '1.0');
    await expect(store.deleteManifest(index.digest)).resolves.toBe(true);
    await expect(store.resolve('1.0')).resolves.toBeUndefined();
    await expect(store.resolve(image.manifest.digest)).resolves.toBeDefined();
    await expect(store.hasBlob(image.config.digest)).resolves.toBe(true);
  });

  it('deletes nothing twice, nor what was never there, and takes it again', async () => {
    const store = open();
    const document = await oneManifest(store);
    const { digest } = document.descriptor;
    await store.deleteManifest(digest);
    await expect(store.deleteManifest(digest)).resolves.toBe(false);
    await expect(store.deleteManifest(digestOf('absent'))).resolves.toBe(false);
    await store.writeManifest(document, '1.0');
    await expect(store.findManifest('1.0')).resolves.toMatchObject({ bytes: document.bytes });
  });
}

async function listTags(store: RemoteStore): Promise<string[]> {
  const tags: string[] = [];
  for await (const tag of store.listTags()) tags.push(tag);
  return tags;
}

async function oneManifest(store: RemoteStore, text = 'one'): Promise<EncodedDocument> {
  const { manifest } = await sampleImage(store, { platform: 'linux/amd64', layers: [{ file: text }] });
  return store.readManifest(manifest.digest);
}
