import { OciError } from '../errors/index.js';

/** Records of a pax extended header by their keywords; a later one wins (POSIX.1 pax, pax Extended Header). */
export type PaxRecords = ReadonlyMap<string, string>;

/** Reads the content of an extended header. Errors: `LAYER_INVALID`. */
export function parsePax(content: Uint8Array): PaxRecords {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  const records = new Map<string, string>();
  for (let start = 0; start < bytes.length;) {
    const space = bytes.indexOf(' ', start);
    const digits = bytes.toString('latin1', start, Math.max(space, start));
    const end = start + Number(digits);
    if (!/^[0-9]{1,7}$/.test(digits) || end <= space || bytes[end - 1] !== 0x0a) throw invalidRecord();
    const record = bytes.toString('utf8', space + 1, end - 1);
    const equals = record.indexOf('=');
    if (equals < 1) throw invalidRecord();
    records.set(record.slice(0, equals), record.slice(equals + 1));
    start = end;
  }
  return records;
}

/** The content of an extended header, in the order given: the exact inverse of `parsePax`. */
export function formatPax(records: PaxRecords): Uint8Array {
  return Buffer.concat([...records].map(([key, value]) => formatRecord(` ${key}=${value}\n`)));
}

function formatRecord(rest: string): Uint8Array {
  const restBytes = Buffer.byteLength(rest);
  // The length counts its own digits, of which there may be one more for their sake.
  let length = restBytes + String(restBytes).length;
  length = restBytes + String(length).length;
  return Buffer.from(`${length}${rest}`);
}

function invalidRecord(): OciError {
  return new OciError('LAYER_INVALID', 'Reading a layer: a pax record is not "length keyword=value"');
}
