import { piecesOf, readAll } from '../testing/index.js';
import { readTarFiles } from './tar-reader.js';
import { writeTar } from './tar-writer.js';
import type { TarInput } from './tar-input.js';

const LIMITS = { maxEntries: 100, maxBytes: 1_000_000 };
const CONTENTS = ['first', 'x'.repeat(5000), '', 'y'.repeat(512)];

describe('readTarFiles', () => {
  it.each([1, 7, 512, 1000, 100_000])('gives contents out of pieces of %d bytes', async (pieceBytes) => {
    const contents = [];
    for await (const { read } of readTarFiles(piecesOf(await tar(), pieceBytes), LIMITS))
      contents.push((await readAll(read())).toString());
    expect(contents).toEqual(CONTENTS);
  });

  it.each([
    ['not at all', 0],
    ['in part', 1],
  ])('goes on behind a content that is read %s', async (_how, pieces) => {
    const paths = [];
    for await (const { path, read } of readTarFiles(piecesOf(await tar(), 100), LIMITS)) {
      const content = read()[Symbol.asyncIterator]();
      for (let piece = 0; piece < pieces; piece++) await content.next();
      paths.push(path);
    }
    expect(paths).toEqual(['file-0', 'file-1', 'file-2', 'file-3']);
  });

  it('is what writeTar can be fed with, one file after the other', async () => {
    async function* copied(): AsyncGenerator<TarInput> {
      for await (const { path, sizeBytes, read } of readTarFiles(piecesOf(await tar(), 100), LIMITS))
        yield { path, type: 'file', sizeBytes, read };
    }
    expect((await readAll(writeTar(copied()))).equals(await tar())).toBe(true);
  });

  it('gives no content of an entry that the walk has left', async () => {
    const reads = [];
    for await (const { read } of readTarFiles(piecesOf(await tar()), LIMITS)) reads.push(read);
    for (const read of reads) expect(await readAll(read())).toHaveLength(0);
  });

  it('rejects LAYER_INVALID if a content is cut off', async () => {
    const reading = async (): Promise<void> => {
      for await (const { read } of readTarFiles(piecesOf((await tar()).subarray(0, 3000)), LIMITS))
        await readAll(read());
    };
    await expect(reading()).rejects.toMatchObject({ code: 'LAYER_INVALID' });
  });

  it('refuses a sparse file, whose content is not what is stored', async () => {
    const sparse = await tar();
    // The flag of an old GNU sparse file, and the checksum that it makes.
    sparse.write('S', 156);
    sparse.write(
      (Number.parseInt(sparse.toString('latin1', 148, 154), 8) + 0x53 - 0x30).toString(8).padStart(6, '0'),
      148,
    );
    await expect(readAll(contentsOf(sparse))).rejects.toMatchObject({
      code: 'LAYER_UNSUPPORTED',
      message: 'Unpacking a tar: file-0 is a sparse file',
    });
  });
});

async function tar(): Promise<Buffer> {
  return readAll(
    writeTar(
      CONTENTS.map((content, number) => ({
        path: `file-${number}`,
        type: 'file',
        content: Buffer.from(content),
      })),
    ),
  );
}

async function* contentsOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for await (const { read } of readTarFiles(piecesOf(bytes), LIMITS)) yield* read();
}
