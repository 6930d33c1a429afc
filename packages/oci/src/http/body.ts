import { OciError } from '../errors/index.js';
import type { HttpResponse } from './message.js';

/** Enough for an error or a token, and too little to hurt. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/** A whole body. `doing` begins the error's message. Errors: `CONTENT_TOO_LARGE`, before more than that is held. */
export async function readBounded(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  doing: string,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > maxBytes)
      throw new OciError('CONTENT_TOO_LARGE', `${doing}: the answer is larger than ${maxBytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}

/** The beginning of a body: at most `MAX_MESSAGE_BYTES`, and what came of it before the connection broke. */
export async function readMessage(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of body) {
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
