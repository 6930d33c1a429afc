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
    await base.resolve(manifest.digest);
    await target.hasBlob(blob.digest);
    expect(received.bytes()).toBe(0);
    await base.readManifest(manifest.digest);
    expect(received.bytes()).toBe(manifest.size);
    await base.findManifest(manifest.digest);
    await base.findManifest('absent');
    expect(received.bytes()).toBe(manifest.size * 2);
    await readAll(target.readBlob(blob));
    expect(received.bytes()).toBe(manifest.size * 2 + 700);
  });

  it('counts nothing that others read of the same store', async () => {
    const store = createMemoryStore('base');
    const counts = [100, 20, 3].map((sizeBytes) => ({ sizeBytes, received: countReceived(() => store) }));
    for (const { sizeBytes, received } of counts) {
      const blob = await writeSampleBlob(store, 'x'.repeat(sizeBytes));
      await readAll(received.open(REFERENCE, 'pull').readBlob(blob));
    }
    expect(counts.map(({ received }) => received.bytes())).toEqual([100, 20, 3]);
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
    for await (const _ of received.open(REFERENCE, 'pull').readBlob(blob)) break;
    expect(received.bytes()).toBe(500);
  });
});
