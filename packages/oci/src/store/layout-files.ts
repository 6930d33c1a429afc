import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { OciError } from '../errors/index.js';
import { digestHex, MAX_DOCUMENT_BYTES, parseDigest } from '../model/index.js';

const PIECE_BYTES = 256 * 1024;

/** Where a layout keeps its blobs (image-spec, image-layout.md). */
export function blobsDirectory(directory: string): string {
  return path.join(directory, 'blobs', 'sha256');
}

/** Where a layout keeps one blob. Errors: `DIGEST_INVALID`, for no other text may become a part of a path. */
export function blobPath(directory: string, digest: string): string {
  return path.join(blobsDirectory(directory), digestHex(parseDigest(digest)));
}

/** What the disc says, with its failures as ours. `doing` begins the message. Errors: `LAYOUT_FAILED`. */
export async function onDisc<T>(doing: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new OciError('LAYOUT_FAILED', `${doing}: ${(cause as Error).message}`, {
      cause,
      hint: 'Check that this user may read and write there, and that the disc has room.',
    });
  }
}

/** As `onDisc`; `undefined` where there is no such file or folder. */
export async function onDiscIfThere<T>(doing: string, work: Promise<T>): Promise<T | undefined> {
  return onDisc(
    doing,
    work.catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    }),
  );
}

/** Bytes of a regular file; `undefined` where there is none. Errors: `LAYOUT_FAILED`. */
export async function findFileSize(file: string): Promise<number | undefined> {
  const found = await onDiscIfThere(`Reading ${file}`, stat(file));
  return found?.isFile() === true ? found.size : undefined;
}

/** The pieces of a file, `undefined` where there is none: closed when the reading ends, however it ends. */
export async function findFile(file: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  if ((await findFileSize(file)) === undefined) return undefined;
  return readPieces(file);
}

/** A whole small file; `undefined` where there is none. Errors: `CONTENT_TOO_LARGE`, `LAYOUT_FAILED`. */
export async function findSmallFile(file: string): Promise<Uint8Array | undefined> {
  const size = await findFileSize(file);
  if (size === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of readPieces(file)) {
    sizeBytes += piece.length;
    if (sizeBytes > MAX_DOCUMENT_BYTES)
      throw new OciError(
        'CONTENT_TOO_LARGE',
        `Reading ${file}: it has more than ${MAX_DOCUMENT_BYTES} bytes`,
      );
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function* readPieces(file: string): AsyncGenerator<Uint8Array, void, undefined> {
  const doing = `Reading ${file}`;
  const handle = await onDisc(doing, open(file));
  try {
    for (;;) {
      const { bytesRead, buffer } = await onDisc(doing, handle.read(Buffer.allocUnsafe(PIECE_BYTES)));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/**
 * Puts a file in place whole, by one rename, over whatever stands there. It grows as a `.part` file in `partsIn`, on
 * the same disc. Where `content` throws, nothing is left and nothing has changed. Errors: `LAYOUT_FAILED`.
 */
export async function replaceFile(
  file: string,
  partsIn: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const doing = `Writing ${file}`;
  const part = await openPart(path.join(partsIn, `.${path.basename(file)}`));
  try {
    try {
      for await (const piece of content) await onDisc(doing, part.handle.writeFile(piece));
    } finally {
      await part.handle.close();
    }
    await onDisc(doing, rename(part.file, file));
  } catch (error) {
    await rm(part.file, { force: true });
    throw error;
  }
}

/** Only `wx` decides who owns a name, so that neither randomness nor a process id is needed. */
async function openPart(stem: string): Promise<{ file: string; handle: FileHandle }> {
  for (let number = 0; ; number++) {
    const file = `${stem}.${number}.part`;
    const handle = await onDisc(
      `Writing ${file}`,
      open(file, 'wx', 0o644).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return undefined;
        throw error;
      }),
    );
    if (handle !== undefined) return { file, handle };
  }
}
