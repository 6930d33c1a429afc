import { copyImage } from '../copy.js';
import {
  openServed,
  piecesOf,
  sampleImage,
  writeSampleBlob,
  type OpenServed,
  type Quirks,
} from '../../testing/index.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('many copies at once within one registry', () => {
  it('do not wait for each other’s connections', async () => {
    const open = await start();
    const layers = [1, 2, 3, 4].map((number) => ({ file: `${number}`.repeat(200_000) }));
    const { manifest } = await sampleImage(open.memory('source'), {
      platform: 'linux/amd64',
      layers,
      compression: 'none',
    });
    const from = { registry: open.served.host, repository: 'source' };
    const copies = [1, 2, 3, 4, 5].map((number) =>
      copyImage(
        manifest,
        open.registries.open(from, 'pull'),
        open.registries.open({ ...from, repository: `target-${number}` }, 'push'),
      ),
    );
    for (const { bytesSent } of await Promise.all(copies)) expect(bytesSent).toBeGreaterThan(800_000);
  });
});

describe('the progress of an upload', () => {
  it('is told as its bytes go', async () => {
    const { store } = await start();
    const bytes = Buffer.alloc(200_000, 'x');
    const blob = await writeSampleBlob((await start()).memory(), bytes);
    const told: number[] = [];
    const onProgress = (bytesSent: number): void => void told.push(bytesSent);
    await store.writeBlob(blob, () => piecesOf(bytes, 50_000), { onProgress });
    expect(told).toEqual([50_000, 100_000, 150_000, 200_000]);
  });
});

describe('a registry that knows by itself where a blob is', () => {
  it('mounts it although the repository that was named has not got it', async () => {
    const open = await start({ mountsFromAnywhere: true });
    const base = { registry: open.served.host, repository: 'acme/base' };
    const blob = await writeSampleBlob(open.registries.open(base, 'push'), 'layer');
    const written = await open.store.writeBlob(blob, () => piecesOf(Buffer.from('layer')), {
      mountFrom: 'acme/other',
    });
    expect(written).toEqual({ outcome: 'mounted', bytesSent: 0 });
    await expect(open.memory().hasBlob(blob.digest)).resolves.toBe(true);
  });
});

async function start(quirks: Quirks = { noMount: true }): Promise<OpenServed> {
  const open = await openServed({ quirks });
  closing.push(() => open.close());
  return open;
}
