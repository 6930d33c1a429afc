import { OciError } from '../errors/index.js';
import { formatPax } from './pax.js';
import { TAR_BLOCK_BYTES, tarChecksum, tarPadding } from './tar-header.js';
import { normalizeTarPath } from './tar-path.js';

/** An entry to write. Modes not given are 0644, for folders 0755, for links 0777. */
export type TarInput = { readonly path: string; readonly mode?: number } & (
  | { readonly type: 'file'; readonly content: Uint8Array }
  | { readonly type: 'file'; readonly sizeBytes: number; readonly read: () => AsyncIterable<Uint8Array> }
  | { readonly type: 'directory' }
  | { readonly type: 'symlink' | 'hardlink'; readonly linkTarget: string }
);

const FLAGS = { file: '0', hardlink: '1', symlink: '2', directory: '5' };
const DEFAULT_MODES = { file: 0o644, hardlink: 0o644, symlink: 0o777, directory: 0o755 };
const MAX_OCTAL_SIZE = 0o77777777777;

/**
 * A tar of these entries, in the order given: no time, no owner but root, pax records only for what ustar cannot say.
 * The same entries give the same bytes. Errors: `LAYER_INVALID` for a path that leaves the root or is none;
 * `CONTENT_MISMATCH` if a streamed file has another size than it said.
 */
export async function* writeTar(
  entries: Iterable<TarInput> | AsyncIterable<TarInput>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const entry of entries) {
    const sizeBytes = sizeOf(entry);
    yield formatHeaders(entry, sizeBytes);
    yield* contentOf(entry, sizeBytes);
    if (tarPadding(sizeBytes) > 0) yield new Uint8Array(tarPadding(sizeBytes));
  }
  yield new Uint8Array(2 * TAR_BLOCK_BYTES);
}

function sizeOf(entry: TarInput): number {
  if (entry.type !== 'file') return 0;
  return 'content' in entry ? entry.content.length : entry.sizeBytes;
}

async function* contentOf(entry: TarInput, sizeBytes: number): AsyncGenerator<Uint8Array> {
  if (entry.type !== 'file') return;
  if ('content' in entry) {
    yield entry.content;
    return;
  }
  let writtenBytes = 0;
  for await (const piece of entry.read()) {
    writtenBytes += piece.length;
    if (writtenBytes > sizeBytes) break;
    yield piece;
  }
  if (writtenBytes === sizeBytes) return;
  const difference = writtenBytes > sizeBytes ? 'more' : 'fewer';
  throw new OciError(
    'CONTENT_MISMATCH',
    `Writing ${entry.path} to a tar: ${difference} bytes than its ${sizeBytes}`,
  );
}

/** The header, and before it one for what does not fit into it. */
function formatHeaders(entry: TarInput, sizeBytes: number): Uint8Array {
  const path = pathOf(entry);
  const linkTarget = 'linkTarget' in entry ? entry.linkTarget : '';
  const split = splitPath(path);
  const records = new Map<string, string>();
  if (split === undefined) records.set('path', path);
  if (!fits(linkTarget, 100)) records.set('linkpath', linkTarget);
  if (sizeBytes > MAX_OCTAL_SIZE) records.set('size', String(sizeBytes));
  const header = formatHeader({
    ...(split ?? { prefix: '', name: cut(path) }),
    linkTarget: records.has('linkpath') ? cut(linkTarget) : linkTarget,
    mode: entry.mode ?? DEFAULT_MODES[entry.type],
    sizeBytes: records.has('size') ? 0 : sizeBytes,
    flag: FLAGS[entry.type],
  });
  return records.size === 0 ? header : Buffer.concat([formatExtension(formatPax(records)), header]);
}

function formatExtension(content: Uint8Array): Uint8Array {
  const header = { prefix: '', name: 'PaxHeaders/entry', linkTarget: '', mode: 0o644, flag: 'x' };
  const padding = new Uint8Array(tarPadding(content.length));
  return Buffer.concat([formatHeader({ ...header, sizeBytes: content.length }), content, padding]);
}

function formatHeader(
  fields: Record<'prefix' | 'name' | 'linkTarget' | 'flag', string> & Record<'mode' | 'sizeBytes', number>,
): Uint8Array {
  const block = Buffer.alloc(TAR_BLOCK_BYTES);
  block.write(fields.name, 0);
  block.write(octal(fields.mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(fields.sizeBytes, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(fields.flag, 156);
  block.write(fields.linkTarget, 157);
  block.write('ustar\u000000', 257);
  block.write(fields.prefix, 345);
  block.write(`${octal(tarChecksum(block), 7)}\0 `, 148);
  return block;
}

function pathOf({ path, type }: TarInput): string {
  const normal = normalizeTarPath(path);
  if (type === 'directory') return normal === '' ? './' : `${normal}/`;
  if (normal !== '') return normal;
  throw new OciError('LAYER_INVALID', `Writing ${JSON.stringify(path)} to a tar: it names no file`);
}

/** Name and prefix as ustar has them; `undefined` if the path needs a pax record. */
function splitPath(path: string): { prefix: string; name: string } | undefined {
  if (fits(path, 100)) return { prefix: '', name: path };
  const slash = path.indexOf('/', path.length - 101);
  const [prefix, name] = [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)];
  return slash > 0 && name !== '' && fits(name, 100) && fits(prefix, 155) ? { prefix, name } : undefined;
}

function fits(text: string, maxBytes: number): boolean {
  return text.length <= maxBytes && /^[\x01-\x7f]*$/.test(text);
}

/** What readers that know no pax records get to see. */
function cut(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '_').slice(0, 100);
}

function octal(value: number, width: number): string {
  return value.toString(8).padStart(width - 1, '0');
}
