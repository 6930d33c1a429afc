import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@nx-docker-multiarch/oci/model';
import { createMemoryStore } from '@nx-docker-multiarch/oci/store';
import { readAll, sampleImage, type SampleLayer } from '@nx-docker-multiarch/oci/testing';
import type { ListedEntry } from './apply-layer.js';
import type { StoredLayer } from './base-image.js';
import { sampleContent } from './sample-tree.js';
import { createSpool } from './spool.js';
import { createStoredFiles } from './stored-files.js';

const FILES: SampleLayer = { 'etc/': '', 'etc/passwd': 'root', a: 'first', l: { link: 'a' }, b: '' };
const { signal } = new AbortController();

let folder: string;
let readings: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stored-'));
  readings = [];
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** What another run would have: nothing but the cache is the same. */
async function openRun() {
  const spool = createSpool(await mkdtemp(join(folder, 'run-')));
  return { spool, ...createStoredFiles({ spool, cacheDirectory: join(folder, 'cache') }) };
}

async function storedLayer(files: SampleLayer = FILES): Promise<StoredLayer> {
  const store = createMemoryStore();
  const { layers, diffIds } = await sampleImage(store, { platform: 'linux/arm64', layers: [files] });
  const [[descriptor], [diffId]] = [layers, diffIds];
  if (descriptor === undefined || diffId === undefined) throw new Error('no layer');
  const { readBlob } = store;
  store.readBlob = (blob, readSignal) => {
    readings.push(blob.digest);
    return readBlob(blob, readSignal);
  };
  return { kind: 'stored', descriptor, diffId, store };
}

const find = (entries: readonly ListedEntry[], path: string): ListedEntry => {
  const found = entries.find((entry) => entry.path === path);
  if (found === undefined) throw new Error(`no ${path}`);
  return found;
};

describe('listing a layer', () => {
  it('gives what its tar lists, without contents', async () => {
    const { list } = await openRun();
    const entries = await list(await storedLayer(), signal);
    expect(entries.map(({ path, type, sizeBytes }) => `${type} ${path} ${sizeBytes}`)).toEqual([
      'directory etc 0',
      'file etc/passwd 4',
      'file a 5',
      'symlink l 0',
      'file b 0',
    ]);
  });

  it('reads it once: for both platforms, and for the runs after this', async () => {
    const layer = await storedLayer();
    const { list } = await openRun();
    const [first, second] = await Promise.all([list(layer, signal), list({ ...layer }, signal)]);
    const later = await (await openRun()).list(layer, signal);
    expect(readings).toHaveLength(1);
    expect([second, later]).toEqual([first, first]);
  });

  it('reads it again where what was kept is damaged', async () => {
    const layer = await storedLayer();
    const first = await (await openRun()).list(layer, signal);
    const kept = join(folder, 'cache/listings');
    for (const file of await readdir(kept)) await writeFile(join(kept, file), '{"broken":');
    expect(await (await openRun()).list(layer, signal)).toEqual(first);
    expect(readings).toHaveLength(2);
  });

  it('believes and keeps nothing of a layer that is not what the config says', async () => {
    const layer = { ...(await storedLayer()), diffId: digestOf(Buffer.from('other')) };
    for (const { list } of [await openRun(), await openRun()])
      await expect(list(layer, signal)).rejects.toMatchObject({
        code: 'CONTENT_MISMATCH',
        message: expect.stringContaining(`the config says ${layer.diffId}`) as string,
      });
  });
});

describe('fetching files', () => {
  it('reads a layer once for all that is wanted of it, and not at all for what is not of a layer', async () => {
    const { list, contentOf, fetch, spool } = await openRun();
    const layer = await storedLayer();
    const entries = await list(layer, signal);
    const contents = ['etc/passwd', 'a', 'b'].map((path) => contentOf(layer, find(entries, path)));
    readings = [];
    await fetch([sampleContent('heredoc')], signal);
    expect(readings).toEqual([]);
    await fetch([...contents, sampleContent('heredoc')], signal);
    await fetch(contents, signal);
    expect(readings).toHaveLength(1);
    const texts = await Promise.all(contents.map(async ({ read }) => String(await readAll(read()))));
    expect(texts).toEqual(['root', 'first', '']);
    expect(readings).toHaveLength(1);
    expect(spool.has(contents[0]?.key ?? '')).toBe(true);
  });

  it('fetches one that is read before anybody asked for it', async () => {
    const { list, contentOf } = await openRun();
    const layer = await storedLayer();
    const content = contentOf(layer, find(await list(layer, signal), 'a'));
    expect([String(await readAll(content.read())), String(await readAll(content.read(signal)))]).toEqual([
      'first',
      'first',
    ]);
    expect(readings).toHaveLength(2);
  });

  it('tells apart the same path of two layers', async () => {
    const { list, contentOf } = await openRun();
    const layers = [await storedLayer({ a: 'one' }), await storedLayer({ a: 'two' })];
    const contents = await Promise.all(
      layers.map(async (layer) => contentOf(layer, find(await list(layer, signal), 'a'))),
    );
    const texts = await Promise.all(contents.map(async ({ read }) => String(await readAll(read()))));
    expect(texts).toEqual(['one', 'two']);
    expect(new Set(contents.map(({ key }) => key)).size).toBe(2);
  });
});
