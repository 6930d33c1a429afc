import { OciError } from '../errors/index.js';
import { formatTarHeader } from './format-tar-header.js';
import { loadAhead } from './load-ahead.js';
import { TAR_BLOCK_BYTES, tarPadding } from './tar-header.js';
import type { FilledFile, LoadedFile, StreamedFile, TarInput } from './tar-input.js';

const ZEROS = new Uint8Array(2 * TAR_BLOCK_BYTES);

/**
 * A tar of these entries, in the order given; pax records only for what ustar cannot say. The same entries give the
 * same bytes. Errors: `LAYER_INVALID` for a path that leaves the root or is none, and for a number that is none of a
 * file; `CONTENT_MISMATCH` if a file has another size than it said; those of `fill`, `load` and `read`. What `fill` wrote
 * is overwritten when the next piece is asked for.
 */
export async function* writeTar(
  entries: Iterable<TarInput> | AsyncIterable<TarInput>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const take = createScratch();
  for await (const entry of loadAhead(entries)) {
    const sizeBytes = sizeOf(entry);
    const header = formatTarHeader(entry, sizeBytes);
    if ('fill' in entry) {
      yield filled(entry, header, take);
      continue;
    }
    yield header;
    if ('read' in entry) yield* streamed(entry);
    else if ('load' in entry) yield await loaded(entry);
    else if ('content' in entry) yield entry.content;
    if (tarPadding(sizeBytes) > 0) yield ZEROS.subarray(0, tarPadding(sizeBytes));
  }
  yield ZEROS;
}

function sizeOf(entry: TarInput): number {
  if (entry.type !== 'file') return 0;
  return 'content' in entry ? entry.content.length : entry.sizeBytes;
}

async function* streamed(file: StreamedFile & TarInput): AsyncGenerator<Uint8Array, void, undefined> {
  let writtenBytes = 0;
  for await (const piece of file.read()) {
    writtenBytes += piece.length;
    // Nothing behind the size is written: it would be read as a header.
    if (writtenBytes > file.sizeBytes) break;
    yield piece;
  }
  checkSize(file, writtenBytes);
}

/** Header, content and padding as one piece: thousands of small files are mostly pieces. */
function filled(
  { sizeBytes, fill }: FilledFile,
  header: Uint8Array,
  take: (sizeBytes: number) => Uint8Array,
): Uint8Array {
  const end = header.length + sizeBytes;
  const bytes = take(end + tarPadding(sizeBytes));
  bytes.set(header);
  fill(bytes.subarray(header.length, end));
  return bytes.fill(0, end);
}

/** The same memory each time: a page that is new costs more than reading a file into it (measured). */
function createScratch(): (sizeBytes: number) => Uint8Array {
  let scratch = Buffer.alloc(0);
  return (sizeBytes) => {
    if (sizeBytes > scratch.length) scratch = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(sizeBytes)));
    return scratch.subarray(0, sizeBytes);
  };
}

async function loaded(file: LoadedFile & TarInput): Promise<Uint8Array> {
  const bytes = await file.load();
  checkSize(file, bytes.length);
  return bytes;
}

function checkSize(
  { path, sizeBytes }: TarInput & { readonly sizeBytes: number },
  writtenBytes: number,
): void {
  if (writtenBytes === sizeBytes) return;
  const difference = writtenBytes > sizeBytes ? 'more' : 'fewer';
  throw new OciError(
    'CONTENT_MISMATCH',
    `Writing ${path} to a tar: ${difference} bytes than its ${sizeBytes}`,
  );
}
