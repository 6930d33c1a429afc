import { OciError } from '../errors/index.js';
import type { TarMeta } from './tar-entry.js';
import { walkTar, type TarLimits } from './tar-walk.js';

/** One entry of a layer, without its content. */
export interface TarEntry extends TarMeta {
  /** The first bytes of a file's content, at most `HEAD_BYTES`. */
  readonly head: Uint8Array;
}

/** One entry of a tar that is unpacked. */
export interface TarFile extends TarMeta {
  /** The content of a file, to be read once and before the next entry is asked for. */
  readonly read: () => AsyncIterable<Uint8Array>;
}

/** How much of each file's content an entry shows: enough for a `#!` line, and for the headers of ELF, PE and Mach-O. */
export const HEAD_BYTES = 512;

const NOTHING = new Uint8Array(0);

/**
 * The entries of an uncompressed tar, in its order: ustar, GNU and pax, as Go's `archive/tar` and so Docker reads
 * them. Contents are passed over. The stream is read to its end, and let go if the reading stops before.
 * Errors: `LAYER_INVALID`; `CONTENT_TOO_LARGE` beyond the limits; those of the stream.
 */
export async function* readTarEntries(
  bytes: AsyncIterable<Uint8Array>,
  limits: TarLimits,
): AsyncGenerator<TarEntry, void, undefined> {
  for await (const { meta, takeHead } of walkTar(bytes, limits))
    yield { ...meta, head: meta.type === 'file' ? await takeHead(HEAD_BYTES) : NOTHING };
}

/**
 * As `readTarEntries`, with the contents: what is not read of one is passed over.
 * Errors: also `LAYER_UNSUPPORTED` for a sparse file.
 */
export async function* readTarFiles(
  bytes: AsyncIterable<Uint8Array>,
  limits: TarLimits,
): AsyncGenerator<TarFile, void, undefined> {
  for await (const { meta, isSparse, read } of walkTar(bytes, limits)) {
    if (isSparse)
      throw new OciError('LAYER_UNSUPPORTED', `Unpacking a tar: ${meta.path} is a sparse file`, {
        hint: 'Make the tar anew without --sparse.',
      });
    yield { ...meta, read };
  }
}
