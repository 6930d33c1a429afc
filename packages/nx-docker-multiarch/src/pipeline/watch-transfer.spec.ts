import { createMemoryStore } from '@nx-docker-multiarch/oci/store';
import { readAll, writeSampleBlob } from '@nx-docker-multiarch/oci/testing';
import { watchTransfer } from './watch-transfer.js';

describe('watchTransfer', () => {
  it('tells of what is read every five seconds, in all stores that it watches', async () => {
    const [first, second] = [createMemoryStore('first'), createMemoryStore('second')];
    const blobs = [
      await writeSampleBlob(first, 'a'.repeat(1500)),
      await writeSampleBlob(second, 'b'.repeat(500)),
    ];
    const [blob, other] = blobs as [(typeof blobs)[0], (typeof blobs)[0]];
    const lines: string[] = [];
    let nowMs = 0;
    const watch = watchTransfer('pushing x', { now: () => nowMs, progress: (line) => lines.push(line) });
    const read = async (atMs: number, store = first, one = blob): Promise<void> => {
      nowMs = atMs;
      await readAll(watch(store).readBlob(one));
    };
    await read(4999);
    expect(lines).toEqual([]);
    await read(5000);
    await read(9999);
    await read(10_000, second, other);
    expect(lines).toEqual(['pushing x: 3.0 kB so far', 'pushing x: 5.0 kB so far']);
  });

  it('leaves the store what it is', async () => {
    const location = { registry: 'r.test', repository: 'acme/api' };
    const store = { ...createMemoryStore('first'), location };
    const watched = watchTransfer('x', { now: () => 0, progress: () => undefined })(store);
    const blob = await writeSampleBlob(watched, 'text');
    expect(watched).toMatchObject({ name: 'first', location });
    await expect(store.hasBlob(blob.digest)).resolves.toBe(true);
    expect(Buffer.from(await readAll(watched.readBlob(blob))).toString()).toBe('text');
  });
});
