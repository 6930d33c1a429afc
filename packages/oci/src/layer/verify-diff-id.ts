import { createHash } from 'node:crypto';
import { OciError } from '../errors/index.js';
import { finishDigest, type Digest } from '../model/index.js';

/**
 * Passes a layer's tar on; its end is reached only if it has the diff id that the config says. `doing` begins the message.
 * Errors: `CONTENT_MISMATCH`.
 */
export async function* verifyDiffId(
  tar: AsyncIterable<Uint8Array>,
  diffId: Digest,
  doing: string,
  hint: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash('sha256');
  for await (const piece of tar) {
    hash.update(piece);
    yield piece;
  }
  const actual = finishDigest(hash);
  if (actual === diffId) return;
  throw new OciError(
    'CONTENT_MISMATCH',
    `${doing}: its content is ${actual}, and the config says ${diffId}`,
    {
      hint,
    },
  );
}
