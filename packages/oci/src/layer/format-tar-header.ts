import { OciError } from '../errors/index.js';
import { formatPax } from './pax.js';
import { TAR_BLOCK_BYTES, tarChecksum, tarPadding } from './tar-header.js';
import type { TarInput } from './tar-input.js';
import { normalizeTarPath } from './tar-path.js';

const FLAGS = { file: '0', hardlink: '1', symlink: '2', directory: '5' };
const DEFAULT_MODES = { file: 0o644, hardlink: 0o644, symlink: 0o777, directory: 0o755 };

/** How many octal digits a ustar header has for a number, and what it may be at most. */
const NUMBERS = {
  mode: { digits: 7, max: 0o7777 },
  uid: { digits: 7, max: 0o7777777 },
  gid: { digits: 7, max: 0o7777777 },
  size: { digits: 11, max: 0o77777777777 },
  mtime: { digits: 11, max: 0o77777777777 },
};

/** What is the same in every header. A copy of it comes out of Node's pool, which a new block of zeros does not. */
const EMPTY_BLOCK = Buffer.alloc(TAR_BLOCK_BYTES);
EMPTY_BLOCK.write('ustar\u000000', 257, 'latin1');

/** The header of an entry, and before it a pax header for what does not fit into it. Errors: `LAYER_INVALID`. */
export function formatTarHeader(entry: TarInput, sizeBytes: number): Uint8Array {
  const path = pathOf(entry);
  const linkTarget = 'linkTarget' in entry ? entry.linkTarget : '';
  const { mode = DEFAULT_MODES[entry.type], uid = 0, gid = 0, mtimeSeconds = 0 } = entry;
  const records = new Map<string, string>();
  const split = splitPath(path);
  if (split === undefined) records.set('path', path);
  if (!fits(linkTarget, 100)) records.set('linkpath', linkTarget);
  const format = (name: keyof typeof NUMBERS, number: number): string =>
    formatNumber(entry, name, number, records);
  const numbers =
    format('mode', mode) +
    format('uid', uid) +
    format('gid', gid) +
    format('size', sizeBytes) +
    format('mtime', mtimeSeconds);
  const { prefix, name } = split ?? { prefix: '', name: cut(path) };
  const target = records.has('linkpath') ? cut(linkTarget) : linkTarget;
  const header = formatBlock(prefix, name, numbers, `${FLAGS[entry.type]}${target}`);
  if (records.size === 0) return header;
  for (const text of records.values())
    if (text.includes('\0')) throw refused(entry, 'a zero cannot be part of a path');
  return Buffer.concat([formatExtension(formatPax(records)), header]);
}

/** A number as its field says it. One that there is no room for becomes a record, and 0 in the field. */
function formatNumber(
  entry: TarInput,
  name: keyof typeof NUMBERS,
  number: number,
  records: Map<string, string>,
): string {
  const { digits, max } = NUMBERS[name];
  const isFit = number >= 0 && number <= max;
  if (!Number.isSafeInteger(number) || (!isFit && name === 'mode') || (number < 0 && name !== 'mtime'))
    throw refused(entry, `${number} cannot be its ${name}`);
  if (!isFit) records.set(name, String(number));
  return `${(isFit ? number : 0).toString(8).padStart(digits, '0')}\0`;
}

function formatExtension(content: Uint8Array): Uint8Array {
  const size = content.length.toString(8).padStart(NUMBERS.size.digits, '0');
  const numbers = `0000644\0${'0000000\0'.repeat(2)}${size}\0${'0'.repeat(NUMBERS.mtime.digits)}\0`;
  const header = formatBlock('', 'PaxHeaders/entry', numbers, 'x');
  return Buffer.concat([header, content, new Uint8Array(tarPadding(content.length))]);
}

/** Texts that stand side by side are written in one, for each write costs more than the bytes. */
function formatBlock(prefix: string, name: string, numbers: string, flagAndTarget: string): Uint8Array {
  const block = Buffer.from(EMPTY_BLOCK);
  block.write(name, 0, 'latin1');
  block.write(`${numbers}        ${flagAndTarget}`, 100, 'latin1');
  if (prefix !== '') block.write(prefix, 345, 'latin1');
  block.write(`${tarChecksum(block).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function pathOf(entry: TarInput): string {
  const path = normalizeTarPath(entry.path);
  if (entry.type === 'directory') return path === '' ? './' : `${path}/`;
  if (path !== '') return path;
  throw refused(entry, 'it names no file');
}

function refused({ path }: TarInput, reason: string): OciError {
  return new OciError('LAYER_INVALID', `Writing ${JSON.stringify(path)} to a tar: ${reason}`);
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
