import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Contents on disc that would be costly to get a second time. */
export interface Spool {
  /** Keeps content under a name; waits until it is written. */
  keep(name: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  has(name: string): boolean;
  /** The content again. Only for names that are kept. */
  read(name: string): AsyncIterable<Uint8Array>;
  /** Ends the writing. What is kept can still be read. */
  close(): Promise<void>;
}

interface Place {
  readonly start: number;
  readonly length: number;
}

/** A spool in one file of a folder that somebody else removes. */
export function createSpool(directory: string): Spool {
  const file = join(directory, 'spool');
  const places = new Map<string, Place>();
  let end = 0;
  let last: Promise<unknown> = Promise.resolve();
  let handle: Promise<FileHandle> | undefined;

  const append = async (name: string, content: AsyncIterable<Uint8Array>): Promise<void> => {
    handle ??= open(file, 'a');
    const target = await handle;
    const start = end;
    for await (const piece of content) {
      await target.appendFile(piece);
      end += piece.length;
    }
    places.set(name, { start, length: end - start });
  };

  return {
    keep(name, content) {
      // One after the other: they share one file.
      const kept = last.then(() => append(name, content));
      last = kept.catch(() => undefined);
      return kept;
    },
    has: (name) => places.has(name),
    async *read(name) {
      const { start, length } = places.get(name) as Place;
      if (length > 0) yield* createReadStream(file, { start, end: start + length - 1 });
    },
    async close() {
      await last;
      await (await handle)?.close();
      handle = undefined;
    },
  };
}
