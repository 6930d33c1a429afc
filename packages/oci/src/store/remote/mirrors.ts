import { OciError } from '../../errors/index.js';
import type { Descriptor } from '../../model/index.js';
import type { ImageStore, RemoteStore } from '../image-store.js';
import { verifyContent } from '../verified-content.js';
import { skipBytes } from './byte-pieces.js';

/**
 * A repository of which content is read from the first mirror that has it, and from the repository itself if none does.
 * A mirror's failure is never the answer; one that cannot be reached is not asked again.
 */
export function readFromMirrors(origin: RemoteStore, mirrors: readonly ImageStore[]): RemoteStore {
  if (mirrors.length === 0) return origin;
  const asked = new Set(mirrors);
  const ask = async <T>(question: (store: ImageStore) => Promise<T>, signal?: AbortSignal): Promise<T> => {
    for (const mirror of asked) {
      try {
        const answer = await question(mirror);
        if (answer) return answer;
      } catch (error) {
        signal?.throwIfAborted();
        if (isUnreachable(error)) asked.delete(mirror);
      }
    }
    return question(origin);
  };
  return {
    ...origin,
    resolve: (tagOrDigest, signal) => ask((store) => store.resolve(tagOrDigest, signal), signal),
    readManifest: (digest, signal) => ask((store) => store.readManifest(digest, signal), signal),
    findManifest: (tagOrDigest, signal) => ask((store) => store.findManifest(tagOrDigest, signal), signal),
    hasBlob: (digest, signal) => ask((store) => store.hasBlob(digest, signal), signal),
    readBlob(blob, signal) {
      const doing = `Reading ${origin.name}@${blob.digest}`;
      // Each store verifies what it gives: this is for what was begun in one and ended in another.
      return verifyContent(readFirst(asked, origin, blob, signal), blob, doing, signal);
    },
  };
}

async function* readFirst(
  asked: Set<ImageStore>,
  origin: ImageStore,
  blob: Descriptor,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  let received = 0;
  for (const mirror of asked) {
    try {
      for await (const piece of skipBytes(mirror.readBlob(blob, signal), received)) {
        received += piece.length;
        yield piece;
      }
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (isUnreachable(error)) asked.delete(mirror);
    }
  }
  yield* skipBytes(origin.readBlob(blob, signal), received);
}

function isUnreachable(error: unknown): boolean {
  return error instanceof OciError && error.code === 'REGISTRY_UNREACHABLE';
}
