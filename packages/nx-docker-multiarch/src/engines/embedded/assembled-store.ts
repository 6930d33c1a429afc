import type { Descriptor, Digest, EncodedDocument } from '@nx-docker-multiarch/oci/model';
import type { ImageStore, StoreLocation } from '@nx-docker-multiarch/oci/store';
import { OciError } from '@nx-docker-multiarch/oci/errors';

/** A blob that can be had, from wherever it is. */
export interface AssembledBlob {
  readonly descriptor: Descriptor;
  /** A repository that holds it already, from which a registry can mount it. */
  readonly location?: StoreLocation | undefined;
  read(signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** A store to read from of images that were assembled: what they are made of stays where it is until it is read. */
export interface AssembledStore extends ImageStore {
  addDocument(document: EncodedDocument): void;
  addBlob(blob: AssembledBlob): void;
}

/** An empty one. */
export function createAssembledStore(): AssembledStore {
  const name = 'the embedded engine';
  const documents = new Map<string, EncodedDocument>();
  const blobs = new Map<Digest, AssembledBlob>();
  const notFound = (digest: Digest): OciError =>
    new OciError('NOT_FOUND', `Reading ${name}@${digest}: it is not there`);

  return {
    name,
    addDocument: (document) => void documents.set(document.descriptor.digest, document),
    addBlob: (blob) => void blobs.set(blob.descriptor.digest, blob),
    locate: (digest) => blobs.get(digest)?.location,
    resolve: async (tagOrDigest) => documents.get(tagOrDigest)?.descriptor,
    async readManifest(digest) {
      const document = documents.get(digest);
      if (document === undefined) throw notFound(digest);
      return document;
    },
    findManifest: async (tagOrDigest) => documents.get(tagOrDigest),
    hasBlob: async (digest) => blobs.has(digest),
    async *readBlob({ digest }, signal) {
      const blob = blobs.get(digest);
      if (blob === undefined) throw notFound(digest);
      yield* blob.read(signal);
    },
    writeManifest: refuse,
    writeBlob: refuse,
  };

  async function refuse(): Promise<never> {
    throw new Error('an assembled image is only read');
  }
}
