import type { Descriptor, Digest, EncodedDocument } from '../model/index.js';

/** What became of a blob that was to be written. */
export interface BlobWritten {
  readonly outcome: 'existing' | 'mounted' | 'sent';
  /** Bytes of content that were moved for it; 0 unless it was sent. */
  readonly bytesSent: number;
}

export interface WriteBlobOptions {
  readonly signal?: AbortSignal | undefined;
  /** A repository of the same registry that holds the blob, to mount it from (distribution-spec §Mounting). */
  readonly mountFrom?: string | undefined;
  /**
   * Is told how many bytes of the blob are on their way by now; fewer again where it has to be sent anew. A store on this
   * machine tells nothing.
   */
  readonly onProgress?: ((bytesSent: number) => void) | undefined;
}

/** A repository of a registry. */
export interface StoreLocation {
  readonly registry: string;
  readonly repository: string;
}

/**
 * One repository of images: documents and blobs by digest, documents also by tag.
 *
 * All that is read is verified against its digest and size. Writes are idempotent. Every method stops at its
 * signal. A store that fails for a reason of its own says so with a code of its own kind (`REGISTRY_*`, `LAYOUT_*`).
 */
export interface ImageStore {
  /** For messages: `localhost:5000/acme/api`, `layout dist/images/api`. */
  readonly name: string;

  /** The registry and repository, where there is one: two stores of one registry can mount from each other. */
  readonly location?: StoreLocation;

  /** Where a blob is of which this store only knows: a registry can mount it from there. */
  locate?(digest: Digest): StoreLocation | undefined;

  /** What a tag or a digest points to; `undefined` if it is not there (a miss is no error). */
  resolve(tagOrDigest: string, signal?: AbortSignal): Promise<Descriptor | undefined>;

  /** The exact bytes of a manifest or index. Errors: `NOT_FOUND`, `CONTENT_MISMATCH`, `CONTENT_TOO_LARGE`. */
  readManifest(digest: Digest, signal?: AbortSignal): Promise<EncodedDocument>;

  /**
   * The exact bytes of what a tag or a digest points to, in one request; `undefined` if it is not there.
   * Errors: `CONTENT_MISMATCH`, `CONTENT_TOO_LARGE`.
   */
  findManifest(tagOrDigest: string, signal?: AbortSignal): Promise<EncodedDocument | undefined>;

  /** Stores a manifest or index by its digest, and points `tag` to it if one is given. What it refers to is there already. */
  writeManifest(document: EncodedDocument, tag?: string, signal?: AbortSignal): Promise<void>;

  hasBlob(digest: Digest, signal?: AbortSignal): Promise<boolean>;

  /**
   * The bytes of a blob, in pieces. The end is reached only if digest and size fit.
   * Errors, on reading: `NOT_FOUND`, `CONTENT_MISMATCH`.
   */
  readBlob(blob: Descriptor, signal?: AbortSignal): AsyncIterable<Uint8Array>;

  /** Stores a blob unless it is there; `read` is called only if bytes are needed. Errors: `CONTENT_MISMATCH`. */
  writeBlob(
    blob: Descriptor,
    read: () => AsyncIterable<Uint8Array>,
    options?: WriteBlobOptions,
  ): Promise<BlobWritten>;
}

/** A store that also tells which tags it has, and from which manifests can be taken away. */
export interface RemoteStore extends ImageStore {
  /** Every tag that is there all the while, in any order; none where there is no such repository. Errors: `CONTENT_TOO_LARGE`. */
  listTags(signal?: AbortSignal): AsyncIterable<string>;

  /**
   * Takes a manifest or index away, and with it every tag that points to it; what it refers to stays. `false` if it is
   * not there, or not any more.
   */
  deleteManifest(digest: Digest, signal?: AbortSignal): Promise<boolean>;
}
