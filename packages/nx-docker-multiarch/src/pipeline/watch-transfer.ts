import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import type { RunTools } from './run-tools.js';
import { formatBytes } from './units.js';

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
  const count = ({ length }: Uint8Array): void => {
    bytes += length;
    if (now() - toldMs < INTERVAL_MS) return;
    toldMs = now();
    progress(`${doing}: ${formatBytes(bytes)} so far`);
  };
  return (store) => {
    const readBlob: ImageStore['readBlob'] = async function* (blob, signal) {
      for await (const piece of store.readBlob(blob, signal)) {
        count(piece);
        yield piece;
      }
    };
    return new Proxy(store, {
      get: (_, name) => {
        const member: unknown = name === 'readBlob' ? readBlob : store[name as keyof ImageStore];
        // Some stores are instances with private members, which only the instance itself may touch.
        return typeof member === 'function' ? (member.bind(store) as unknown) : member;
      },
    });
  };
}
