import {
  ARCHIVE_HEAD_BYTES,
  findArchive,
  inflateLayer,
  readTarFiles,
  type TarFile,
  type TarLimits,
} from '@nx-docker-multiarch/oci/layer';
import { CodedError, PluginError } from '../../errors/index.js';
import { linkNode } from './apply-layer.js';
import type { Changes } from './changes.js';
import { madeFolder, type CopyStyle } from './copy-files.js';
import { emptyFolder, findNode, resolveLinks, type FileContent, type FileNode } from './file-tree.js';
import type { Spool } from './spool.js';

/** A tar that `ADD` unpacks, compressed or not. */
export interface Archive {
  readonly content: FileContent;
}

const LIMITS: TarLimits = { maxEntries: 1_000_000, maxBytes: 64 * 1024 ** 3 };

/**
 * A file as an archive, if Docker would take it for one: by its first bytes, whatever its name.
 * Errors: `DOCKERFILE_UNSUPPORTED` for a compression that can't be read here.
 */
export async function findTar(
  content: FileContent,
  where: string,
  signal: AbortSignal,
): Promise<Archive | undefined> {
  const kind = findArchive(await readHead(content.read(signal)));
  if (kind === undefined) return undefined;
  if (kind === 'bzip2' || kind === 'xz') throw unreadable(where, kind);
  if (kind === 'tar') return { content };
  try {
    return findArchive(await readHead(inflateLayer(content.read(signal)))) === 'tar'
      ? { content }
      : undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CodedError && error.code === 'LAYER_UNSUPPORTED') throw unreadable(where, kind);
    // What can't be inflated is no archive but a file like any other.
    if (error instanceof CodedError && error.code === 'LAYER_INVALID') return undefined;
    throw error;
  }
}

function unreadable(where: string, compression: string): PluginError {
  return new PluginError(
    'DOCKERFILE_UNSUPPORTED',
    `${where}: an archive that is compressed with ${compression} needs a builder`,
    { hint: 'Compress it with gzip, or build with --engine=buildx.' },
  );
}

/** Unpacks an archive into a folder, as `ADD` does: a file of it replaces whatever is there, a folder only what is no folder. */
export async function unpackArchive(
  changes: Changes,
  { content }: Archive,
  destination: string,
  style: CopyStyle,
  spool: Spool,
  signal: AbortSignal,
): Promise<void> {
  const target = resolveLinks(changes.root, destination);
  changes.makeFolders(target, madeFolder({ owner: style.owner }));
  for await (const file of readTarFiles(inflateLayer(content.read(signal)), LIMITS)) {
    signal.throwIfAborted();
    const key = `${content.key}\0${file.path}`;
    if (file.type === 'file') await spool.keep(key, file.read());
    unpackFile(changes, file, target, key, style, spool);
  }
}

function unpackFile(
  changes: Changes,
  file: TarFile,
  target: string,
  key: string,
  { owner }: CopyStyle,
  spool: Spool,
): void {
  const names = `${target}/${file.path}`.split('/').filter((name) => name !== '');
  const name = names.pop();
  if (name === undefined || file.path === '') return;
  const folder = resolveLinks(changes.root, names.join('/'));
  changes.makeFolders(folder, { mode: 0o755, uid: 0, gid: 0 });
  const path = folder === '' ? name : `${folder}/${name}`;
  const meta = { mode: file.mode & 0o7777, uid: owner?.uid ?? file.uid, gid: owner?.gid ?? file.gid };
  changes.put(path, toNode(file, findNode(changes.root, path), meta));

  function toNode(
    { type, linkTarget = '', sizeBytes }: TarFile,
    existing: FileNode | undefined,
    node: typeof meta,
  ): FileNode {
    if (type === 'directory') {
      const { children } = existing?.type === 'directory' ? existing : emptyFolder();
      return { ...node, type, children };
    }
    if (type === 'symlink') return { ...node, type, linkTarget };
    if (type === 'file') return { ...node, type, content: { key, sizeBytes, read: () => spool.read(key) } };
    const linked = type === 'hardlink' ? linkNode(`${target}/${linkTarget}`, changes.root, node) : undefined;
    if (linked !== undefined) return linked;
    throw new PluginError(
      'DOCKERFILE_UNSUPPORTED',
      `Unpacking ${file.path}: devices, pipes and sockets need a builder`,
      {
        hint: 'Build it with --engine=buildx.',
      },
    );
  }
}

async function readHead(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of content) {
    pieces.push(piece);
    length += piece.length;
    if (length >= ARCHIVE_HEAD_BYTES) break;
  }
  return Buffer.concat(pieces);
}
