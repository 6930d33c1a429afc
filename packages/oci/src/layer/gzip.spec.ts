import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { piecesOf, readAll } from '../testing/index.js';
import { gzipBlocks, gzipBytes } from './gzip.js';

describe('gzipBytes', () => {
  it.each([0, 1, 100_000])('is gzip of %d bytes', (length) => {
    const bytes = Buffer.alloc(length, 'some content ');
    expect(gunzipSync(gzipBytes(bytes)).equals(bytes)).toBe(true);
  });

  it('names no time and no operating system', () => {
    expect([...gzipBytes(Buffer.from('x')).subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  });
});

describe('gzipBlocks', () => {
  it.each([0, 1, 999, 1000, 10_001])('is one gzip member of %d bytes', async (length) => {
    const bytes = text(length);
    const gzip = await readAll(gzipBlocks(piecesOf(bytes, 1000), 1));
    expect(gunzipSync(gzip).equals(bytes)).toBe(true);
    expect(gzip.subarray(0, 10)).toEqual(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]));
  });

  it('gives the same bytes however the blocks come', async () => {
    async function* slowly(): AsyncGenerator<Uint8Array> {
      for await (const piece of piecesOf(text(100_000), 10_000)) {
        await turn();
        yield piece;
      }
    }
    const atOnce = await readAll(gzipBlocks(piecesOf(text(100_000), 10_000), 1));
    expect((await readAll(gzipBlocks(slowly(), 1))).equals(atOnce)).toBe(true);
  });

  it('refers back into the block before', async () => {
    const block = noise(20_000);
    const gzip = await readAll(gzipBlocks(piecesOf(Buffer.concat([block, block]), block.length), 6));
    expect(gzip.length).toBeLessThan(1.1 * block.length);
  });

  it('compresses more where it is told to', async () => {
    const [fast, small] = await Promise.all(
      [1, 9].map((level) => readAll(gzipBlocks(piecesOf(text(100_000), 50_000), level))),
    );
    expect(small!.length).toBeLessThan(fast!.length);
  });

  it('passes on the failure of the blocks as it is', async () => {
    const failure = new Error('the disc broke');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* piecesOf(noise(10_000), 5000);
      throw failure;
    }
    await expect(readAll(gzipBlocks(broken(), 1))).rejects.toBe(failure);
  });
});

/** Numbers in words of which some come again, so that levels differ. */
function text(length: number): Buffer {
  let words = '';
  for (let number = 0; words.length < length; number++) words += `${(number * 7919) % 1013} files, `;
  return Buffer.from(words.slice(0, length));
}

function noise(length: number): Buffer {
  return createHash('shake256', { outputLength: length }).update('noise').digest();
}
