import { open, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { OciError } from '../errors/index.js';

const PIECE_BYTES = 256 * 1024;

/** Content that is being written: held in memory until it is too much for it, then in a file. */
export interface Spill {
  write(piece: Uint8Array): Promise<void>;
  /** The whole of it, to be read any number of times. Nothing is written afterwards. Errors: `LAYER_FAILED`. */
  finish(): Promise<() => AsyncIterable<Uint8Array>>;
  /** Removes the file, if there is one. */
  discard(): Promise<void>;
}

/** Content of which at most `memoryBytes` stay in memory; more of it goes to a file of its own in `folder`. */
export function createSpill(folder: string, memoryBytes: number): Spill {
  const held: Uint8Array[] = [];
  let heldBytes = 0;
  let part: { readonly file: string; readonly handle: FileHandle } | undefined;
  const append = async ({ file, handle }: NonNullable<typeof part>, piece: Uint8Array): Promise<void> =>
    onDisc(`Writing ${file}`, handle.writeFile(piece));
  return {
    async write(piece) {
      if (part !== undefined) return append(part, piece);
      // Copied, for it may be a small part of much memory.
      held.push(new Uint8Array(piece));
      heldBytes += piece.length;
      if (heldBytes <= memoryBytes) return;
      part = await openPart(folder);
      for (const piece of held.splice(0)) await append(part, piece);
    },
    async finish() {
      if (part === undefined) return () => fromMemory(held);
      const { file, handle } = part;
      await onDisc(`Writing ${file}`, handle.close());
      return () => fromFile(file);
    },
    async discard() {
      if (part === undefined) return;
      await part.handle.close().catch(() => undefined);
      await rm(part.file, { force: true });
    },
  };
}

async function* fromMemory(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  yield* pieces;
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
