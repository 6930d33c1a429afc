import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { digestOf, OCI_LAYER_GZIP } from '../model/index.js';
import { piecesOf, readAll } from '../testing/index.js';
import type { TarInput } from './tar-input.js';
import { writeTar } from './tar-writer.js';
import { describeLayer, writeLayer } from './write-layer.js';

const { signal } = new AbortController();
const small = files(300, (number) => Buffer.from(`content ${number} `.repeat(700)));
const large = files(9, noise);

let spillFolder: string;
beforeEach(async () => {
  spillFolder = await mkdtemp(path.join(tmpdir(), 'write-layer-'));
});
afterEach(async () => {
  await rm(spillFolder, { recursive: true });
});

describe('writeLayer', () => {
  it.each([
    ['small', small, 0],
    ['large', large, 1],
  ])(
    'gives a %s layer that is what its digests say, any number of times',
    async (_what, entries, spilled) => {
      const layer = await writeLayer(entries, { spillFolder, signal });
      const tar = await readAll(writeTar(entries));
      for (const gzip of [await readAll(layer.read()), await readAll(layer.read())]) {
        const descriptor = { mediaType: OCI_LAYER_GZIP, digest: digestOf(gzip), size: gzip.length };
        expect(layer.descriptor).toEqual(descriptor);
        expect(gunzipSync(gzip).equals(tar)).toBe(true);
      }
      expect(layer).toMatchObject({ diffId: digestOf(tar), uncompressedBytes: tar.length });
      expect(await readdir(spillFolder)).toHaveLength(spilled);
    },
  );

  it('gives the same for the same, also side by side, however the files are read', async () => {
    const layers = await Promise.all(
      [large, large.map(streamed), large.map(filled)].map((entries) =>
        writeLayer(entries, { spillFolder, signal }),
      ),
    );
    const contents = await Promise.all(layers.map(({ read }) => readAll(read())));
    expect(contents.map(digestOf)).toEqual(layers.map(() => layers[0]!.descriptor.digest));
    expect(new Set(layers.map(({ diffId }) => diffId)).size).toBe(1);
  });

  it('makes it smaller if it is told to', async () => {
    const [fast, tight] = await Promise.all(
      [1, 9].map((level) => writeLayer(small, { spillFolder, signal, level })),
    );
    expect(tight!.descriptor.size).toBeLessThan(fast!.descriptor.size);
    expect(tight!.diffId).toBe(fast!.diffId);
  });

  it('leaves nothing if it fails when much is written', async () => {
    const failure = new Error('the disc broke');
    const broken: TarInput = { path: 'b', type: 'file', sizeBytes: 1, load: () => Promise.reject(failure) };
    const entries = [...large.map(streamed), broken];
    await expect(writeLayer(entries, { spillFolder, signal })).rejects.toBe(failure);
    expect(await readdir(spillFolder)).toEqual([]);
  });

  it('stops at its signal and leaves nothing', async () => {
    const cancelled = new AbortController();
    let read = 0;
    function* entries(): Generator<TarInput> {
      for (const entry of large) {
        if (++read === 9) cancelled.abort();
        yield streamed(entry);
      }
      throw new Error('it has not stopped');
    }
    const writing = writeLayer(entries(), { spillFolder, signal: cancelled.signal });
    await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(spillFolder)).toEqual([]);
  });

  it('says LAYER_FAILED if the folder is not there', async () => {
    const missing = path.join(spillFolder, 'missing');
    const writing = writeLayer(large, { spillFolder: missing, signal });
    await expect(writing).rejects.toMatchObject({ code: 'LAYER_FAILED' });
  });
});

describe('describeLayer', () => {
  it('gives what the layer would be', async () => {
    const { diffId, uncompressedBytes } = await writeLayer(small, { spillFolder, signal });
    for (const by of [loaded, filled])
      expect(await describeLayer(small.map(by), signal)).toEqual({ diffId, uncompressedBytes });
  });

  it('stops at its signal', async () => {
    await expect(describeLayer(small, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});

type WholeFile = TarInput & { readonly content: Uint8Array };

function files(count: number, contentOf: (number: number) => Uint8Array): WholeFile[] {
  return Array.from({ length: count }, (_, number) => ({
    path: `folder/file-${number}`,
    type: 'file' as const,
    content: contentOf(number),
  }));
}

function streamed({ path, content }: WholeFile): TarInput {
  return { path, type: 'file', sizeBytes: content.length, read: () => piecesOf(content) };
}

function loaded({ path, content }: WholeFile): TarInput {
  return { path, type: 'file', sizeBytes: content.length, load: () => Promise.resolve(content) };
}

function filled({ path, content }: WholeFile): TarInput {
  return { path, type: 'file', sizeBytes: content.length, fill: (bytes) => bytes.set(content) };
}

function noise(seed: number): Buffer {
  return createHash('shake256', { outputLength: 1_100_000 }).update(`${seed}`).digest();
}
