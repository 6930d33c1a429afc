import { OciError } from '../errors/index.js';
import { compareText, isDigest, type Digest, type EncodedDocument } from '../model/index.js';
import type { RemoteStore } from './image-store.js';
import { verifyContent, verifyDocument } from './verified-content.js';

/** A store that lasts as long as the process. */
export interface MemoryStore extends RemoteStore {
  /** The digest that each tag points to now. */
  tags(): ReadonlyMap<string, Digest>;
}

/** An empty store in memory. */
export function createMemoryStore(name = 'memory'): MemoryStore {
  return { name, ...keepDocuments(name), ...keepBlobs(name) };
}

type BlobPart = Pick<MemoryStore, 'hasBlob' | 'readBlob' | 'writeBlob'>;
type DocumentPart = Omit<MemoryStore, 'name' | keyof BlobPart>;

function keepDocuments(name: string): DocumentPart {
  const documents = new Map<Digest, EncodedDocument>();
  const tags = new Map<string, Digest>();
  const findManifest: DocumentPart['findManifest'] = async (tagOrDigest, signal) => {
    signal?.throwIfAborted();
    const digest = isDigest(tagOrDigest) ? tagOrDigest : tags.get(tagOrDigest);
    return digest && documents.get(digest);
  };
  return {
    tags: () => new Map(tags),
    findManifest,
    resolve: async (tagOrDigest, signal) => (await findManifest(tagOrDigest, signal))?.descriptor,
    async readManifest(digest, signal) {
      signal?.throwIfAborted();
      const document = documents.get(digest);
      if (document === undefined) throw notFound(name, digest);
      return document;
    },
    async writeManifest({ descriptor, bytes }, tag, signal) {
      signal?.throwIfAborted();
      const { mediaType, digest, size } = descriptor;
      verifyDocument({ descriptor, bytes }, `Writing ${name}@${digest}`);
      documents.set(digest, { descriptor: { mediaType, digest, size }, bytes: Uint8Array.from(bytes) });
      if (tag !== undefined) tags.set(tag, digest);
    },
    async *listTags(signal) {
      signal?.throwIfAborted();
      yield* [...tags.keys()].sort(compareText);
    },
    async deleteManifest(digest, signal) {
      signal?.throwIfAborted();
      for (const [tag, tagged] of tags) if (tagged === digest) tags.delete(tag);
      return documents.delete(digest);
    },
  };
}

function keepBlobs(name: string): BlobPart {
  const blobs = new Map<Digest, Uint8Array>();
  return {
    async hasBlob(digest, signal) {
      signal?.throwIfAborted();
      return blobs.has(digest);
    },
    async *readBlob(blob, signal) {
      signal?.throwIfAborted();
      const bytes = blobs.get(blob.digest);
      if (bytes === undefined) throw notFound(name, blob.digest);
      yield* verifyContent(oneByOne([bytes]), blob, `Reading ${name}@${blob.digest}`, signal);
    },
    async writeBlob(blob, read, { signal } = {}) {
      signal?.throwIfAborted();
      if (blobs.get(blob.digest)?.length === blob.size) return { outcome: 'existing', bytesSent: 0 };
      const pieces: Uint8Array[] = [];
      for await (const piece of verifyContent(read(), blob, `Writing ${name}@${blob.digest}`, signal))
        pieces.push(piece);
      blobs.set(blob.digest, Buffer.concat(pieces));
      return { outcome: 'sent', bytesSent: blob.size };
    },
  };
}

function notFound(name: string, digest: Digest): OciError {
  return new OciError('NOT_FOUND', `Reading ${name}@${digest}: it is not there`);
}

async function* oneByOne(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
