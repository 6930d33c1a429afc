import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { settleEach } from '@nx-docker-multiarch/oci/errors';
import { finishDigest, type Digest } from '@nx-docker-multiarch/oci/model';
import type { ContextEntry, ContextTree } from './context-tree.js';
import { readDigestStore, writeDigestStore, type DigestRecord } from './digest-store.js';
import { openContextFile } from './open-context-file.js';

const MAX_AT_ONCE = 8;

/** A file that was just written can be written again within what its file system takes for one moment. */
const SETTLED_AFTER_MS = 2000;

/** Where digests are kept between runs, and when the build context was scanned. */
export interface DigestOptions {
  /** Absolute path of a file that is read and replaced; it need not be there. */
  readonly storeFile: string;
  readonly scannedAt: Date;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The digests of the files among these entries, by their paths. A file is read only if its size, times or inode are not
 * those of its last digest, or if it was changed within 2 s of that scan.
 * Errors: those of `openContextFile`, the signal's reason.
 */
export async function digestFiles(
  tree: Pick<ContextTree, 'root'>,
  entries: readonly ContextEntry[],
  { storeFile, scannedAt, signal }: DigestOptions,
): Promise<ReadonlyMap<string, Digest>> {
  const known = await readDigestStore(storeFile);
  const files = entries.filter(({ type }) => type === 'file');
  const found = files.map((entry) => {
    const record = known.get(join(tree.root, entry.path));
    return record !== undefined && isOf(record, entry) ? record : undefined;
  });
  const missing = files.filter((_, position) => found[position] === undefined);
  const read = await settleEach(missing, MAX_AT_ONCE, async (entry): Promise<DigestRecord> => {
    const { path, sizeBytes, mtimeMs, ctimeMs, inode } = entry;
    return [
      join(tree.root, path),
      sizeBytes,
      mtimeMs,
      ctimeMs,
      inode,
      await digestFile(tree.root, entry, signal),
    ];
  });
  if (read.length > 0) {
    const settledBefore = scannedAt.getTime() - SETTLED_AFTER_MS;
    const settled = read.filter(([, , mtimeMs, ctimeMs]) => Math.max(mtimeMs, ctimeMs) < settledBefore);
    const used = new Set(read.map(([file]) => file));
    const others = [...known.values()].filter(([file]) => !used.has(file));
    await writeDigestStore(storeFile, [...settled, ...others]);
  }
  let next = 0;
  return new Map(
    files.map(({ path }, position) => [path, (found[position] ?? (read[next++] as DigestRecord))[5]]),
  );
}

async function digestFile(root: string, entry: ContextEntry, signal?: AbortSignal): Promise<Digest> {
  const hash = createHash('sha256');
  signal?.throwIfAborted();
  for await (const piece of openContextFile(root, entry)) {
    hash.update(piece);
    signal?.throwIfAborted();
  }
  return finishDigest(hash);
}

function isOf([, ...facts]: DigestRecord, entry: ContextEntry): boolean {
  const { sizeBytes, mtimeMs, ctimeMs, inode } = entry;
  return [sizeBytes, mtimeMs, ctimeMs, inode].every((fact, position) => facts[position] === fact);
}
