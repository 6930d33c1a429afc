import { OciError } from '../errors/index.js';
import { ByteSource } from './byte-source.js';
import { parsePax } from './pax.js';
import { describeEntry, type StoredEntry, type TarExtensions } from './tar-entry.js';
import { parseTarHeader, TAR_BLOCK_BYTES, tarPadding, type TarHeader } from './tar-header.js';

/** How much of an untrusted tar is read at all. */
export interface TarLimits {
  /** Headers of any kind. */
  readonly maxEntries: number;
  /** Bytes of the tar, uncompressed. */
  readonly maxBytes: number;
}

/** An entry that a walk stands at. */
export interface WalkedEntry extends StoredEntry {
  /** A copy of the first bytes that are stored for it, at most so many. Not both this and `read`. */
  takeHead(maxBytes: number): Promise<Uint8Array>;
  /** All that is stored for it, once. Ends early if the walk has gone on. */
  read(): AsyncIterable<Uint8Array>;
}

const MAX_EXTENSION_BYTES = 1024 * 1024;

/**
 * Walks along an uncompressed tar, ustar, GNU or pax. What is not read of an entry is passed over when the next is
 * asked for. The stream is read to its end, and let go if the walk stops before.
 * Errors: `LAYER_INVALID`; `CONTENT_TOO_LARGE` beyond the limits; those of the stream.
 */
export async function* walkTar(
  bytes: AsyncIterable<Uint8Array>,
  { maxEntries, maxBytes }: TarLimits,
): AsyncGenerator<WalkedEntry, void, undefined> {
  const source = new ByteSource(bytes, maxBytes);
  let headers = 0;
  const nextHeader = async (): Promise<TarHeader | undefined> => {
    const header = await readHeader(source);
    if (header !== undefined && ++headers > maxEntries)
      throw new OciError('CONTENT_TOO_LARGE', `Reading a layer: more than ${maxEntries} entries`);
    return header;
  };
  try {
    for (;;) {
      const entry = await readEntry(source, nextHeader);
      if (entry === undefined) break;
      const content = openContent(source, entry.storedBytes);
      yield { ...entry, takeHead: content.takeHead, read: content.read };
      await content.pass();
    }
    await source.drain();
  } finally {
    await source.close();
  }
}

function openContent(source: ByteSource, storedBytes: number) {
  let leftBytes = storedBytes;
  return {
    async takeHead(maxBytes: number): Promise<Uint8Array> {
      const head = await source.take(Math.min(leftBytes, maxBytes));
      leftBytes -= head.length;
      return new Uint8Array(head);
    },
    async *read(): AsyncGenerator<Uint8Array, void, undefined> {
      while (leftBytes > 0) {
        const piece = await source.takeSome(leftBytes);
        leftBytes -= piece.length;
        yield piece;
      }
    },
    async pass(): Promise<void> {
      const restBytes = leftBytes + tarPadding(storedBytes);
      leftBytes = 0;
      await source.skip(restBytes);
    },
  };
}

async function readHeader(source: ByteSource): Promise<TarHeader | undefined> {
  const block = await source.takeIfAny(TAR_BLOCK_BYTES);
  const header = block && parseTarHeader(block);
  if (block === undefined || header !== undefined) return header;
  const second = await source.takeIfAny(TAR_BLOCK_BYTES);
  if (second !== undefined && parseTarHeader(second) !== undefined)
    throw new OciError('LAYER_INVALID', 'Reading a layer: an empty block stands between its entries');
  return undefined;
}

async function readEntry(
  source: ByteSource,
  nextHeader: () => Promise<TarHeader | undefined>,
): Promise<StoredEntry | undefined> {
  let extensions: TarExtensions = {};
  for (;;) {
    const header = await nextHeader();
    if (header === undefined) return undefined;
    if (header.flag === 'x') extensions.pax = parsePax(await readExtension(source, header));
    else if (header.flag === 'L') extensions.longPath = parseText(await readExtension(source, header));
    else if (header.flag === 'K') extensions.longLinkTarget = parseText(await readExtension(source, header));
    else if (header.flag === 'g') {
      // Docker drops global headers, and with them whatever stood before: what it would not do is not proved.
      await source.skip(header.sizeBytes + tarPadding(header.sizeBytes));
      extensions = {};
    } else {
      if (header.flag === 'S') await skipSparseMap(source, header);
      return describeEntry(header, extensions);
    }
  }
}

async function readExtension(source: ByteSource, { sizeBytes }: TarHeader): Promise<Uint8Array> {
  if (sizeBytes > MAX_EXTENSION_BYTES)
    throw new OciError('LAYER_INVALID', `Reading a layer: an extended header has ${sizeBytes} bytes`);
  const content = new Uint8Array(await source.take(sizeBytes));
  await source.skip(tarPadding(sizeBytes));
  return content;
}

async function skipSparseMap(source: ByteSource, { isExtended }: TarHeader): Promise<void> {
  let isMore = isExtended;
  while (isMore) isMore = (await source.take(TAR_BLOCK_BYTES))[504] !== 0;
}

function parseText(content: Uint8Array): string {
  const zero = content.indexOf(0);
  return Buffer.from(zero < 0 ? content : content.subarray(0, zero)).toString();
}
