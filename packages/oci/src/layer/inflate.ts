import { createGunzip } from 'node:zlib';
import { findCompression } from './compression.js';
import { decompress, PIECE_BYTES } from './decompress.js';
import { inflateZstd } from './zstd.js';

const MAGIC_BYTES = 6;

/**
 * The tar in a layer. Whether it is gzip, zstd or plain is read from its first bytes, as Docker does, for media types
 * have been wrong. Errors: `LAYER_INVALID` for damaged content, `LAYER_UNSUPPORTED` for zstd on a Node that has none; those of the
 * stream.
 */
export async function* inflateLayer(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces: AsyncIterator<Uint8Array, unknown> = bytes[Symbol.asyncIterator]();
  try {
    const head = await readHead(pieces);
    yield* inflate(head, continueWith(head, pieces));
    // What stands behind the compressed content would otherwise be unread, and the whole unverified.
    while ((await pieces.next()).done !== true);
  } finally {
    await pieces.return?.();
  }
}

function inflate(head: Uint8Array, content: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const compression = findCompression(head);
  if (compression === 'zstd') return inflateZstd(content);
  return compression === 'gzip' ? decompress(content, createGunzip({ chunkSize: PIECE_BYTES })) : content;
}

/** As many pieces as make the magic number whole, in one. */
async function readHead(pieces: AsyncIterator<Uint8Array, unknown>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < MAGIC_BYTES) {
    const { done, value } = await pieces.next();
    if (done === true) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  return head;
}

async function* continueWith(
  head: Uint8Array,
  pieces: AsyncIterator<Uint8Array, unknown>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (head.length > 0) yield head;
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
}
