import type { Reference } from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import { watchReads } from './watch-reads.js';

type Open = (reference: Reference, access: 'pull' | 'push') => ImageStore;

/** Opens repositories, and counts what is read of them all. */
export interface ReceivedCount {
  readonly open: Open;
  /** Bytes of documents and blobs, as they came: of a blob that was read in part, that part. */
  bytes(): number;
}

/** A count that begins at 0. */
export function countReceived(open: Open): ReceivedCount {
  let bytes = 0;
  const count = (sizeBytes: number): void => {
    bytes += sizeBytes;
  };
  return {
    open: (reference, access) => watchReads(open(reference, access), { blob: count, document: count }),
    bytes: () => bytes,
  };
}
