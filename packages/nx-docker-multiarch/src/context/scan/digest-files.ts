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
  let isNew = false;
  const records = await settleEach(files, MAX_AT_ONCE, async (entry): Promise<DigestRecord> => {
    const file = join(tree.root, entry.path);
    const record = known.get(file);
    if (record !== undefined && isOf(record, entry)) return record;
    signal?.throwIfAborted();
    isNew = true;
    const { sizeBytes, mtimeMs, ctimeMs, inode } = entry;
    return [file, sizeBytes, mtimeMs, ctimeMs, inode, await digestFile(tree.root, entry)];
  });
  if (isNew) {
    const settledBefore = scannedAt.getTime() - SETTLED_AFTER_MS;
    const settled = records.filter(([, , mtimeMs, ctimeMs]) => Math.max(mtimeMs, ctimeMs) < settledBefore);
    const used = new Set(records.map(([file]) => file));
    const others = [...known.values()].filter(([file]) => !used.has(file));
    await writeDigestStore(storeFile, [...settled, ...others]);
  }
  return new Map(records.map((record, position) => [files[position]?.path ?? '', record[5]]));
}

async function digestFile(root: string, entry: ContextEntry): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const piece of openContextFile(root, entry)) hash.update(piece);
  return finishDigest(hash);
}

function isOf([, ...facts]: DigestRecord, entry: ContextEntry): boolean {
  const { sizeBytes, mtimeMs, ctimeMs, inode } = entry;
  return [sizeBytes, mtimeMs, ctimeMs, inode].every((fact, position) => facts[position] === fact);
}
