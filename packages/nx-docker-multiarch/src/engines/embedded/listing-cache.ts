import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestHex, type Digest } from '@nx-docker-multiarch/oci/model';
import type { ListedEntry } from './apply-layer.js';
import { writeCacheFile } from './cache-file.js';

/** Raised when a listing of the same layer would say something else. */
const VERSION = 1;

const TYPES: readonly string[] = ['file', 'directory', 'symlink', 'hardlink', 'other'];

/** What was kept of a layer; `undefined` if nothing was, or nothing that can be used. */
export async function readListing(
  folder: string,
  diffId: Digest,
): Promise<readonly ListedEntry[] | undefined> {
  try {
    const kept: unknown = JSON.parse(await readFile(fileOf(folder, diffId), 'utf8'));
    if (!Array.isArray(kept) || kept[0] !== VERSION) return undefined;
    const entries: unknown = kept[1];
    return Array.isArray(entries) && entries.every(isEntry) ? entries : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the listing of a layer for later runs. That it can't is no failure: the layer is read again then. */
export async function writeListing(
  folder: string,
  diffId: Digest,
  entries: readonly ListedEntry[],
): Promise<void> {
  await writeCacheFile(fileOf(folder, diffId), JSON.stringify([VERSION, entries]));
}

function fileOf(folder: string, diffId: Digest): string {
  return join(folder, 'listings', `${digestHex(diffId)}.json`);
}

function isEntry(value: unknown): value is ListedEntry {
  const entry = value as Partial<ListedEntry> | null;
  return (
    typeof entry?.path === 'string' &&
    TYPES.includes(entry.type ?? '') &&
    [entry.mode, entry.uid, entry.gid, entry.sizeBytes].every(Number.isSafeInteger) &&
    (entry.linkTarget === undefined || typeof entry.linkTarget === 'string')
  );
}
