import { OciError } from '../errors/index.js';
import { ByteSource } from './byte-source.js';
import { parsePax, type PaxRecords } from './pax.js';
import { parseTarHeader, TAR_BLOCK_BYTES, tarPadding, type TarHeader } from './tar-header.js';
import { normalizeTarPath } from './tar-path.js';

/** What an entry of a layer is; `other` stands for devices, pipes and what only some tars know. */
export type TarEntryType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'other';

/** One entry of a layer, without its content. */
export interface TarEntry {
  /** Below the root, without leading or trailing slash; empty for the root itself. Never leaves it. */
  readonly path: string;
  readonly type: TarEntryType;
  /** Of a symbolic link the text in it, unchecked; of a hard link the path of the other entry. */
  readonly linkTarget?: string;
  readonly mode: number;
  readonly sizeBytes: number;
  /** The first bytes of a file's content, at most `HEAD_BYTES`. */
  readonly head: Uint8Array;
}

/** How much of an untrusted layer is read at all. */
export interface TarLimits {
  /** Headers of any kind. */
  readonly maxEntries: number;
  /** Bytes of the tar, uncompressed. */
  readonly maxBytes: number;
}

/** How much of each file's content an entry shows. */
export const HEAD_BYTES = 256;

const MAX_EXTENSION_BYTES = 1024 * 1024;
const TYPES: Readonly<Record<string, TarEntryType>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'directory',
};

/** What the headers before an entry say of it. */
interface Extensions {
  pax?: PaxRecords;
  longPath?: string;
  longLinkTarget?: string;
}

/**
 * The entries of an uncompressed tar, in its order: ustar, GNU and pax, as Go's `archive/tar` and so Docker reads
 * them. Contents are passed over. The stream is read to its end, and let go if the reading stops before.
 * Errors: `LAYER_INVALID`; `CONTENT_TOO_LARGE` beyond the limits; those of the stream.
 */
export async function* readTarEntries(
  bytes: AsyncIterable<Uint8Array>,
  { maxEntries, maxBytes }: TarLimits,
): AsyncGenerator<TarEntry, void, undefined> {
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
      yield entry;
    }
    await source.drain();
  } finally {
    await source.close();
  }
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
): Promise<TarEntry | undefined> {
  let extensions: Extensions = {};
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
    } else return finishEntry(source, header, extensions);
  }
}

async function finishEntry(source: ByteSource, header: TarHeader, extensions: Extensions): Promise<TarEntry> {
  const { longPath, longLinkTarget, pax } = extensions;
  const rawPath = longPath || pax?.get('path') || header.path;
  const rawTarget = longLinkTarget || pax?.get('linkpath') || header.linkTarget;
  const flagged = TYPES[header.flag] ?? 'other';
  const type = flagged === 'file' && rawPath.endsWith('/') ? 'directory' : flagged;
  // Links, devices, folders and pipes have no content, whatever their size says.
  const sizeBytes = /^[1-6]$/.test(header.flag) ? 0 : (parseSize(pax?.get('size')) ?? header.sizeBytes);
  if (header.flag === 'S') await skipSparseMap(source, header);
  const headBytes = type === 'file' ? Math.min(sizeBytes, HEAD_BYTES) : 0;
  const head = (await source.take(headBytes)).slice();
  await source.skip(sizeBytes - headBytes + tarPadding(sizeBytes));
  return {
    path: normalizeTarPath(checkText(rawPath)),
    type,
    ...(type === 'symlink' && { linkTarget: checkText(rawTarget) }),
    ...(type === 'hardlink' && { linkTarget: normalizeTarPath(checkText(rawTarget)) }),
    mode: header.mode,
    sizeBytes: type === 'file' ? sizeBytes : 0,
    head,
  };
}

async function readExtension(source: ByteSource, { sizeBytes }: TarHeader): Promise<Uint8Array> {
  if (sizeBytes > MAX_EXTENSION_BYTES)
    throw new OciError('LAYER_INVALID', `Reading a layer: an extended header has ${sizeBytes} bytes`);
  const content = (await source.take(sizeBytes)).slice();
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

function parseSize(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const size = Number(text);
  if (/^[0-9]+$/.test(text) && Number.isSafeInteger(size)) return size;
  throw new OciError(
    'LAYER_INVALID',
    `Reading a layer: the size ${JSON.stringify(text.slice(0, 40))} is no number`,
  );
}

function checkText(text: string): string {
  if (!text.includes('\0')) return text;
  throw new OciError('LAYER_INVALID', 'Reading a layer: a path has a zero in it');
}
