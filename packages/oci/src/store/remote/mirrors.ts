import { OciError } from '../../errors/index.js';
import type { Descriptor } from '../../model/index.js';
import type { ImageStore } from '../image-store.js';

/**
 * A repository of which all is read from the first mirror that has it, and from the repository itself if none does.
 * A mirror's failure is never the answer, unless it breaks off in the middle of a blob. One that cannot be reached is not
 * asked again.
 */
export function readFromMirrors(origin: ImageStore, mirrors: readonly ImageStore[]): ImageStore {
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
    hasBlob: (digest, signal) => ask((store) => store.hasBlob(digest, signal), signal),
    readBlob: (blob, signal) => readFirst(asked, origin, blob, signal),
  };
}

async function* readFirst(
  asked: Set<ImageStore>,
  origin: ImageStore,
  blob: Descriptor,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  for (const mirror of asked) {
    let isBegun = false;
    try {
      for await (const piece of mirror.readBlob(blob, signal)) {
        isBegun = true;
        yield piece;
      }
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (isBegun) throw error;
      if (isUnreachable(error)) asked.delete(mirror);
    }
  }
  yield* origin.readBlob(blob, signal);
}

function isUnreachable(error: unknown): boolean {
  return error instanceof OciError && error.code === 'REGISTRY_UNREACHABLE';
}
