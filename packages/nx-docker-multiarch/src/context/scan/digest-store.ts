import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDigest, type Digest } from '@nx-docker-multiarch/oci/model';

const VERSION = 1;
const MAX_RECORDS = 50_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** What a file was like when it had a digest. `file` is an absolute path. */
export type DigestRecord = readonly [
  file: string,
  sizeBytes: number,
  mtimeMs: number,
  ctimeMs: number,
  inode: number,
  digest: Digest,
];

/** The records of a file of records, by their files; none where it is absent, broken, too large, or something else. */
export async function readDigestStore(storeFile: string): Promise<ReadonlyMap<string, DigestRecord>> {
  try {
    if ((await stat(storeFile)).size > MAX_BYTES) return new Map();
    const { version, records } = JSON.parse(await readFile(storeFile, 'utf8')) as Record<string, unknown>;
    if (version !== VERSION || !Array.isArray(records) || !records.every(isRecord)) return new Map();
    return new Map(records.map((record) => [record[0], record]));
  } catch {
    // Its loss costs time and nothing else.
    return new Map();
  }
}

/** Writes a file of records whole, by one rename: the first 50 000. Where that is not possible, nothing has changed. */
export async function writeDigestStore(storeFile: string, records: readonly DigestRecord[]): Promise<void> {
  let part: string | undefined;
  try {
    await mkdir(dirname(storeFile), { recursive: true });
    part = await mkdtemp(`${storeFile}.`);
    const written = join(part, 'part');
    await writeFile(written, JSON.stringify({ version: VERSION, records: records.slice(0, MAX_RECORDS) }));
    await rename(written, storeFile);
  } catch {
    // A build must not fail for what would only have made the next one faster.
  } finally {
    if (part !== undefined) await rm(part, { recursive: true, force: true });
  }
}

function isRecord(value: unknown): value is DigestRecord {
  if (!Array.isArray(value) || value.length !== 6) return false;
  const [file, ...numbers] = value.slice(0, 5) as unknown[];
  const digest: unknown = value[5];
  return (
    typeof file === 'string' &&
    numbers.every((each) => typeof each === 'number') &&
    typeof digest === 'string' &&
    isDigest(digest)
  );
}
