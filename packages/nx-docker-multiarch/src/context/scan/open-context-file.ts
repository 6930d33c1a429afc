import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  read,
  readlinkSync,
  readSync,
  realpathSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PluginError } from '../../errors/index.js';
import type { ContextEntry } from './context-tree.js';
import { describeCause } from './describe-cause.js';

const PIECE_BYTES = 256 * 1024;
const readPiece = promisify(read);

// Without NONBLOCK a fifo in the file's place would make the opening wait for ever. Windows has neither flag.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What a file's place holds that is no longer the file: a link, a fifo, nothing, or something else than its folder. */
const REPLACED = ['ELOOP', 'EMLINK', 'ENXIO', 'ENOENT', 'ENOTDIR'];

/**
 * The pieces of a file of a build context, closed when the reading ends, however it ends. What is read is the very file
 * that was scanned, at its place below `root`, which is absolute and without links. What has been opened is looked at
 * and not its path, so that no link can be put in the place of the file or a folder above it in between.
 * Errors: `CONTEXT_INVALID` if it is no file, can't be read, or is not as it was scanned, before or after the reading.
 */
export async function* openContextFile(
  root: string,
  entry: ContextEntry,
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = join(root, entry.path);
  const doing = `Reading ${file}`;
  expectFile(entry, doing);
  const descriptor = onDisc(doing, () => openSync(file, FLAGS));
  try {
    expectSame(descriptor, entry, doing);
    if (onDisc(doing, () => pathOf(descriptor, file)) !== file) throw changed(doing);
    yield* readPieces(descriptor, entry.sizeBytes, doing);
    expectSame(descriptor, entry, doing);
  } finally {
    closeSync(descriptor);
  }
}

async function* readPieces(
  descriptor: number,
  sizeBytes: number,
  doing: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let left = sizeBytes; left > 0;) {
    const buffer = Buffer.allocUnsafe(Math.min(left, PIECE_BYTES));
    // For a small file the way to a thread and back takes longer than the reading (measured).
    const bytesRead =
      sizeBytes <= PIECE_BYTES
        ? onDisc(doing, () => readSync(descriptor, buffer))
        : (await readPiece(descriptor, buffer, 0, buffer.length, null)).bytesRead;
    if (bytesRead === 0) throw changed(doing);
    left -= bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Where an open file is: by the kernel's own word on Linux, elsewhere as far as its path can be trusted. */
function pathOf(descriptor: number, file: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return realpathSync.native(file);
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
