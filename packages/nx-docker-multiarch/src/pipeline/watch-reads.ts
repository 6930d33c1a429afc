import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import { withMethods } from './with-methods.js';

/** Is told of what is read of stores, when it has been read. */
export interface ReadWatch {
  /** One piece of a blob. */
  blob(sizeBytes: number): void;
  /** A whole manifest or index. */
  document?(sizeBytes: number): void;
}

/** A store that tells how many bytes are read of it, and is else what it was. */
export function watchReads<S extends ImageStore>(store: S, told: ReadWatch): S {
  return withMethods(store, {
    async *readBlob(blob, signal) {
      for await (const piece of store.readBlob(blob, signal)) {
        told.blob(piece.length);
        yield piece;
      }
    },
    async readManifest(digest, signal) {
      const document = await store.readManifest(digest, signal);
      told.document?.(document.bytes.length);
      return document;
    },
    async findManifest(tagOrDigest, signal) {
      const document = await store.findManifest(tagOrDigest, signal);
      if (document !== undefined) told.document?.(document.bytes.length);
      return document;
    },
  });
}
