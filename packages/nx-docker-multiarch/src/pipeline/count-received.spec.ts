import { parseReference } from '@nx-docker-multiarch/oci/model';
import { createMemoryStore } from '@nx-docker-multiarch/oci/store';
import { readAll, sampleImage, writeSampleBlob } from '@nx-docker-multiarch/oci/testing';
import { countReceived } from './count-received.js';

const REFERENCE = parseReference('one.example/acme/api');

describe('countReceived', () => {
  it('counts documents and blobs of all repositories together, and nothing that is written or asked', async () => {
    const stores = { pull: createMemoryStore('base'), push: createMemoryStore('target') };
    const received = countReceived((_, access) => stores[access]);
    const [base, target] = [received.open(REFERENCE, 'pull'), received.open(REFERENCE, 'push')];
    const { manifest } = await sampleImage(base, { platform: 'linux/arm64' });
    const blob = await writeSampleBlob(target, 'x'.repeat(700));
    await received.countOf(async (bytes) => {
      await base.resolve(manifest.digest);
      await target.hasBlob(blob.digest);
      expect(bytes()).toBe(0);
      await base.readManifest(manifest.digest);
      expect(bytes()).toBe(manifest.size);
      await base.findManifest(manifest.digest);
      await base.findManifest('absent');
      expect(bytes()).toBe(manifest.size * 2);
      await readAll(target.readBlob(blob));
      expect(bytes()).toBe(manifest.size * 2 + 700);
    });
  });

  it('counts for each work its own, side by side and of the same store', async () => {
    const store = createMemoryStore('base');
    const received = countReceived(() => store);
    const opened = received.open(REFERENCE, 'pull');
    const read = async (sizeBytes: number): Promise<number> => {
      const blob = await writeSampleBlob(store, 'x'.repeat(sizeBytes));
      return received.countOf(async (bytes) => {
        await readAll(opened.readBlob(blob));
        await new Promise(setImmediate);
        return bytes();
      });
    };
    expect(await Promise.all([read(100), read(20), read(3)])).toEqual([100, 20, 3]);
  });

  it('counts of a blob what was read of it', async () => {
    const store = createMemoryStore('base');
    const blob = await writeSampleBlob(store, 'x'.repeat(1000));
    const inHalves = {
      ...store,
      async *readBlob() {
        yield Buffer.alloc(500);
        yield Buffer.alloc(500);
      },
    };
    const received = countReceived(() => inHalves);
    await received.countOf(async (bytes) => {
      for await (const _ of received.open(REFERENCE, 'pull').readBlob(blob)) break;
      expect(bytes()).toBe(500);
    });
  });
});
