import { AsyncLocalStorage } from 'node:async_hooks';
import type { Reference } from '@nx-docker-multiarch/oci/model';
import type { RemoteStore } from '@nx-docker-multiarch/oci/store';
import { watchReads } from './watch-reads.js';

type Open = (reference: Pick<Reference, 'registry' | 'repository'>, access: 'pull' | 'push') => RemoteStore;

/** Opens repositories, and counts what is read of them all. */
export interface ReceivedCount {
  readonly open: Open;
  /**
   * Does work that is told what it has read by now, whatever other work reads of the same repositories meanwhile: bytes
   * of documents and blobs, as they came; of a blob that was read in part, that part.
   */
  countOf<T>(work: (bytes: () => number) => Promise<T>): Promise<T>;
}

/** Counts that begin at 0. */
export function countReceived(open: Open): ReceivedCount {
  // Stores are shared between services, and which of them reads is known only where it calls.
  const counts = new AsyncLocalStorage<{ bytes: number }>();
  const count = (sizeBytes: number): void => {
    const own = counts.getStore();
    if (own) own.bytes += sizeBytes;
  };
  return {
    open: (reference, access) => watchReads(open(reference, access), { blob: count, document: count }),
    countOf(work) {
      const own = { bytes: 0 };
      return counts.run(own, () => work(() => own.bytes));
    },
  };
}
