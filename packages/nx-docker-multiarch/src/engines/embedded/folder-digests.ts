import type { Digest } from '@nx-docker-multiarch/oci/model';
import {
  digestFiles,
  type ContextEntry,
  type ContextTree,
  type ScannedPart,
} from '../../context/scan/index.js';
import type { FileContent } from './file-tree.js';

export interface ScannedFolder extends ScannedPart {
  /** Where digests of its files are kept between runs. */
  readonly storeFile: string;
}

/** What a file's content is known by: its place, which holds the same bytes for the time of one run. */
export function keyOfFile(root: string, path: string): string {
  return `${root}\0${path}`;
}

/** The digests of those contents that are files of these folders, by their keys. What was digested before is not read again. */
export async function digestContents(
  contents: readonly FileContent[],
  folders: readonly ScannedFolder[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Digest>> {
  const digests = new Map<string, Digest>();
  for (const { tree, scannedAt, storeFile, digests: known } of folders) {
    const unknown: ContextEntry[] = [];
    for (const entry of contents.flatMap(({ key }) => findEntry(tree, key) ?? [])) {
      const digest = known?.get(entry.path);
      if (digest === undefined) unknown.push(entry);
      else digests.set(keyOfFile(tree.root, entry.path), digest);
    }
    if (unknown.length === 0) continue;
    const found = await digestFiles(tree, unknown, { storeFile, scannedAt, signal });
    for (const [path, digest] of found) digests.set(keyOfFile(tree.root, path), digest);
  }
  return digests;
}

function findEntry(tree: ContextTree, key: string): ContextEntry | undefined {
  const start = keyOfFile(tree.root, '');
  return key.startsWith(start) ? tree.find(key.slice(start.length)) : undefined;
}
