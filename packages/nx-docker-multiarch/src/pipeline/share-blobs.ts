import { untilAborted } from '@nx-docker-multiarch/oci/errors';
import type { ImageStore, StoreLocation } from '@nx-docker-multiarch/oci/store';
import { withMethods } from './with-methods.js';

/** A blob that is on its way to a repository, or there. */
interface Upload {
  readonly repository: string;
  /** Whether it arrived. Never rejects. */
  readonly isThere: Promise<boolean>;
}

/**
 * Makes of stores such as send each blob to a registry once, however many repositories there get it: the others wait, and
 * mount it from the first. Where that one fails, the next sends it itself. A store without a location stays what it was.
 */
export function shareBlobs(): <S extends ImageStore>(store: S) => S {
  const uploads = new Map<string, Upload>();
  return (store) => (store.location === undefined ? store : sharing(store, store.location, uploads));
}

function sharing<S extends ImageStore>(
  store: S,
  { registry, repository }: StoreLocation,
  uploads: Map<string, Upload>,
): S {
  const writeBlob: ImageStore['writeBlob'] = async (blob, read, options = {}) => {
    const key = `${registry} ${blob.digest}`;
    for (let earlier = uploads.get(key); earlier !== undefined; earlier = uploads.get(key)) {
      if (await untilAborted(earlier.isThere, options.signal)) {
        const mountFrom = earlier.repository === repository ? options.mountFrom : earlier.repository;
        return store.writeBlob(blob, read, { ...options, mountFrom });
      }
      // Of all who waited for it, the first takes its place, and the others wait again.
      if (uploads.get(key) === earlier) uploads.delete(key);
    }
    const written = store.writeBlob(blob, read, options);
    const isThere = written.then(
      () => true,
      () => false,
    );
    uploads.set(key, { repository, isThere });
    return written;
  };
  return withMethods(store, { writeBlob });
}
