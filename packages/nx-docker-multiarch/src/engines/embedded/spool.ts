import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** Contents on disc that would be costly to get a second time. */
export interface Spool {
  /** Keeps content under a name; waits until it is written. */
  keep(name: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  has(name: string): boolean;
  /** The content again. Only for names that are kept. */
  read(name: string): AsyncIterable<Uint8Array>;
}

interface Place {
  readonly start: number;
  readonly length: number;
}

/** A spool in one file of a folder that nobody else puts a spool into, and somebody else removes. */
export function createSpool(directory: string): Spool {
  const file = join(directory, 'spool');
  const places = new Map<string, Place>();
  let end = 0;
  let isMade = false;
  let last: Promise<unknown> = Promise.resolve();

  const append = async (name: string, content: AsyncIterable<Uint8Array>): Promise<void> => {
    // What another spool had put there would be taken for what is kept now.
    const handle = await open(file, isMade ? 'a' : 'ax');
    isMade = true;
    try {
      const start = end;
      for await (const piece of content) {
        await handle.appendFile(piece);
        end += piece.length;
      }
      places.set(name, { start, length: end - start });
    } finally {
      await handle.close();
    }
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
  };
}
