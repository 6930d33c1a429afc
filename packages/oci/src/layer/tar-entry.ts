import { OciError } from '../errors/index.js';
import type { PaxRecords } from './pax.js';
import type { TarHeader } from './tar-header.js';
import { normalizeTarPath } from './tar-path.js';

/** What an entry of a tar is; `other` stands for devices, pipes, sparse files and what only some tars know. */
export type TarEntryType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'other';

/** What a tar says of an entry. */
export interface TarMeta {
  /** Below the root, without leading or trailing slash; empty for the root itself. Never leaves it. */
  readonly path: string;
  readonly type: TarEntryType;
  /** Of a symbolic link the text in it, unchecked; of a hard link the path of the other entry. */
  readonly linkTarget?: string;
  /** Permission bits, with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Whole ones since 1970; negative before it. */
  readonly mtimeSeconds: number;
  /** Of a file; 0 for all else. */
  readonly sizeBytes: number;
}

/** What the headers before an entry say of it. */
export interface TarExtensions {
  pax?: PaxRecords;
  longPath?: string;
  longLinkTarget?: string;
}

/** An entry of a tar, and how it stands there. */
export interface StoredEntry {
  readonly meta: TarMeta;
  /** Bytes between its header and the next, without padding. */
  readonly storedBytes: number;
  /** Whether holes were left out of its content, so that it is not what is stored. */
  readonly isSparse: boolean;
}

const TYPES: Readonly<Record<string, TarEntryType>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'directory',
};
const SPARSE = 'GNU.sparse.';
const INTEGER = /^-?[0-9]+$/;
const DECIMAL = /^-?[0-9]+(?:\.[0-9]*)?$/;

/**
 * What a header and those before it say together, as Go's `archive/tar` and so Docker understands them.
 * Errors: `LAYER_INVALID`.
 */
export function describeEntry(header: TarHeader, extensions: TarExtensions): StoredEntry {
  const { longPath, longLinkTarget, pax = new Map() as PaxRecords } = extensions;
  const isSparse = header.flag === 'S' || [...pax.keys()].some((key) => key.startsWith(SPARSE));
  // The path of a sparse file is made up, for tars that would take what is stored for the content.
  const rawPath = pax.get(`${SPARSE}name`) || longPath || pax.get('path') || header.path;
  const rawTarget = longLinkTarget || pax.get('linkpath') || header.linkTarget;
  const type = isSparse ? 'other' : typeOf(header.flag, rawPath);
  const sizeBytes = findNumber(pax, 'size', /^[0-9]+$/) ?? header.sizeBytes;
  const meta = {
    path: normalizeTarPath(checkText(rawPath)),
    type,
    ...(type === 'symlink' && { linkTarget: checkText(rawTarget) }),
    ...(type === 'hardlink' && { linkTarget: normalizeTarPath(checkText(rawTarget)) }),
    mode: header.mode,
    uid: findNumber(pax, 'uid', INTEGER) ?? header.uid,
    gid: findNumber(pax, 'gid', INTEGER) ?? header.gid,
    mtimeSeconds: Math.floor(findNumber(pax, 'mtime', DECIMAL) ?? header.mtimeSeconds),
    sizeBytes: type === 'file' ? sizeBytes : 0,
  };
  // Links, devices, folders and pipes have no content, whatever their size says.
  return { meta, storedBytes: /^[1-6]$/.test(header.flag) ? 0 : sizeBytes, isSparse };
}

function typeOf(flag: string, rawPath: string): TarEntryType {
  const type = TYPES[flag] ?? 'other';
  return type === 'file' && rawPath.endsWith('/') ? 'directory' : type;
}

function findNumber(pax: PaxRecords, key: string, pattern: RegExp): number | undefined {
  const text = pax.get(key) ?? '';
  if (text === '') return undefined;
  const number = Number(text);
  if (pattern.test(text) && Number.isSafeInteger(Math.floor(number))) return number;
  throw new OciError(
    'LAYER_INVALID',
    `Reading a layer: the ${key} ${JSON.stringify(text.slice(0, 40))} is no number of that kind`,
  );
}

function checkText(text: string): string {
  if (!text.includes('\0')) return text;
  throw new OciError('LAYER_INVALID', 'Reading a layer: a path has a zero in it');
}
