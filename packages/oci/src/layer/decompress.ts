import { Readable, type Transform } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { OciError } from '../errors/index.js';

/** How large the pieces are that a decompressor gives. */
export const PIECE_BYTES = 128 * 1024;

/**
 * What comes out of a decompressor. When the reading ends, however it ends, nothing reads `content` any more.
 * Errors: `LAYER_INVALID` for damaged content; those of `content`.
 */
export async function* decompress(
  content: AsyncIterable<Uint8Array>,
  decompressor: Transform,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = Readable.from(content, { objectMode: false });
  // How it ends is told by the decompressor itself; the rejection here would be one that nobody handles.
  pipeline(source, decompressor).catch(() => undefined);
  try {
    for await (const piece of decompressor) yield piece as Uint8Array;
  } catch (error) {
    throw isDamage(error) ? damaged(error) : error;
  } finally {
    decompressor.destroy();
    source.destroy();
    await finished(source).catch(() => undefined);
  }
}

function isDamage(error: unknown): error is NodeJS.ErrnoException {
  return /^Z_|^ZSTD_|^ERR_ZLIB/.test((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}

function damaged(cause: Error): OciError {
  return new OciError('LAYER_INVALID', `Reading a layer: its compression is damaged (${cause.message})`, {
    cause,
  });
}
