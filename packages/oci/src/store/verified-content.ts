import { createHash } from 'node:crypto';
import { OciError } from '../errors/index.js';
import {
  digestOf,
  finishDigest,
  MAX_DOCUMENT_BYTES,
  type Descriptor,
  type EncodedDocument,
} from '../model/index.js';

/**
 * The pieces of `content`; the end is reached only if digest and size are those of `blob`. Stops at its signal
 * between two pieces. `doing` begins the message. Errors: `CONTENT_MISMATCH`, at the first byte too many.
 */
export async function* verifyContent(
  content: AsyncIterable<Uint8Array>,
  blob: Descriptor,
  doing: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  signal?.throwIfAborted();
  for await (const piece of content) {
    signal?.throwIfAborted();
    sizeBytes += piece.length;
    if (sizeBytes > blob.size) throw mismatch(doing, `more than the ${blob.size} bytes it should have`);
    hash.update(piece);
    yield piece;
  }
  signal?.throwIfAborted();
  if (sizeBytes < blob.size) throw mismatch(doing, `${sizeBytes} bytes instead of ${blob.size}`);
  const digest = finishDigest(hash);
  if (digest !== blob.digest) throw mismatch(doing, `its bytes have the digest ${digest}`);
}

/**
 * Refuses a document whose bytes are not what describes them. `doing` begins the message.
 * Errors: `CONTENT_MISMATCH`, `CONTENT_TOO_LARGE`.
 */
export function verifyDocument({ descriptor, bytes }: EncodedDocument, doing: string): void {
  if (bytes.length > MAX_DOCUMENT_BYTES)
    throw new OciError(
      'CONTENT_TOO_LARGE',
      `${doing}: ${bytes.length} bytes are more than ${MAX_DOCUMENT_BYTES}`,
    );
  if (bytes.length !== descriptor.size)
    throw mismatch(doing, `${bytes.length} bytes instead of ${descriptor.size}`);
  const digest = digestOf(bytes);
  if (digest !== descriptor.digest) throw mismatch(doing, `its bytes have the digest ${digest}`);
}

function mismatch(doing: string, reason: string): OciError {
  return new OciError('CONTENT_MISMATCH', `${doing}: ${reason}`, {
    hint: 'The content was damaged on its way or where it is kept: run it again, or make it anew.',
  });
}
