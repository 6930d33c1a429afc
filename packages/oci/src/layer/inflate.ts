import { Readable, type Transform } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { OciError } from '../errors/index.js';

const PIECE_BYTES = 128 * 1024;
const MAGIC_BYTES = 4;

/** Node has it from 22.15 on, which the types of Node 20 do not say. */
const { createZstdDecompress } = zlib as {
  createZstdDecompress?: (options: { chunkSize: number }) => Transform;
};

/**
 * The tar in a layer. Whether it is gzip, zstd or plain is read from its first bytes, as Docker does, for media types
 * have been wrong. Errors: `LAYER_INVALID` for damaged content, and for zstd on a Node that has none; those of the
 * stream.
 */
export async function* inflateLayer(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces: AsyncIterator<Uint8Array, unknown> = bytes[Symbol.asyncIterator]();
  try {
    const head = await readHead(pieces);
    const content = continueWith(head, pieces);
    const inflater = createInflater(head);
    yield* inflater === undefined ? content : inflate(content, inflater);
    // What stands behind the compressed content would otherwise be unread, and the whole unverified.
    while ((await pieces.next()).done !== true);
  } finally {
    await pieces.return?.();
  }
}

function createInflater(head: Uint8Array): Transform | undefined {
  const [first = 0, second, third, fourth] = head;
  if (first === 0x1f && second === 0x8b) return zlib.createGunzip({ chunkSize: PIECE_BYTES });
  const isZstd = first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd;
  const isSkippable = (first & 0xf0) === 0x50 && second === 0x2a && third === 0x4d && fourth === 0x18;
  if (!isZstd && !isSkippable) return undefined;
  if (createZstdDecompress !== undefined) return createZstdDecompress({ chunkSize: PIECE_BYTES });
  throw new OciError(
    'LAYER_INVALID',
    `Reading a layer: it is zstd, which Node ${process.versions.node} cannot read`,
    {
      hint: 'Run it with Node 22.15 or newer, or build the image with gzip layers.',
    },
  );
}

async function* inflate(content: AsyncIterable<Uint8Array>, inflater: Transform): AsyncGenerator<Uint8Array> {
  const source = Readable.from(content, { objectMode: false });
  // How it ends is told by the inflater itself; the rejection here would be one that nobody handles.
  pipeline(source, inflater).catch(() => undefined);
  try {
    for await (const piece of inflater) yield piece as Uint8Array;
  } catch (error) {
    throw isDamage(error) ? damaged(error) : error;
  } finally {
    inflater.destroy();
    source.destroy();
    await finished(source).catch(() => undefined);
  }
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
): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
}

function isDamage(error: unknown): error is NodeJS.ErrnoException {
  return /^Z_|^ZSTD_|^ERR_ZLIB/.test((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}

function damaged(cause: Error): OciError {
  return new OciError('LAYER_INVALID', `Reading a layer: its compression is damaged (${cause.message})`, {
    cause,
  });
}
