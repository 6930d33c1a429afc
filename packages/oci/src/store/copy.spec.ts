import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeDocument, type Descriptor } from '../model/index.js';
import { readAll, sampleAttestation, sampleImage, sampleIndex, writeSampleBlob } from '../testing/index.js';
import { copyImage } from './copy.js';
import type { ImageStore } from './image-store.js';
import { blobsOf, readImageTree } from './image-tree.js';
import { createLayoutStore } from './layout.js';
import { createMemoryStore, type MemoryStore } from './memory.js';

describe('copyImage', () => {
  it('copies an index with all below it, and its tag', async () => {
    const [from, to] = [createMemoryStore('from'), createMemoryStore('to')];
    const root = await twoPlatforms(from);
    const result = await copyImage(root, from, to, { tag: '1.0' });
    expect(to.tags()).toEqual(new Map([['1.0', root.digest]]));
    const blobs = await readWhole(to, root);
    // The layer that both platforms share went once.
    const sizes = new Map(blobs.map(({ digest, size }) => [digest, size]));
    expect(result).toEqual({
      bytesSent: [...sizes.values()].reduce((sum, size) => sum + size),
      blobs: { sent: 5, mounted: 0, existing: 0 },
      documentsSent: 4,
    });
  });

  it('tells the progress of all blobs together', async () => {
    const [from, to] = [createMemoryStore(), createMemoryStore()];
    const { manifest, config, layers } = await sampleImage(from, { platform: 'linux/amd64' });
    const telling: ImageStore = {
      ...to,
      async writeBlob(blob, read, options) {
        for (const bytesSent of [1, blob.size]) options?.onProgress?.(bytesSent);
        return to.writeBlob(blob, read, options);
      },
    };
    const told: number[] = [];
    await copyImage(manifest, from, telling, { onProgress: (bytesSent) => void told.push(bytesSent) });
    expect(told).toHaveLength(4);
    expect(told.at(-1)).toBe(config.size + layers[0]!.size);
  });

  it('copies a manifest without a tag by its digest', async () => {
    const [from, to] = [createMemoryStore(), createMemoryStore()];
    const { manifest } = await sampleImage(from, { platform: 'linux/amd64' });
    await copyImage(manifest, from, to);
    await readWhole(to, manifest);
    expect(to.tags().size).toBe(0);
  });

  it('moves no byte when all is there, and still sets a new tag', async () => {
    const from = createMemoryStore();
    const to = { ...createMemoryStore(), location: { registry: 'registry.test', repository: 'acme/api' } };
    const root = await twoPlatforms(from);
    await copyImage(root, from, to, { tag: '1.0' });
    const nothing = { bytesSent: 0, blobs: { sent: 0, mounted: 0, existing: 0 } };
    await expect(copyImage(root, from, to, { tag: '1.0' })).resolves.toEqual({
      ...nothing,
      documentsSent: 0,
    });
    await expect(copyImage(root, from, to, { tag: 'latest' })).resolves.toEqual({
      ...nothing,
      documentsSent: 1,
    });
    expect([...to.tags().keys()]).toEqual(['1.0', 'latest']);
  });

  it('heals a folder that has a manifest and lost a blob of it', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'copy-'));
    try {
      const [from, to] = [createMemoryStore(), createLayoutStore(directory)];
      const { manifest, layers } = await sampleImage(from, { platform: 'linux/amd64' });
      await copyImage(manifest, from, to);
      await rm(path.join(directory, 'blobs', (layers[0] as Descriptor).digest.replace(':', '/')));
      await copyImage(manifest, from, to);
      await readWhole(to, manifest);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('sends only what is new of an image whose base is there', async () => {
    const [from, to] = [createMemoryStore(), createMemoryStore()];
    const base = await sampleImage(from, { platform: 'linux/amd64', layers: [{ base: 'x'.repeat(1000) }] });
    const image = await sampleImage(from, { platform: 'linux/amd64', base, layers: [{ app: 'app' }] });
    await copyImage(base.manifest, from, to);
    const { bytesSent, blobs } = await copyImage(image.manifest, from, to);
    expect(blobs).toEqual({ sent: 2, mounted: 0, existing: 1 });
    expect(bytesSent).toBe(image.config.size + image.layers[1]!.size);
  });

  it('puts a child back that an index at the target has lost', async () => {
    const [from, to] = [createMemoryStore(), createMemoryStore()];
    const root = await twoPlatforms(from);
    await to.writeManifest(await from.readManifest(root.digest), '1.0');
    await copyImage(root, from, to, { tag: '1.0' });
    await readWhole(to, root);
  });
});

describe('copyImage between repositories', () => {
  const acme = (repository: string, registry = 'ghcr.io') => ({ location: { registry, repository } });

  it.each<[string, Partial<ImageStore>, Partial<ImageStore>, string | undefined]>([
    ['of one registry', acme('base'), acme('api'), 'base'],
    ['of two registries', acme('base', 'docker.io'), acme('api'), undefined],
    ['that are the same', acme('api'), acme('api'), undefined],
    ['of which neither is in a registry', {}, {}, undefined],
    ['of which only the target is in a registry', {}, acme('api'), undefined],
  ])('%s offers what to mount from', async (_which, source, target, expected) => {
    const [from, to] = [createMemoryStore(), createMemoryStore()];
    const { manifest } = await sampleImage(from, { platform: 'linux/amd64' });
    const offered = new Set<string | undefined>();
    const mounting: ImageStore = {
      ...to,
      ...target,
      writeBlob: async (blob, read, options) => {
        offered.add(options?.mountFrom);
        await to.writeBlob(blob, read, options);
        return { outcome: 'mounted', bytesSent: 0 };
      },
    };
    const result = await copyImage(manifest, { ...from, ...source }, mounting);
    expect([...offered]).toEqual([expected]);
    expect(result).toMatchObject({ bytesSent: 0, blobs: { mounted: 2 } });
  });
});

