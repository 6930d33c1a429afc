import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  describeDocument,
  digestHex,
  OCI_INDEX,
  type Descriptor,
  type Digest,
} from '@nx-docker-multiarch/oci/model';
import {
  blobPath,
  blobsOf,
  createLayoutStore,
  readImageTree,
  type ImageStore,
} from '@nx-docker-multiarch/oci/store';
import { writeCacheFile } from '../../engines/index.js';
import { knownReason, settleAll } from '../../errors/index.js';
import type { BuildPlan } from '../../plan/index.js';
import type { RunTools } from '../run-tools.js';
import { formatEntry } from './cache-entry.js';
import { formatRecord, parseRecord, toRecord } from './input-record.js';
import { readEntry, type ResultCache } from './result-cache.js';

interface KeptFile {
  readonly entry: string;
  readonly record: string | undefined;
}

/**
 * Results on this machine: a small file for each platform and inputs, and the images themselves in the OCI layout that the
 * last run wrote.
 */
export function createLayoutCache(
  outputPath: string,
  { maxAgeMs }: BuildPlan['cache'],
  { cacheDirectory, clock }: Pick<RunTools, 'cacheDirectory' | 'clock'>,
): ResultCache {
  const store = createLayoutStore(outputPath);
  const fileOf = (inputDigest: Digest): string =>
    join(cacheDirectory, 'results', `${digestHex(inputDigest)}.json`);
  return {
    async find(asked, signal) {
      const kept = await readKept(fileOf(asked.inputDigest));
      if (kept === undefined)
        return { reason: 'nothing was built of these inputs on this machine yet', isStrange: false };
      const document = describeDocument(Buffer.from(kept.entry), OCI_INDEX);
      const entry = readEntry(document, asked, maxAgeMs, clock());
      if ('reason' in entry) return entry;
      const hasBlob = ({ digest, size }: Descriptor): boolean =>
        statSync(blobPath(outputPath, digest), { throwIfNoEntry: false })?.size === size;
      if (!(await areComplete([entry.manifest, ...entry.attestations], store, hasBlob, signal)))
        return { reason: `${outputPath} holds it no more`, isStrange: false };
      return { ...entry, store };
    },
    async keep({ known, manifest, attestations, proof, isPushed }) {
      if (!(await isPushed)) return;
      const record = formatRecord(toRecord(known.inputs));
      const entry = formatEntry({
        ...{ inputDigest: known.inputDigest, manifest, attestations, proof },
        record: undefined,
        createdAt: clock(),
      });
      const kept: KeptFile = { entry: toText(entry.bytes), record: record && toText(record) };
      await writeCacheFile(fileOf(known.inputDigest), JSON.stringify(kept));
    },
    async findRecord(inputDigest) {
      const record = (await readKept(fileOf(inputDigest)))?.record;
      return record === undefined ? undefined : parseRecord(Buffer.from(record));
    },
  };
}

async function readKept(file: string): Promise<KeptFile | undefined> {
  try {
    const { entry, record } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    if (typeof entry !== 'string') return undefined;
    return { entry, record: typeof record === 'string' ? record : undefined };
  } catch {
    // Its loss costs a build and nothing else.
    return undefined;
  }
}

async function areComplete(
  roots: readonly Descriptor[],
  store: ImageStore,
  hasBlob: (blob: Descriptor) => boolean,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const trees = await settleAll(roots.map((root) => readImageTree(store, root, signal)));
    return trees.flat().flatMap(blobsOf).every(hasBlob);
  } catch (error) {
    if (knownReason(error) !== undefined) return false;
    throw error;
  }
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
