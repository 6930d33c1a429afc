import { createMemoryStore, type ImageStore, type MemoryStore } from '@nx-docker-multiarch/oci/store';
import { readAll, sampleImage, sampleIndex, type SampleImage } from '@nx-docker-multiarch/oci/testing';
import { createDocumentMemory, rememberDocuments } from './remember-documents.js';

describe('rememberDocuments', () => {
  let store: MemoryStore;
  let image: SampleImage;
  let asked: string[];
  beforeEach(async () => {
    store = createMemoryStore('base');
    image = await sampleImage(store, { platform: 'linux/arm64' });
    asked = [];
  });

  /** The same store as every service opens it. */
  function open(name: string): typeof store {
    return {
      ...store,
      resolve: (wanted, signal) => note(name, 'resolve', store.resolve(wanted, signal)),
      readManifest: (digest, signal) => note(name, 'read', store.readManifest(digest, signal)),
      findManifest: (wanted, signal) => note(name, 'find', store.findManifest(wanted, signal)),
      readBlob: (blob, signal) => note(name, 'blob', store.readBlob(blob, signal)),
    };
  }

  function note<T>(name: string, what: string, result: T): T {
    asked.push(`${name} ${what}`);
    return result;
  }

  it('reads documents and configs once for all, and layers each time', async () => {
    const memory = createDocumentMemory();
    const [layer] = image.layers;
    for (const name of ['one', 'two']) {
      const remembered = rememberDocuments(open(name), memory);
      expect((await remembered.readManifest(image.manifest.digest)).descriptor.size).toBe(
        image.manifest.size,
      );
      expect((await remembered.resolve(image.manifest.digest))?.size).toBe(image.manifest.size);
      expect(await readAll(remembered.readBlob(image.config))).toHaveLength(image.config.size);
      if (layer) await readAll(remembered.readBlob(layer));
    }
    expect(asked).toEqual(['one read', 'one blob', 'one blob', 'two blob']);
  });

  it('asks each time what a tag points to, and reads nothing again of what it found', async () => {
    const index = await sampleIndex(store, [image], '1');
    const remembered = rememberDocuments(open('one'), createDocumentMemory());
    await remembered.resolve('1');
    await remembered.findManifest('1');
    await remembered.resolve('1');
    await remembered.readManifest(index.digest);
    expect(asked).toEqual(['one resolve', 'one find', 'one resolve']);
  });

  it('does not remember a failure, nor what another repository has', async () => {
    const memory = createDocumentMemory();
    const { digest } = image.manifest;
    const failing: ImageStore = { ...open('one'), readManifest: () => Promise.reject(new Error('no')) };
    await expect(rememberDocuments(failing, memory).readManifest(digest)).rejects.toThrow('no');
    await rememberDocuments(open('two'), memory).readManifest(digest);
    const other = createMemoryStore('other');
    await expect(rememberDocuments(other, memory).readManifest(digest)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(asked).toEqual(['two read']);
  });
});