describe('copyImage with a foreign layer', () => {
  it.each([true, false])(
    'goes nowhere but to the source for it (there: %s; CVE-2020-15157)',
    async (isThere) => {
      const [from, to] = [createMemoryStore(), createMemoryStore()];
      const elsewhere = isThere ? from : createMemoryStore();
      const layer = await writeSampleBlob(elsewhere, 'windows');
      const manifest = await writeManifest(from, [{ ...layer, urls: ['http://127.0.0.1:1/never'] }]);
      await expect(copyImage(manifest, from, to, { tag: '1.0' })).resolves.toMatchObject({
        blobs: { sent: isThere ? 2 : 1 },
      });
      await expect(to.hasBlob(layer.digest)).resolves.toBe(isThere);
      expect(to.tags().get('1.0')).toBe(manifest.digest);
    },
  );
});

describe('copyImage that fails', () => {
  it('leaves no tag and no manifest without its blobs, whichever write it fails at', async () => {
    const from = createMemoryStore();
    const root = await twoPlatforms(from);
    const failure = new Error('the registry went away');
    let writes = 0;
    for (let failAt = 0; ; failAt++) {
      const to = createMemoryStore();
      writes = 0;
      const step = (): void => {
        if (writes++ === failAt) throw failure;
      };
      const outcome: unknown = await copyImage(root, from, failing(to, step), { tag: '1.0' }).catch(
        (error: unknown) => error,
      );
      if (outcome !== failure) break;
      expect(to.tags().size).toBe(0);
      await expectWhatIsThereIsWhole(from, to, root);
    }
    expect(writes).toBe(9);
  });

  it('waits for what is under way before it passes the failure on', async () => {
    const [from, to] = [createMemoryStore(), createMemoryStore()];
    const { manifest, config, layers } = await sampleImage(from, { platform: 'linux/amd64' });
    const failure = new Error('the registry went away');
    const slow: ImageStore = {
      ...to,
      writeBlob: async (blob, read) => {
        if (blob.digest === config.digest) throw failure;
        await new Promise((resolve) => setTimeout(resolve, 20));
        return to.writeBlob(blob, read);
      },
    };
    await expect(copyImage(manifest, from, slow)).rejects.toBe(failure);
    await expect(to.hasBlob(layers[0]!.digest)).resolves.toBe(true);
  });

  it('stops at its signal, with its reason, in the middle of several blobs', async () => {
    const [from, to] = [createMemoryStore(), createMemoryStore()];
    const root = await twoPlatforms(from);
    const [controller, reason] = [new AbortController(), new Error('cancelled')];
    const copying = copyImage(
      root,
      from,
      failing(to, () => controller.abort(reason)),
      { tag: '1.0', signal: controller.signal },
    );
    await expect(copying).rejects.toBe(reason);
    expect(to.tags().size).toBe(0);
  });

  it('writes at most four blobs at once', async () => {
    const [from, to] = [createMemoryStore(), createMemoryStore()];
    const layers = Array.from({ length: 12 }, (_, number) => ({ file: String(number) }));
    const { manifest } = await sampleImage(from, { platform: 'linux/amd64', layers });
    let [now, most] = [0, 0];
    const counting: ImageStore = {
      ...to,
      writeBlob: async (blob, read) => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now--;
        return to.writeBlob(blob, read);
      },
    };
    await copyImage(manifest, from, counting);
    expect(most).toBe(4);
  });
});

/** One layer for both platforms, and an attestation about the first. */
async function twoPlatforms(store: MemoryStore): Promise<Descriptor> {
  const layers = [{ app: 'the same for both' }];
  const amd64 = await sampleImage(store, { platform: 'linux/amd64', layers });
  const arm64 = await sampleImage(store, { platform: 'linux/arm64', layers });
  return sampleIndex(store, [amd64, arm64, await sampleAttestation(store, amd64)]);
}

async function readWhole(store: ImageStore, root: Descriptor): Promise<readonly Descriptor[]> {
  const blobs = (await readImageTree(store, root)).flatMap(blobsOf);
  for (const blob of blobs) await readAll(store.readBlob(blob));
  return blobs;
}

async function expectWhatIsThereIsWhole(from: ImageStore, to: ImageStore, root: Descriptor): Promise<void> {
  for (const { encoded } of await readImageTree(from, root)) {
    const found = await to.resolve(encoded.descriptor.digest);
    if (found !== undefined) await readWhole(to, found);
  }
}

/** A store that runs `step` before each write. */
function failing(store: ImageStore, step: () => void): ImageStore {
  return {
    ...store,
    writeManifest: async (...args) => {
      step();
      await store.writeManifest(...args);
    },
    writeBlob: async (...args) => {
      step();
      return store.writeBlob(...args);
    },
  };
}

async function writeManifest(store: ImageStore, layers: readonly Descriptor[]): Promise<Descriptor> {
  const config = await writeSampleBlob(store, '{}');
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const json = JSON.stringify({ schemaVersion: 2, mediaType, config, layers });
  const document = describeDocument(Buffer.from(json), mediaType);
  await store.writeManifest(document);
  return document.descriptor;
}
