import { OciError, settleEach } from '../errors/index.js';
import {
  isIndex,
  parseDocument,
  type Descriptor,
  type Digest,
  type EncodedDocument,
  type ImageIndex,
  type ImageManifest,
} from '../model/index.js';
import type { ImageStore } from './image-store.js';

/** How many requests to one store are under way at once for one image. */
export const SIDE_BY_SIDE = 4;

const MAX_LEVELS = 5;
const MAX_DOCUMENTS = 512;
const MAX_TREE_BYTES = 64 * 1024 * 1024;

/** A manifest or an index: its exact bytes and what they say. */
export interface TreeDocument {
  readonly encoded: EncodedDocument;
  readonly document: ImageManifest | ImageIndex;
}

/**
 * Everything from `root` down that is a manifest or an index, each once, children before parents. Each is of the
 * media type and size that its parent says. Bounded in depth, number and bytes, for an index may be hostile.
 * Errors: `NOT_FOUND`, `CONTENT_MISMATCH`, `CONTENT_TOO_LARGE`, `DOCUMENT_INVALID`.
 */
export async function readImageTree(
  store: ImageStore,
  root: Descriptor,
  signal?: AbortSignal,
): Promise<readonly TreeDocument[]> {
  const found = new Map<Digest, TreeDocument>();
  let level: readonly Descriptor[] = [root];
  for (let depth = 1; level.length > 0; depth++) {
    checkBounds(store, root, depth, [
      ...[...found.values()].map(({ encoded }) => encoded.descriptor),
      ...level,
    ]);
    const documents = await settleEach(level, SIDE_BY_SIDE, (child) => readDocument(store, child, signal));
    for (const document of documents) found.set(document.encoded.descriptor.digest, document);
    level = distinct(documents.flatMap(childrenOf)).filter(({ digest }) => !found.has(digest));
  }
  return childrenFirst(root.digest, found);
}

/** The config and the layers of a manifest. An index has none of its own. */
export function blobsOf({ document }: TreeDocument): readonly Descriptor[] {
  return isIndex(document) ? [] : [document.config, ...document.layers];
}

/** The first descriptor of each digest, in the order given. */
export function distinct(descriptors: readonly Descriptor[]): readonly Descriptor[] {
  const first = new Map<Digest, Descriptor>();
  for (const descriptor of descriptors)
    if (!first.has(descriptor.digest)) first.set(descriptor.digest, descriptor);
  return [...first.values()];
}

/** Whether a blob need not be in any store: a foreign layer says elsewhere to get it, and there we never look. */
export function isForeign({ urls }: Descriptor): boolean {
  return urls !== undefined && urls.length > 0;
}

function childrenOf({ document }: TreeDocument): readonly Descriptor[] {
  return isIndex(document) ? document.manifests : [];
}

async function readDocument(
  store: ImageStore,
  child: Descriptor,
  signal?: AbortSignal,
): Promise<TreeDocument> {
  const { descriptor, bytes } = await store.readManifest(child.digest, signal);
  const doing = `Reading ${store.name}@${child.digest}`;
  if (descriptor.mediaType !== child.mediaType)
    throw new OciError('DOCUMENT_INVALID', `${doing}: ${descriptor.mediaType} instead of ${child.mediaType}`);
  if (descriptor.size !== child.size)
    throw new OciError('CONTENT_MISMATCH', `${doing}: ${descriptor.size} bytes instead of ${child.size}`);
  const encoded = { descriptor, bytes };
  return { encoded, document: parseDocument(encoded) };
}

function checkBounds(store: ImageStore, root: Descriptor, depth: number, all: readonly Descriptor[]): void {
  const sizeBytes = all.reduce((sum, { size }) => sum + size, 0);
  if (depth <= MAX_LEVELS && all.length <= MAX_DOCUMENTS && sizeBytes <= MAX_TREE_BYTES) return;
  const limits = `${MAX_LEVELS} levels, ${MAX_DOCUMENTS} manifests or ${MAX_TREE_BYTES} bytes of them`;
  throw new OciError('CONTENT_TOO_LARGE', `Reading ${store.name}@${root.digest}: more than ${limits}`);
}

function childrenFirst(root: Digest, found: ReadonlyMap<Digest, TreeDocument>): readonly TreeDocument[] {
  const ordered = new Set<TreeDocument>();
  const visit = (digest: Digest): void => {
    const document = found.get(digest);
    if (document === undefined || ordered.has(document)) return;
    for (const child of childrenOf(document)) visit(child.digest);
    ordered.add(document);
  };
  visit(root);
  return [...ordered];
}
