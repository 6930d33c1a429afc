import { parseTarHeader, TAR_BLOCK_BYTES } from './tar-header.js';

/** How a stream can be compressed so that Docker knows it. */
export type Compression = 'gzip' | 'bzip2' | 'xz' | 'zstd';

/** How many of the first bytes show what kind of archive they begin. */
export const ARCHIVE_HEAD_BYTES = TAR_BLOCK_BYTES;

const MAGIC: readonly (readonly [Compression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 8]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

/** How content is compressed that begins with these bytes, six at least; `undefined` if it is not. */
export function findCompression(head: Uint8Array): Compression | undefined {
  const found = MAGIC.find(([, magic]) => magic.every((byte, at) => head[at] === byte));
  return found?.[0] ?? (isSkippableFrame(head) ? 'zstd' : undefined);
}

/**
 * What Docker's `ADD` would unpack content as that begins with these bytes, `ARCHIVE_HEAD_BYTES` at least; `undefined`
 * if it would copy it. What is compressed it unpacks only if a tar is in it: ask again with what comes out.
 */
export function findArchive(head: Uint8Array): Compression | 'tar' | undefined {
  return findCompression(head) ?? (isTar(head) ? 'tar' : undefined);
}

/** Zstd may begin with a frame that says nothing of the content (RFC 8878 §3.1.2). */
function isSkippableFrame([first = 0, second, third, fourth]: Uint8Array): boolean {
  return (first & 0xf0) === 0x50 && second === 0x2a && third === 0x4d && fourth === 0x18;
}

function isTar(head: Uint8Array): boolean {
  if (head.length < TAR_BLOCK_BYTES) return false;
  try {
    return parseTarHeader(head.subarray(0, TAR_BLOCK_BYTES)) !== undefined;
  } catch {
    return false;
  }
}
