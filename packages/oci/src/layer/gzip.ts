import { crc32, deflateRawSync } from 'node:zlib';

/** No time and no operating system, which `gzipSync` would write: the same bytes on every machine. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** These bytes as gzip. Equal on equal versions of Node; what identifies a layer is its diff id (RFC 1952). */
export function gzipBytes(bytes: Uint8Array): Uint8Array {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length % 2 ** 32, 4);
  return Buffer.concat([HEADER, deflateRawSync(bytes), trailer]);
}
