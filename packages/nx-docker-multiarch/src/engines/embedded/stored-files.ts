import {
  inflateLayer,
  readTarEntries,
  readTarFiles,
  verifyDiffId,
  type TarLimits,
} from '@nx-docker-multiarch/oci/layer';
import type { Digest } from '@nx-docker-multiarch/oci/model';
import type { ListedEntry } from './apply-layer.js';
import type { StoredLayer } from './base-image.js';
import type { FileContent } from './file-tree.js';
import { readListing, writeListing } from './listing-cache.js';
import type { Spool } from './spool.js';
import type { StoredFiles } from './stage-files.js';

/** Looks into stored layers, and fetches files from them. */
export interface FetchedFiles extends StoredFiles {
  /** Brings contents near, each layer read once; those that are not of a layer are left alone. */
  fetch(contents: readonly FileContent[], signal: AbortSignal): Promise<void>;
}

export interface StoredFilesOptions {
  readonly spool: Spool;
  /** Where listings are kept between runs. */
  readonly cacheDirectory: string;
}

interface Origin {
  readonly layer: StoredLayer;
  readonly path: string;
}

const LIMITS: TarLimits = { maxEntries: 1_000_000, maxBytes: 64 * 1024 ** 3 };

/** For one run: what was listed or fetched once is not read again. */
export function createStoredFiles({ spool, cacheDirectory }: StoredFilesOptions): FetchedFiles {
  const listings = new Map<Digest, Promise<readonly ListedEntry[]>>();
  const origins = new Map<string, Origin>();

  const fetch = async (contents: readonly FileContent[], signal: AbortSignal): Promise<void> => {
    const wanted = new Map<StoredLayer, Map<string, string>>();
    for (const { key } of contents) {
      const origin = origins.get(key);
      if (origin === undefined || spool.has(key)) continue;
      const paths = wanted.get(origin.layer) ?? new Map<string, string>();
      wanted.set(origin.layer, paths.set(origin.path, key));
    }
    for (const [layer, keys] of wanted) await fetchFiles(layer, keys, spool, signal);
  };

  return {
    fetch,
    list(layer, signal) {
      const listing = listings.get(layer.diffId) ?? listLayer(layer, cacheDirectory, signal);
      listings.set(layer.diffId, listing);
      return listing;
    },
    contentOf(layer, { path, sizeBytes }) {
      const key = `${layer.diffId}\0${path}`;
      const content: FileContent = {
        key,
        isLasting: true,
        sizeBytes,
        async *read(signal) {
          await fetch([content], signal ?? new AbortController().signal);
          yield* spool.read(key);
        },
      };
      origins.set(key, origins.get(key) ?? { layer, path });
      return content;
    },
  };
}

async function listLayer(
  layer: StoredLayer,
  cacheDirectory: string,
  signal: AbortSignal,
): Promise<readonly ListedEntry[]> {
  const known = await readListing(cacheDirectory, layer.diffId);
  if (known !== undefined) return known;
  const listed: ListedEntry[] = [];
  for await (const { path, type, mode, uid, gid, sizeBytes, linkTarget } of readTarEntries(
    readLayer(layer, signal),
    LIMITS,
  ))
    listed.push({ path, type, mode, uid, gid, sizeBytes, ...(linkTarget !== undefined && { linkTarget }) });
  await writeListing(cacheDirectory, layer.diffId, listed);
  return listed;
}

/** Keeps the files of a layer under their keys; of a path that is there twice the last, as unpacking would. */
async function fetchFiles(
  layer: StoredLayer,
  keys: ReadonlyMap<string, string>,
  spool: Spool,
  signal: AbortSignal,
): Promise<void> {
  for await (const file of readTarFiles(readLayer(layer, signal), LIMITS)) {
    const key = file.type === 'file' ? keys.get(file.path) : undefined;
    if (key !== undefined) await spool.keep(key, file.read());
  }
}

function readLayer(
  { descriptor, diffId, store }: StoredLayer,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const doing = `Reading layer ${descriptor.digest} of ${store.name}`;
  const hint = 'Use another base image: no machine could unpack this one.';
  return verifyDiffId(inflateLayer(store.readBlob(descriptor, signal)), diffId, doing, hint);
}
