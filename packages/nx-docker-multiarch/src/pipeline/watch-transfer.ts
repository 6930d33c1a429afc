import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import type { RunTools } from './run-tools.js';
import { formatBytes } from './units.js';
import { watchReads } from './watch-reads.js';

const INTERVAL_MS = 5000;

/**
 * Makes of stores such as tell every five seconds how many bytes have been read of the blobs of them all, and are else
 * what they were. `doing` begins each line.
 */
export function watchTransfer(
  doing: string,
  { now, progress }: Pick<RunTools, 'now' | 'progress'>,
): (store: ImageStore) => ImageStore {
  let bytes = 0;
  let toldMs = now();
  const blob = (sizeBytes: number): void => {
    bytes += sizeBytes;
    if (now() - toldMs < INTERVAL_MS) return;
    toldMs = now();
    progress(`${doing}: ${formatBytes(bytes)} so far`);
  };
  return (store) => watchReads(store, { blob });
}
