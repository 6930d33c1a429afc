import { createHash } from 'node:crypto';
import { finishDigest, OCI_LAYER_GZIP, type Descriptor, type Digest } from '../model/index.js';
import { BLOCKS_AT_ONCE, gzipBlocks } from './gzip.js';
import { joinBlocks } from './join-blocks.js';
import { createSpill } from './spill.js';
import type { TarInput } from './tar-input.js';
import { writeTar } from './tar-writer.js';

/** Part of the format: other blocks give other bytes. */
const BLOCK_BYTES = 1024 * 1024;
const MEMORY_BYTES = 8 * 1024 * 1024;
/** The fastest, and smaller than what `crane append` makes: docs/decisions/0004. */
const LEVEL = 1;

/** What a layer is, before it is compressed. */
export interface LayerDescription {
  readonly diffId: Digest;
  /** Of the tar. */
  readonly uncompressedBytes: number;
}

/** A compressed layer: in memory if it is small, else in a file of the spill folder, for as long as that stands. */
export interface WrittenLayer extends LayerDescription {
  readonly descriptor: Descriptor;
  /** The compressed bytes, any number of times. Errors: `LAYER_FAILED`. */
  readonly read: () => AsyncIterable<Uint8Array>;
}

export interface WriteLayerOptions {
  /** A folder that is there, for layers too large for memory; who made it removes it, and with it the layers. */
  readonly spillFolder: string;
  readonly signal: AbortSignal;
  /** Of deflate, 1 (fast) to 9 (small); 1 if it is not given. */
  readonly level?: number;
}

/**
 * What the layer of these entries is, without compressing it: who knows its compressed descriptor already needs no
 * `writeLayer`. Errors: those of `writeTar` and of the signal.
 */
export async function describeLayer(
  entries: Iterable<TarInput> | AsyncIterable<TarInput>,
  signal: AbortSignal,
): Promise<LayerDescription> {
  const tar = describeTar(entries, signal);
  for await (const block of tar.blocks) void block;
  return tar.describe();
}

/**
 * The layer of these entries, compressed, and both its digests, made in one pass and in bounded memory. The same
 * entries give the same bytes on equal versions of Node, and the same diff id on all. If it fails, nothing is left in
 * the folder. Errors: those of `writeTar` and of the signal; `LAYER_FAILED` if the folder cannot be written.
 */
export async function writeLayer(
  entries: Iterable<TarInput> | AsyncIterable<TarInput>,
  { spillFolder, signal, level = LEVEL }: WriteLayerOptions,
): Promise<WrittenLayer> {
  const tar = describeTar(entries, signal);
  const spill = createSpill(spillFolder, MEMORY_BYTES);
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const piece of gzipBlocks(tar.blocks, level)) {
      hash.update(piece);
      size += piece.length;
      await spill.write(piece);
    }
    const read = await spill.finish();
    const descriptor = { mediaType: OCI_LAYER_GZIP, digest: finishDigest(hash), size };
    return { descriptor, ...tar.describe(), read };
  } catch (error) {
    await spill.discard();
    throw error;
  }
}

/** A tar in blocks, and what it was once all of them have been read. */
function describeTar(entries: Iterable<TarInput> | AsyncIterable<TarInput>, signal: AbortSignal) {
  const hash = createHash('sha256');
  let uncompressedBytes = 0;
  async function* read(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const block of joinBlocks(writeTar(entries), BLOCK_BYTES, BLOCKS_AT_ONCE)) {
      signal.throwIfAborted();
      hash.update(block);
      uncompressedBytes += block.length;
      yield block;
    }
  }
  return {
    blocks: read(),
    describe: (): LayerDescription => ({ diffId: finishDigest(hash), uncompressedBytes }),
  };
}
