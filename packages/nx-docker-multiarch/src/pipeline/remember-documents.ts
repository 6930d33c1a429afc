import {
  DOCKER_CONFIG,
  isDigest,
  OCI_CONFIG,
  type Digest,
  type EncodedDocument,
} from '@nx-docker-multiarch/oci/model';
import { readSmallBlob, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { withMethods } from './with-methods.js';

/** What was read of images, by repository and digest: the same for as long as it lives. */
export interface DocumentMemory {
  readonly documents: Map<string, Promise<EncodedDocument>>;
  readonly configs: Map<string, Promise<Uint8Array>>;
}

export function createDocumentMemory(): DocumentMemory {
  return { documents: new Map(), configs: new Map() };
}

/**
 * A store of which each manifest, index and config is read once, by whoever asks first, and is else what it was. Not for a
 * repository in which somebody looks whether something is still there.
 */
export function rememberDocuments<S extends ImageStore>(store: S, { documents, configs }: DocumentMemory): S {
  const keyOf = (digest: Digest): string => `${store.name} ${digest}`;
  return withMethods(store, {
    async resolve(tagOrDigest, signal) {
      const known = isDigest(tagOrDigest) ? documents.get(keyOf(tagOrDigest)) : undefined;
      return known === undefined ? store.resolve(tagOrDigest, signal) : (await known).descriptor;
    },
    readManifest: (digest, signal) =>
      once(documents, keyOf(digest), () => store.readManifest(digest, signal)),
    async findManifest(tagOrDigest, signal) {
      const document = await store.findManifest(tagOrDigest, signal);
      if (document !== undefined) documents.set(keyOf(document.descriptor.digest), Promise.resolve(document));
      return document;
    },
    async *readBlob(blob, signal) {
      if (blob.mediaType === OCI_CONFIG || blob.mediaType === DOCKER_CONFIG)
        yield await once(configs, keyOf(blob.digest), () => readSmallBlob(store, blob, signal));
      else yield* store.readBlob(blob, signal);
    },
  });
}

/** What failed for one who asked need not fail for the next. */
function once<T>(memory: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const known = memory.get(key) ?? read();
  memory.set(key, known);
  known.catch(() => memory.delete(key));
  return known;
}
