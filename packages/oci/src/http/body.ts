import { OciError, TransientError } from '../errors/index.js';
import type { HttpResponse } from './message.js';

/** Enough for an error or a token, and too little to hurt. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/** For a small body as a whole: one that comes drop by drop never runs into the limit between two pieces. */
const MAX_READ_MS = 60_000;
/** For one that is only good for a message. */
const MAX_MESSAGE_MS = 5_000;

/**
 * A whole body. `doing` begins the error's message. Errors: `CONTENT_TOO_LARGE`, before more than that is held;
 * `REGISTRY_UNREACHABLE` if it takes too long.
 */
export async function readBounded(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  doing: string,
  maxMs = MAX_READ_MS,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of inTime(body, maxMs, doing)) {
    size += piece.length;
    if (size > maxBytes)
      throw new OciError('CONTENT_TOO_LARGE', `${doing}: the answer is larger than ${maxBytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}

/** The beginning of a body: at most `MAX_MESSAGE_BYTES`, and what came of it in time, before the connection broke. */
export async function readMessage(body: AsyncIterable<Uint8Array>, maxMs = MAX_MESSAGE_MS): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of inTime(body, maxMs, 'Reading a message')) {
      pieces.push(piece.subarray(0, MAX_MESSAGE_BYTES - size));
      size += piece.length;
      if (size >= MAX_MESSAGE_BYTES) break;
    }
  } catch {
    // What it is needed for, the status of the answer, is known already.
  }
  return Buffer.concat(pieces);
}

/** Frees the connection of an answer that nobody reads: a small rest is read to its end, a large one cut off. */
export async function discard({ body }: HttpResponse): Promise<void> {
  await readMessage(body);
}

async function* inTime(
  body: AsyncIterable<Uint8Array>,
  maxMs: number,
  doing: string,
): AsyncGenerator<Uint8Array, void> {
  const iterator = body[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `${doing}: the answer is not complete after ${maxMs / 1000} seconds`;
    timer = setTimeout(() => reject(new TransientError('REGISTRY_UNREACHABLE', message)), maxMs);
  });
  late.catch(() => undefined);
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), late]);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    clearTimeout(timer);
    // Not awaited: while it waits for the next piece it does not end, and it may wait for long.
    iterator.return?.().catch(() => undefined);
  }
}
