import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { OciError } from '../errors/index.js';
import { decompress, PIECE_BYTES } from './decompress.js';

type ZstdDecompressor = Transform & { readonly bytesWritten: number };

/** Node has it from 22.15 on, which the types of Node 20 do not say. */
const { createZstdDecompress } = zlib as {
  createZstdDecompress?: (options: { chunkSize: number }) => ZstdDecompressor;
};

/**
 * The content of all frames; a layer that is made to be read in parts has one for each file.
 * Node 22 ends quietly where a frame is cut off: the layer's digest and the end of the tar tell.
 * Errors: `LAYER_INVALID` for damaged content, `LAYER_UNSUPPORTED` on a Node without zstd.
 */
export async function* inflateZstd(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const create = createZstdDecompress;
  if (create === undefined) throw missingZstd();
  const feed = new Feed(pieces);
  // Node ends a decompressor where a frame ends within a piece, and drops what stands behind it there.
  do {
    const decompressor = create({ chunkSize: PIECE_BYTES });
    yield* decompress(feed.read(decompressor), decompressor);
    feed.takeBack(decompressor);
  } while (feed.hasRest);
}

/** Pieces that go to one decompressor after the other: what the one left unread is the beginning of the next. */
class Feed {
  readonly #pieces: AsyncIterator<Uint8Array, unknown>;
  #given: Uint8Array[] = [];
  #passedBytes = 0;

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  get hasRest(): boolean {
    return this.#given.length > 0;
  }

  async *read(reader: ZstdDecompressor): AsyncGenerator<Uint8Array, void, undefined> {
    yield* this.#given.slice();
    for (let next = await this.#pieces.next(); next.done !== true; next = await this.#pieces.next()) {
      this.#forget(reader.bytesWritten);
      // Kept before it is given: who reads may be gone when it comes.
      this.#given.push(next.value);
      yield next.value;
    }
  }

  takeBack({ bytesWritten }: ZstdDecompressor): void {
    this.#forget(bytesWritten);
    const readBytes = bytesWritten - this.#passedBytes;
    this.#given = this.#given.map((piece, position) => (position === 0 ? piece.subarray(readBytes) : piece));
    this.#passedBytes = 0;
  }

  #forget(readBytes: number): void {
    while (this.#given[0] !== undefined && this.#passedBytes + this.#given[0].length <= readBytes)
      this.#passedBytes += this.#given.shift()?.length ?? 0;
  }
}

function missingZstd(): OciError {
  const doing = `Reading a layer: it is zstd, which Node ${process.versions.node} cannot read`;
  return new OciError('LAYER_UNSUPPORTED', doing, {
    hint: 'Run it with Node 22.15 or newer, or build the image with gzip layers.',
  });
}
