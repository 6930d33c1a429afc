import type { RunTools } from './run-tools.js';
import { watchReads } from './watch-reads.js';

/** Opens repositories, and counts what is read of them all. */
export interface ReceivedCount {
  readonly open: RunTools['openRepository'];
  /** Of documents and blobs, as they came, by now; of a blob that was read in part, that part. */
  bytes(): number;
}

/** A count that begins at 0. What others read of the same repositories does not count. */
export function countReceived(open: RunTools['openRepository']): ReceivedCount {
  let bytes = 0;
  const count = (sizeBytes: number): void => {
    bytes += sizeBytes;
  };
  return {
    open: (reference, access) => watchReads(open(reference, access), { blob: count, document: count }),
    bytes: () => bytes,
  };
}
