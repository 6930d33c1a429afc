import { OciError } from '../errors/index.js';
import { isDigest, type Descriptor, type Digest, type EncodedDocument } from '../model/index.js';
import type { BlobWritten, ImageStore, WriteBlobOptions } from './image-store.js';
import { findDocumentMediaType } from './layout-documents.js';
import {
  blobPath,
  blobsDirectory,
  findFile,
  findFileSize,
  findSmallFile,
  replaceFile,
} from './layout-files.js';
import { findLayoutRoots, prepareLayout, REF_NAME, writeLayoutRoots } from './layout-index.js';
import { verifyContent, verifyDocument } from './verified-content.js';

/**
 * The store in a layout directory (image-spec, image-layout.md): a tag is a `ref.name` annotation in `index.json`.
 * Reading creates nothing; the first write makes the directory. Any number of readers, one writer of tags.
 * Errors of its own: `LAYOUT_INVALID`, `LAYOUT_FAILED`.
 */
export function createLayoutStore(directory: string): ImageStore {
  return new LayoutStore(directory);
}

class LayoutStore implements ImageStore {
  readonly name: string;
  #prepared: Promise<void> | undefined;
  #tagging: Promise<void> = Promise.resolve();

  constructor(private readonly directory: string) {
    this.name = `layout ${directory}`;
  }

  async resolve(tagOrDigest: string, signal?: AbortSignal): Promise<Descriptor | undefined> {
    signal?.throwIfAborted();
    if (isDigest(tagOrDigest)) return (await this.#findDocument(tagOrDigest))?.descriptor;
    const root = await this.#findRoot(tagOrDigest);
    return root && { mediaType: root.mediaType, digest: root.digest, size: root.size };
  }

  async readManifest(digest: Digest, signal?: AbortSignal): Promise<EncodedDocument> {
    signal?.throwIfAborted();
    const document = await this.#findDocument(digest);
    if (document === undefined) throw this.#notFound(digest);
    return document;
  }

  async findManifest(tagOrDigest: string, signal?: AbortSignal): Promise<EncodedDocument | undefined> {
    signal?.throwIfAborted();
    const digest = isDigest(tagOrDigest) ? tagOrDigest : (await this.#findRoot(tagOrDigest))?.digest;
    return digest && this.#findDocument(digest);
  }

  async writeManifest(document: EncodedDocument, tag?: string, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { mediaType, digest, size } = document.descriptor;
    verifyDocument(document, `Writing ${this.name}@${digest}`);
    await this.#prepare();
    if ((await findFileSize(blobPath(this.directory, digest))) !== size)
      await this.#replace(digest, [document.bytes]);
    if (tag !== undefined) await this.#tag(tag, { mediaType, digest, size });
  }

  async hasBlob(digest: Digest, signal?: AbortSignal): Promise<boolean> {
    signal?.throwIfAborted();
    return (await findFileSize(blobPath(this.directory, digest))) !== undefined;
  }

  async *readBlob(blob: Descriptor, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    signal?.throwIfAborted();
    const content = await findFile(blobPath(this.directory, blob.digest));
    if (content === undefined) throw this.#notFound(blob.digest);
    yield* verifyContent(content, blob, `Reading ${this.name}@${blob.digest}`, signal);
  }

  async writeBlob(
    blob: Descriptor,
    read: () => AsyncIterable<Uint8Array>,
    { signal }: WriteBlobOptions = {},
  ): Promise<BlobWritten> {
    signal?.throwIfAborted();
    if ((await findFileSize(blobPath(this.directory, blob.digest))) === blob.size)
      return { outcome: 'existing', bytesSent: 0 };
    await this.#prepare();
    const content = verifyContent(read(), blob, `Writing ${this.name}@${blob.digest}`, signal);
    await this.#replace(blob.digest, content);
    return { outcome: 'sent', bytesSent: blob.size };
  }

  async #findRoot(tag: string): Promise<Descriptor | undefined> {
    const roots = (await findLayoutRoots(this.directory)) ?? [];
    return roots.find(({ annotations }) => annotations?.[REF_NAME] === tag);
  }

  async #findDocument(digest: Digest): Promise<EncodedDocument | undefined> {
    const bytes = await findSmallFile(blobPath(this.directory, digest));
    if (bytes === undefined) return undefined;
    verifyDocument(
      { descriptor: { mediaType: '', digest, size: bytes.length }, bytes },
      `Reading ${this.name}@${digest}`,
    );
    const mediaType = findDocumentMediaType(bytes);
    return mediaType === undefined
      ? undefined
      : { descriptor: { mediaType, digest, size: bytes.length }, bytes };
  }

  async #replace(digest: Digest, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    await replaceFile(blobPath(this.directory, digest), blobsDirectory(this.directory), content);
  }

  /** One after the other: each writes back what it has read. */
  async #tag(tag: string, document: Descriptor): Promise<void> {
    const tagging = this.#tagging.then(async () => {
      const roots = (await findLayoutRoots(this.directory)) ?? [];
      const others = roots.filter(({ annotations }) => annotations?.[REF_NAME] !== tag);
      await writeLayoutRoots(this.directory, [...others, { ...document, annotations: { [REF_NAME]: tag } }]);
    });
    this.#tagging = tagging.catch(() => undefined);
    await tagging;
  }

  async #prepare(): Promise<void> {
    this.#prepared ??= prepareLayout(this.directory);
    try {
      await this.#prepared;
    } catch (error) {
      this.#prepared = undefined;
      throw error;
    }
  }

  #notFound(digest: Digest): OciError {
    return new OciError('NOT_FOUND', `Reading ${this.name}@${digest}: it is not there`);
  }
}
