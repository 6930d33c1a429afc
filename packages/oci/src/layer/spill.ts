import { open, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { OciError } from '../errors/index.js';

const PIECE_BYTES = 256 * 1024;

/** Content that is being written: its beginning is held in memory, and what is too much for it in a file. */
export interface Spill {
  /** The piece stays as it is from now on. */
  write(piece: Uint8Array): Promise<void>;
  /** The whole of it, to be read any number of times. Nothing is written afterwards. Errors: `LAYER_FAILED`. */
  finish(): Promise<() => AsyncIterable<Uint8Array>>;
  /** Removes the file, if there is one. */
  discard(): Promise<void>;
}

/** Content of which the first `memoryBytes` stay in memory; more of it goes to a file of its own in `folder`. */
export function createSpill(folder: string, memoryBytes: number): Spill {
  const held: Uint8Array[] = [];
  let heldBytes = 0;
  let part: { readonly file: string; readonly handle: FileHandle } | undefined;
  return {
    async write(piece) {
      if (part === undefined && heldBytes + piece.length <= memoryBytes) {
        // Copied where it is a small part of much memory.
        held.push(piece.length * 2 < piece.buffer.byteLength ? new Uint8Array(piece) : piece);
        heldBytes += piece.length;
        return;
      }
      part ??= await openPart(folder);
      await onDisc(`Writing ${part.file}`, part.handle.writeFile(piece));
    },
    async finish() {
      if (part === undefined) return () => fromBoth(held);
      const { file, handle } = part;
      await onDisc(`Writing ${file}`, handle.close());
      return () => fromBoth(held, file);
    },
    async discard() {
      if (part === undefined) return;
      await part.handle.close().catch(() => undefined);
      await rm(part.file, { force: true });
    },
  };
}

async function* fromBoth(
  pieces: readonly Uint8Array[],
  file?: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* pieces;
  if (file !== undefined) yield* fromFile(file);
}

async function* fromFile(file: string): AsyncGenerator<Uint8Array, void, undefined> {
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

/** Only `wx` decides who owns a name, so that neither randomness nor a process id is needed. */
async function openPart(folder: string): Promise<{ file: string; handle: FileHandle }> {
  for (let number = 0; ; number++) {
    const file = path.join(folder, `layer-${number}.tar.gz`);
    const handle = await onDisc(
      `Writing ${file}`,
      open(file, 'wx').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return undefined;
        throw error;
      }),
    );
    if (handle !== undefined) return { file, handle };
  }
}

async function onDisc<T>(doing: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new OciError('LAYER_FAILED', `${doing}: ${(cause as Error).message}`, {
      cause,
      hint: 'Check that this user may read and write there, and that the disc has room.',
    });
  }
}
