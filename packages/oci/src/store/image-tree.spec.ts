import { combineIndex, digestOf, DOCKER_INDEX, OCI_MANIFEST, type Descriptor } from '../model/index.js';
import { sampleAttestation, sampleImage, sampleIndex } from '../testing/index.js';
import type { ImageStore } from './image-store.js';
import { blobsOf, distinct, readImageTree } from './image-tree.js';
import { createMemoryStore } from './memory.js';

describe('readImageTree', () => {
  it('gives every document once, children before parents', async () => {
    const store = createMemoryStore();
    const amd64 = await sampleImage(store, { platform: 'linux/amd64' });
    const arm64 = await sampleImage(store, { platform: 'linux/arm64' });
    const inner = await sampleIndex(store, [amd64, await sampleAttestation(store, amd64)]);
    // amd64 stands in both indexes, the inner one first among the children of the outer.
    const outer = await sampleIndex(store, [inner, amd64, arm64]);
    const digests = (await readImageTree(store, outer)).map(({ encoded }) => encoded.descriptor.digest);
    expect(digests).toHaveLength(5);
    expect(new Set(digests).size).toBe(5);
    expect(digests.at(-1)).toBe(outer.digest);
    expect(digests.indexOf(inner.digest)).toBeGreaterThan(digests.indexOf(amd64.manifest.digest));
  });

  it('rejects NOT_FOUND where a child is missing', async () => {
    const store = createMemoryStore();
    const { manifest } = await sampleImage(createMemoryStore(), { platform: 'linux/amd64' });
    const index = await sampleIndex(store, [manifest]);
    await expect(readImageTree(store, index)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each<[string, Partial<Descriptor>, string]>([
    ['of another media type', { mediaType: DOCKER_INDEX }, 'DOCUMENT_INVALID'],
    ['of another size', { size: 7 }, 'CONTENT_MISMATCH'],
  ])('refuses a child %s than its parent says', async (_what, wrong, code) => {
    const store = createMemoryStore();
    const { manifest } = await sampleImage(store, { platform: 'linux/amd64' });
    const index = await sampleIndex(store, [{ ...manifest, ...wrong }]);
    await expect(readImageTree(store, index)).rejects.toMatchObject({ code });
  });

  it('refuses indexes that are nested too deeply', async () => {
    const store = createMemoryStore();
    let root: Descriptor = (await sampleImage(store, { platform: 'linux/amd64' })).manifest;
    for (let level = 2; level <= 5; level++) root = await sampleIndex(store, [root]);
    await expect(readImageTree(store, root)).resolves.toHaveLength(5);
    root = await sampleIndex(store, [root]);
    await expect(readImageTree(store, root)).rejects.toMatchObject({ code: 'CONTENT_TOO_LARGE' });
  });

  it.each([
    ['children', Array.from({ length: 600 }, (_, number) => child(number, 100))],
    ['bytes of children', Array.from({ length: 20 }, (_, number) => child(number, 4 * 1024 * 1024))],
  ])('refuses too many %s before it reads one of them', async (_what, children) => {
    const store = createMemoryStore();
    const index = combineIndex(children);
    await store.writeManifest(index);
    const read: string[] = [];
    const counting: ImageStore = {
      ...store,
      readManifest: async (digest) => {
        read.push(digest);
        return store.readManifest(digest);
      },
    };
    await expect(readImageTree(counting, index.descriptor)).rejects.toMatchObject({
      code: 'CONTENT_TOO_LARGE',
    });
    expect(read).toEqual([index.descriptor.digest]);
  });

  it('stops at its signal', async () => {
    const store = createMemoryStore();
    const { manifest } = await sampleImage(store, { platform: 'linux/amd64' });
    const reason = new Error('cancelled');
    await expect(readImageTree(store, manifest, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('blobsOf', () => {
  it('is config and layers of a manifest, and nothing of an index', async () => {
    const store = createMemoryStore();
    const { manifest, config, layers } = await sampleImage(store, { platform: 'linux/amd64' });
    const documents = await readImageTree(store, await sampleIndex(store, [manifest]));
    expect(documents.map(blobsOf)).toEqual([[config, ...layers], []]);
  });
});

describe('distinct', () => {
  it('keeps the first of each digest, in order', () => {
    const [a, b] = [child(1, 1), child(2, 1)];
    expect(distinct([b, a, { ...b, size: 9 }])).toEqual([b, a]);
  });
});

function child(number: number, size: number): Descriptor {
  return { mediaType: OCI_MANIFEST, digest: digestOf(`child ${number}`), size };
}
