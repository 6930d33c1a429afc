import { settleEach } from '../errors/index.js';
import { isIndex, type Descriptor } from '../model/index.js';
import type { BlobWritten, ImageStore, StoreLocation } from './image-store.js';
import {
  blobsOf,
  distinct,
  isForeign,
  readImageTree,
  SIDE_BY_SIDE,
  type TreeDocument,
} from './image-tree.js';

export interface CopyOptions {
  /** A repository of the target's registry that may hold the blobs; by default the source, if it is one. */
  readonly mountFrom?: string | undefined;
  /** Points to the root at the end, when all else is there. */
  readonly tag?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Is told how many bytes of all blobs are on their way by now; see `WriteBlobOptions`. */
  readonly onProgress?: ((bytesSent: number) => void) | undefined;
}

/** What a copy moved. */
export interface CopyResult {
  /** Bytes of blobs that were moved; manifests and indexes aside. */
  readonly bytesSent: number;
  /** How many blobs became what. What only manifests refer to that the target has already is not counted. */
  readonly blobs: Readonly<Record<BlobWritten['outcome'], number>>;
  /** Manifests and indexes that were written. */
  readonly documentsSent: number;
}

/**
 * Copies a manifest, or an index with all below it: blobs before manifests, children before parents, the tag last.
 * What the target has is not sent again; within one registry blobs are mounted. Whatever stops it, no reference of
 * the target points to something incomplete. A foreign layer is copied only if the source itself has it.
 * Errors: those of both stores and of `readImageTree`; several at once as an `AggregateError`.
 */
export async function copyImage(
  root: Descriptor,
  from: ImageStore,
  to: ImageStore,
  { mountFrom = mountSource(from.location, to.location), tag, signal, onProgress }: CopyOptions = {},
): Promise<CopyResult> {
  const documents = await readImageTree(from, root, signal);
  // A folder can lose blobs to a clean-up that was killed; a registry keeps what a manifest refers to.
  const missing = to.location === undefined ? documents : await findMissing(documents, to, signal);
  const blobs = await copyBlobs(missing, from, to, { mountFrom, signal, onProgress });
  const isTagged = tag === undefined || (await to.resolve(tag, signal))?.digest === root.digest;
  const isRoot = ({ encoded }: TreeDocument): boolean => encoded.descriptor.digest === root.digest;
  const due = documents.filter((document) => missing.includes(document) || (isRoot(document) && !isTagged));
  const write = async (document: TreeDocument): Promise<void> =>
    to.writeManifest(document.encoded, isRoot(document) ? tag : undefined, signal);
  await writeDocuments(due, write);
  return { ...blobs, documentsSent: due.length };
}

/** A manifest that is there stands for its blobs, as it was written after them; an index may have lost a child. */
async function findMissing(
  documents: readonly TreeDocument[],
  to: ImageStore,
  signal: AbortSignal | undefined,
): Promise<readonly TreeDocument[]> {
  const found = await settleEach(documents, SIDE_BY_SIDE, async ({ encoded }) =>
    to.resolve(encoded.descriptor.digest, signal),
  );
  return documents.filter((_, position) => found[position] === undefined);
}

async function copyBlobs(
  missing: readonly TreeDocument[],
  from: ImageStore,
  to: ImageStore,
  { mountFrom, signal, onProgress }: CopyOptions,
): Promise<Pick<CopyResult, 'bytesSent' | 'blobs'>> {
  const progressOf = sumProgress(onProgress);
  const written = await settleEach(distinct(missing.flatMap(blobsOf)), SIDE_BY_SIDE, async (blob) => {
    if (isForeign(blob) && !(await from.hasBlob(blob.digest, signal))) return undefined;
    const known = mountSource(from.locate?.(blob.digest), to.location);
    return to.writeBlob(blob, () => from.readBlob(blob, signal), {
      signal,
      mountFrom: known ?? mountFrom,
      onProgress: progressOf?.(),
    });
  });
  const blobs = { existing: 0, mounted: 0, sent: 0 };
  for (const blob of written) if (blob !== undefined) blobs[blob.outcome]++;
  return { bytesSent: written.reduce((sum, blob) => sum + (blob?.bytesSent ?? 0), 0), blobs };
}

/** For each of several transfers somebody to tell its progress, who passes on that of all together. */
function sumProgress(onProgress: CopyOptions['onProgress']): (() => (bytesSent: number) => void) | undefined {
  let all = 0;
  return (
    onProgress &&
    (() => {
      let own = 0;
      return (bytesSent) => {
        all += bytesSent - own;
        own = bytesSent;
        onProgress(all);
      };
    })
  );
}

/** Manifests side by side; then the indexes over them, one by one, in an order in which children come first. */
async function writeDocuments(
  documents: readonly TreeDocument[],
  write: (document: TreeDocument) => Promise<void>,
): Promise<void> {
  const indexes = documents.filter(({ document }) => isIndex(document));
  const manifests = documents.filter((document) => !indexes.includes(document));
  await settleEach(manifests, SIDE_BY_SIDE, write);
  for (const index of indexes) await write(index);
}

function mountSource(
  source: StoreLocation | undefined,
  target: StoreLocation | undefined,
): string | undefined {
  const isMountable = source?.registry === target?.registry && source?.repository !== target?.repository;
  return isMountable ? source?.repository : undefined;
}
