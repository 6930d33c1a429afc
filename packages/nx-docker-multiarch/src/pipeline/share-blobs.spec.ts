import { digestOf, type Descriptor } from '@nx-docker-multiarch/oci/model';
import { createMemoryStore, type ImageStore, type WriteBlobOptions } from '@nx-docker-multiarch/oci/store';
import { openServed, piecesOf, writeSampleBlob, type OpenServed } from '@nx-docker-multiarch/oci/testing';
import { shareBlobs } from './share-blobs.js';

const TEXT = 'x'.repeat(5000);
const BLOB: Descriptor = { mediaType: 'text/plain', digest: digestOf(TEXT), size: TEXT.length };

/** A store of a registry that holds back what is written to it until told. */
function heldBack(registry: string, repository: string) {
  const memory = { ...createMemoryStore(repository), location: { registry, repository } };
  const asked: (WriteBlobOptions | undefined)[] = [];
  let [finish, fail] = [(): void => undefined, (_error: Error): void => undefined];
  const gate = new Promise<void>((resolve, reject) => ([finish, fail] = [resolve, reject]));
  gate.catch(() => undefined);
  const store: ImageStore = {
    ...memory,
    async writeBlob(blob, read, options) {
      asked.push(options);
      await gate;
      return memory.writeBlob(blob, read, options);
    },
  };
  return { store, asked, finish: () => finish(), fail: (error: Error) => fail(error) };
}

const inOneRegistry = () =>
  [heldBack('one.test', 'a'), heldBack('one.test', 'b'), heldBack('one.test', 'c')] as const;
const write = (store: ImageStore, options?: WriteBlobOptions): ReturnType<ImageStore['writeBlob']> =>
  store.writeBlob(BLOB, () => piecesOf(Buffer.from(TEXT)), options);
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('shareBlobs, at a registry', () => {
  let open: OpenServed;
  beforeEach(async () => void (open = await openServed()));
  afterEach(() => open.close());

  it('sends a blob once to all repositories that get it at the same time', async () => {
    const share = shareBlobs();
    const stores = ['acme/one', 'acme/two', 'acme/three', 'acme/one'].map((repository) =>
      share(open.registries.open({ registry: open.served.host, repository }, 'push')),
    );
    const written = await Promise.all(stores.map((store) => write(store)));
    expect(written.map(({ outcome }) => outcome)).toEqual(['sent', 'mounted', 'mounted', 'existing']);
    expect(written.reduce((sum, { bytesSent }) => sum + bytesSent, 0)).toBe(BLOB.size);
    for (const store of stores) await expect(store.hasBlob(BLOB.digest)).resolves.toBe(true);
    await expect(
      write(share(open.registries.open({ registry: open.served.host, repository: 'acme/late' }, 'push'))),
    ).resolves.toMatchObject({ outcome: 'mounted' });
  });
});

describe('shareBlobs', () => {
  it('sends it to each registry', async () => {
    const share = shareBlobs();
    const [one, two] = [heldBack('one.test', 'acme/api'), heldBack('two.test', 'acme/api')];
    const both = [write(share(one.store)), write(share(two.store), { mountFrom: 'base' })];
    await settled();
    expect([one.asked.length, two.asked]).toEqual([1, [{ mountFrom: 'base' }]]);
    for (const { finish } of [one, two]) finish();
    await Promise.all(both);
  });

  it('lets the next one send it where the first fails, and the others wait for that one', async () => {
    const share = shareBlobs();
    const [first, second, third] = inOneRegistry();
    const failing = write(share(first.store));
    const others = [write(share(second.store)), write(share(third.store))];
    await settled();
    expect(second.asked).toEqual([]);
    first.fail(new Error('broken'));
    await expect(failing).rejects.toThrow('broken');
    await settled();
    expect([second.asked, third.asked]).toEqual([[{}], []]);
    second.finish();
    third.finish();
    await Promise.all(others);
    expect(third.asked).toEqual([{ mountFrom: 'b' }]);
  });

  it("ends one's wait at its own signal, and neither the upload nor another's wait", async () => {
    const share = shareBlobs();
    const [first, second, third] = inOneRegistry();
    const controller = new AbortController();
    const upload = write(share(first.store));
    const cancelled = write(share(second.store), { signal: controller.signal });
    const waiting = write(share(third.store), { signal: new AbortController().signal });
    controller.abort(new Error('enough'));
    await expect(cancelled).rejects.toThrow('enough');
    first.finish();
    third.finish();
    await Promise.all([upload, waiting]);
    expect([second.asked.length, third.asked[0]?.mountFrom]).toEqual([0, 'a']);
  });

  it('keeps all else of a store, and a store without a location as it is', async () => {
    const memory = createMemoryStore('memory');
    expect(shareBlobs()(memory)).toBe(memory);
    const location = { registry: 'one.test', repository: 'acme/api' };
    const store = shareBlobs()({ ...memory, location });
    const blob = await writeSampleBlob(store, 'text');
    expect(store).toMatchObject({ name: 'memory', location });
    await expect(store.hasBlob(blob.digest)).resolves.toBe(true);
  });
});
