import { OciError } from '../errors/index.js';

/** Bytes that all of a tar is a multiple of (POSIX.1 pax, ustar Interchange Format). */
export const TAR_BLOCK_BYTES = 512;

/** One header block as it stands, before what extended headers say. */
export interface TarHeader {
  /** With the prefix in front of it. */
  readonly path: string;
  readonly linkTarget: string;
  /** Permission bits, with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  /** Since 1970; negative before it. */
  readonly mtimeSeconds: number;
  /** The character that says what kind of entry it is. */
  readonly flag: string;
  /** Whether the map of an old GNU sparse file goes on in a block of its own. */
  readonly isExtended: boolean;
}

const CHECKSUM = { start: 148, end: 156 };
const USTAR = 'ustar\u000000';

/** Reads one block; `undefined` if it is all zeros, as at the end. Errors: `LAYER_INVALID`. */
export function parseTarHeader(block: Uint8Array): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.length);
  if (numberAt(bytes, CHECKSUM.start, CHECKSUM.end) !== tarChecksum(block))
    throw invalidHeader('its checksum does not fit');
  const name = textAt(bytes, 0, 100);
  const prefix = bytes.toString('latin1', 257, 265) === USTAR ? textAt(bytes, 345, 500) : '';
  const sizeBytes = numberAt(bytes, 124, 136);
  if (sizeBytes < 0) throw invalidHeader('a size is negative');
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    linkTarget: textAt(bytes, 157, 257),
    mode: numberAt(bytes, 100, 108) & 0o7777,
    uid: numberAt(bytes, 108, 116),
    gid: numberAt(bytes, 116, 124),
    sizeBytes,
    mtimeSeconds: numberAt(bytes, 136, 148),
    flag: bytes.toString('latin1', 156, 157),
    isExtended: bytes[482] !== 0,
  };
}

/** What a header's checksum has to be, wherever it says another: the sum of its bytes, its own field as spaces. */
export function tarChecksum(block: Uint8Array): number {
  const { start, end } = CHECKSUM;
  let sum = (end - start) * 0x20;
  for (let at = 0; at < start; at++) sum += block[at] as number;
  for (let at = end; at < block.length; at++) sum += block[at] as number;
  return sum;
}

/** Bytes from the end of content of this size to the next block. */
export function tarPadding(sizeBytes: number): number {
  return (TAR_BLOCK_BYTES - (sizeBytes % TAR_BLOCK_BYTES)) % TAR_BLOCK_BYTES;
}

function textAt(bytes: Buffer, start: number, end: number): string {
  const zero = bytes.indexOf(0, start);
  return bytes.toString('utf8', start, zero < 0 ? end : Math.min(zero, end));
}

/** Octal digits; or, where the first bit is set, the bytes of the number itself (GNU, star). */
function numberAt(bytes: Buffer, start: number, end: number): number {
  const first = bytes[start] ?? 0;
  if (first >= 0x80) return binaryNumber(bytes.subarray(start, end));
  const digits = bytes.toString('latin1', start, end).replace(/^[ \0]+|[ \0]+$/g, '');
  if (!/^[0-7]*$/.test(digits)) throw invalidHeader(`${JSON.stringify(digits)} is no octal number`);
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

/** Big-endian and in two's complement, the bit above the sign being the mark. */
function binaryNumber([first = 0, ...rest]: Uint8Array): number {
  const sign = (first & 0x40) === 0 ? 0 : -0x40;
  const number = rest.reduce((value, byte) => value * 256 + byte, (first & 0x3f) + sign);
  if (!Number.isSafeInteger(number)) throw invalidHeader('a number is out of range');
  return number;
}

function invalidHeader(reason: string): OciError {
  return new OciError('LAYER_INVALID', `Reading a layer: a header is not one of a tar: ${reason}`, {
    hint: 'The layer is damaged, or it is no tar, gzip or zstd. Pull or build its image anew.',
  });
}
