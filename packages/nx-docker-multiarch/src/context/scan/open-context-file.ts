import { closeSync, constants, fstatSync, openSync, read, readSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PluginError } from '../../errors/index.js';
import type { ContextEntry } from './context-tree.js';
import { describeCause } from './describe-cause.js';

const PIECE_BYTES = 256 * 1024;

/** Up to here a file is read whole: the way to a thread and back would take longer (measured). */
export const LOADED_BYTES = 256 * 1024;

const readPiece = promisify(read);

// Without NONBLOCK a fifo in the file's place would make the opening wait for ever. Windows has neither flag.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What a file's place holds that is no longer the file: a link, a fifo, nothing, or something else than its folder. */
const REPLACED = ['ELOOP', 'EMLINK', 'ENXIO', 'ENOENT', 'ENOTDIR'];

/**
 * The pieces of a file of a build context, closed when the reading ends, however it ends. What is read is the very file
 * that was scanned: what has been opened is looked at and not its path, so that no link can be put in the place of the
 * file or a folder above it in between.
 * Errors: `CONTEXT_INVALID` if it is no file, can't be read, or is not as it was scanned, before or after the reading.
 */
export async function* openContextFile(
  root: string,
  entry: ContextEntry,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (entry.sizeBytes <= LOADED_BYTES) {
    const bytes = Buffer.allocUnsafe(entry.sizeBytes);
    fillFromContextFile(bytes, root, entry);
    return yield bytes;
  }
  const { descriptor, doing } = openFile(root, entry);
  try {
    for (let left = entry.sizeBytes; left > 0;) {
      const buffer = Buffer.allocUnsafe(Math.min(left, PIECE_BYTES));
      const { bytesRead } = await readPiece(descriptor, buffer, 0, buffer.length, null);
      if (bytesRead === 0) throw changed(doing);
      left -= bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
    expectSame(descriptor, entry, doing);
  } finally {
    closeSync(descriptor);
  }
}

/** As `openContextFile`, for a file of `LOADED_BYTES` at most: all of it, at once, into bytes of its size. */
export function fillFromContextFile(bytes: Uint8Array, root: string, entry: ContextEntry): void {
  const { descriptor, doing } = openFile(root, entry);
  try {
    for (let filled = 0; filled < bytes.length;) {
      const bytesRead = onDisc(doing, () => readSync(descriptor, bytes, filled, bytes.length - filled, null));
      if (bytesRead === 0) throw changed(doing);
      filled += bytesRead;
    }
  } finally {
    closeSync(descriptor);
  }
}

function openFile(root: string, entry: ContextEntry): { descriptor: number; doing: string } {
  const file = join(root, entry.path);
  const doing = `Reading ${file}`;
  expectFile(entry, doing);
  const descriptor = onDisc(doing, () => openSync(file, FLAGS));
  try {
    expectSame(descriptor, entry, doing);
    return { descriptor, doing };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function expectFile(entry: ContextEntry, doing: string): void {
  if (entry.type === 'special')
    throw new PluginError('CONTEXT_INVALID', `${doing}: it is a socket, a fifo or a device`, {
      hint: 'Leave it out in .dockerignore: an image can hold files, folders and links.',
    });
  if (entry.type !== 'file') throw new PluginError('CONTEXT_INVALID', `${doing}: it is no file`);
}

function expectSame(descriptor: number, entry: ContextEntry, doing: string): void {
  const stats = onDisc(doing, () => fstatSync(descriptor));
  const isSame =
    stats.isFile() &&
    stats.ino === entry.inode &&
    stats.dev === entry.device &&
    stats.size === entry.sizeBytes &&
    stats.mtimeMs === entry.mtimeMs;
  if (!isSame) throw changed(doing);
}

function changed(doing: string): PluginError {
  return new PluginError('CONTEXT_INVALID', `${doing}: it has changed since the build context was scanned`, {
    hint: 'Make sure that nothing writes to the build context during a build, and run it again.',
  });
}

function onDisc<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (REPLACED.includes((cause as NodeJS.ErrnoException).code ?? '')) throw changed(doing);
    throw new PluginError('CONTEXT_INVALID', `${doing}: ${describeCause(cause)}`, {
      cause,
      hint: 'Give this user the permission to read it, or leave it out in .dockerignore.',
    });
  }
}
