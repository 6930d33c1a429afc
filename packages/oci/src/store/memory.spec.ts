import { describeRemoteContract, sampleImage } from '../testing/index.js';
import { createMemoryStore } from './memory.js';

describeRemoteContract('memory', async () => ({ store: createMemoryStore() }));

describe('a memory store', () => {
  it('lists its tags as they are at that moment', async () => {
    const store = createMemoryStore('acme/api');
    const { manifest } = await sampleImage(store, { platform: 'linux/amd64' });
    const before = store.tags();
    await store.writeManifest(await store.readManifest(manifest.digest), '1.0');
    expect([...before]).toEqual([]);
    expect([...store.tags()]).toEqual([['1.0', manifest.digest]]);
  });

  it('does not see what happens to the bytes of a manifest afterwards', async () => {
    const store = createMemoryStore();
    const { manifest } = await sampleImage(store, { platform: 'linux/amd64' });
    const { descriptor, bytes } = await store.readManifest(manifest.digest);
    const copy = Uint8Array.from(bytes);
    const other = createMemoryStore();
    await other.writeManifest({ descriptor, bytes: copy });
    copy.fill(0);
    expect((await other.readManifest(manifest.digest)).bytes).toEqual(bytes);
  });

  it('is called by its name in errors', async () => {
    const digest = `sha256:${'a'.repeat(64)}` as const;
    const reading = createMemoryStore('acme/api').readManifest(digest);
    await expect(reading).rejects.toThrow(`Reading acme/api@${digest}: it is not there`);
  });
});
