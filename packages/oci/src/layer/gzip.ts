import { constants, crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';

/** No time and no operating system, which `gzipSync` would write: the same bytes on every machine. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** An empty block that says that it is the last (RFC 1951 §3.2.3). */
const LAST_BLOCK = Buffer.from([3, 0]);

/** How far back deflate can refer (RFC 1951 §2). */
const WINDOW_BYTES = 32 * 1024;

/** How many blocks are compressed at once: all threads that Node has for it but one, which reads files. */
export const BLOCKS_AT_ONCE = 3;

/** These bytes as gzip. Equal on equal versions of Node; what identifies a layer is its diff id (RFC 1952). */
export function gzipBytes(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([HEADER, deflateRawSync(bytes), formatTrailer(crc32(bytes), bytes.length)]);
}

/**
 * These blocks as one gzip member. Each is compressed on a thread of its own, up to `BLOCKS_AT_ONCE` of them, and refers
 * back into the one before as if nothing were between them; the bytes depend on the blocks, not on the threads. A block
 * has to stay as it is while the next `BLOCKS_AT_ONCE` are given. Ends, however it does, only after all that was being
 * compressed.
 */
export async function* gzipBlocks(
  blocks: AsyncIterable<Uint8Array>,
  level: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield HEADER;
  const underWay: Promise<readonly Uint8Array[]>[] = [];
  let checksum = 0;
  let sizeBytes = 0;
  let before: Uint8Array = Buffer.alloc(0);
  try {
    for await (const block of blocks) {
      const compressed = deflateBlock(block, before, level);
      // Its failure is met in its turn, and until then it would be one that nobody handles.
      compressed.catch(() => undefined);
      underWay.push(compressed);
      checksum = crc32(block, checksum);
      sizeBytes += block.length;
      before = block;
      if (underWay.length >= BLOCKS_AT_ONCE) yield* (await underWay.shift()) ?? [];
    }
    while (underWay.length > 0) yield* (await underWay.shift()) ?? [];
  } finally {
    await Promise.allSettled(underWay);
  }
  yield LAST_BLOCK;
  yield formatTrailer(checksum, sizeBytes);
}

/** One block, ended at a byte so that the next can be put behind it. */
async function deflateBlock(
  block: Uint8Array,
  before: Uint8Array,
  level: number,
): Promise<readonly Uint8Array[]> {
  const stream = createDeflateRaw({
    level,
    dictionary: before.subarray(-WINDOW_BYTES),
    finishFlush: constants.Z_SYNC_FLUSH,
    // Room for all that comes out of most blocks: otherwise the thread waits for the main one in between.
    chunkSize: Math.ceil(block.length / 2) + 4096,
  });
  stream.end(block);
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece as Uint8Array);
  return pieces;
}

function formatTrailer(checksum: number, sizeBytes: number): Uint8Array {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(checksum, 0);
  trailer.writeUInt32LE(sizeBytes % 2 ** 32, 4);
  return trailer;
}
