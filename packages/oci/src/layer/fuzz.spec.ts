import * as fc from 'fast-check';
import { attempt, piecesOf, sampleTar } from '../testing/index.js';
import { findArchive, findCompression } from './compression.js';
import { gzipBytes } from './gzip.js';
import { inflateLayer } from './inflate.js';
import { parsePax } from './pax.js';
import { TAR_BLOCK_BYTES, tarChecksum } from './tar-header.js';
import { readTarEntries, readTarFiles } from './tar-reader.js';

const LIMITS = { maxEntries: 50, maxBytes: 100_000 };

let tar: Buffer;
beforeAll(async () => {
  const long = `${'long/'.repeat(40)}ü`;
  tar = Buffer.from(
    await sampleTar({
      'd/': '',
      'd/f': 'text',
      [long]: 'x'.repeat(700),
      l: { link: long },
      h: { hardLink: 'd/f' },
    }),
  );
});

/** Places in a header that decide how the rest is read: size, flag, prefix, checksum, names. */
const place = fc.oneof(
  fc.constantFrom(0, 100, 108, 124, 125, 135, 148, 156, 157, 257, 345, 482, 483, 504),
  fc.nat(TAR_BLOCK_BYTES - 1),
);
const damage = fc.record({
  block: fc.nat(),
  place,
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc
      .constantFrom('x', 'g', 'L', 'K', 'S', '1', '5', '77777777777', '\u0080', '../', '\0')
      .map((text) => Buffer.from(text, 'latin1')),
  ),
  isRepaired: fc.boolean(),
});
const damages = fc.array(damage, { minLength: 1, maxLength: 4 });

/** The tar with bytes of it changed, and the checksums of headers put right again where that is asked for. */
function damaged(
  all: readonly { block: number; place: number; bytes: Uint8Array; isRepaired: boolean }[],
): Buffer {
  const copy = Buffer.from(tar);
  for (const { block, place: at, bytes, isRepaired } of all) {
    const start = (block % (copy.length / TAR_BLOCK_BYTES)) * TAR_BLOCK_BYTES;
    const header = copy.subarray(start, start + TAR_BLOCK_BYTES);
    header.set(bytes.subarray(0, TAR_BLOCK_BYTES - at), at);
    if (isRepaired) header.write(`${tarChecksum(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  }
  return copy;
}

async function readEverything(bytes: Uint8Array, pieceBytes: number): Promise<number> {
  let readBytes = 0;
  for await (const { head } of readTarEntries(inflateLayer(piecesOf(bytes, pieceBytes)), LIMITS))
    readBytes += head.length;
  for await (const { read } of readTarFiles(inflateLayer(piecesOf(bytes, pieceBytes)), LIMITS))
    for await (const piece of read()) readBytes += piece.length;
  return readBytes;
}

describe('any bytes', () => {
  const pieceBytes = fc.constantFrom(100, 512, 1_000_000);

  it('are a tar, or an error, and never more than its bounds', async () => {
    await fc.assert(
      fc.asyncProperty(damages, fc.nat(), pieceBytes, async (all, cut, size) => {
        const bytes = damaged(all);
        const part = cut % 4 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
        const readBytes = await attempt(() => readEverything(part, size));
        if (readBytes !== undefined) expect(readBytes).toBeLessThanOrEqual(2 * LIMITS.maxBytes);
      }),
    );
  });

  it('are something compressed, or an error', async () => {
    const start = fc.constantFrom([0x1f, 0x8b, 8], [0x28, 0xb5, 0x2f, 0xfd], [0x50, 0x2a, 0x4d, 0x18], []);
    const random = fc
      .tuple(start, fc.uint8Array({ maxLength: 200 }))
      .map(([magic, rest]) => Buffer.from([...magic, ...rest]));
    const changed = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }).map((changes) => {
      const bytes = Buffer.from(gzipBytes(tar));
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return bytes;
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(random, changed), pieceBytes, async (bytes, size) => {
        await attempt(() => readEverything(bytes, size));
        findArchive(bytes);
        findCompression(bytes);
      }),
    );
  });

  it('are pax records, or an error', async () => {
    const record = fc
      .tuple(fc.nat(40), fc.string({ maxLength: 12 }))
      .map(([length, text]) => `${length} ${text}\n`);
    const text = fc.array(record, { maxLength: 5 }).map((records) => Buffer.from(records.join('')));
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, fc.uint8Array()), async (bytes) => {
        await attempt(() => void parsePax(bytes));
      }),
    );
  });
});

it('inflates no more of a small file that is large inside than it may read', async () => {
  const bomb = gzipBytes(Buffer.alloc(8 * 1024 * 1024));
  let inflatedBytes = 0;
  async function* counted() {
    for await (const piece of inflateLayer(piecesOf(bomb, 512))) {
      inflatedBytes += piece.length;
      yield piece;
    }
  }
  const reading = async () => {
    for await (const entry of readTarEntries(counted(), LIMITS)) void entry;
  };
  await expect(reading()).rejects.toMatchObject({ code: 'CONTENT_TOO_LARGE' });
  expect(inflatedBytes).toBeLessThan(2 * 1024 * 1024);
});
