import type { TarInput } from './tar-input.js';

/** How many entries, and how many bytes of them, are held before their turn. */
const MAX_AHEAD = { entries: 32, bytes: 4 * 1024 * 1024 };

/**
 * The entries in their order, with those after them already loading: their `load` gives what was begun. None is asked
 * for while one before it is yet to be streamed. Ends, however it does, only after all that was loading.
 */
export async function* loadAhead(
  entries: Iterable<TarInput> | AsyncIterable<TarInput>,
): AsyncGenerator<TarInput, void, undefined> {
  const iterator =
    Symbol.asyncIterator in entries ? entries[Symbol.asyncIterator]() : entries[Symbol.iterator]();
  const ahead: TarInput[] = [];
  let aheadBytes = 0;
  let isDone = false;
  const hasRoom = (): boolean => ahead.length < MAX_AHEAD.entries && aheadBytes < MAX_AHEAD.bytes;
  try {
    for (;;) {
      while (!isDone && hasRoom() && !isStreamed(ahead.at(-1))) {
        const next = await iterator.next();
        if (next.done === true) isDone = true;
        else {
          ahead.push(startLoading(next.value));
          aheadBytes += bytesToLoad(next.value);
        }
      }
      const first = ahead[0];
      if (first === undefined) return;
      yield first;
      ahead.shift();
      aheadBytes -= bytesToLoad(first);
    }
  } finally {
    await Promise.allSettled(ahead.map(async (entry) => ('load' in entry ? entry.load() : undefined)));
    if (!isDone) await iterator.return?.();
  }
}

function startLoading(entry: TarInput): TarInput {
  if (!('load' in entry)) return entry;
  const content = entry.load();
  // Its failure is met in its turn, and until then it would be one that nobody handles.
  if (content instanceof Promise) content.catch(() => undefined);
  return { ...entry, load: () => content };
}

function bytesToLoad(entry: TarInput): number {
  return 'load' in entry ? entry.sizeBytes : 0;
}

function isStreamed(entry: TarInput | undefined): boolean {
  return entry !== undefined && 'read' in entry;
}
