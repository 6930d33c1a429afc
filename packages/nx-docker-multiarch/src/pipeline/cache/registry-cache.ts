import {
  canonicalJson,
  describeDocument,
  digestOf,
  OCI_MANIFEST,
  parseIndex,
  parseManifest,
  type Descriptor,
} from '@nx-docker-multiarch/oci/model';
import { copyImage, readSmallBlob, type ImageStore } from '@nx-docker-multiarch/oci/store';
import { reasonOrThrow, settleAll } from '../../errors/index.js';
import type { BuildPlan } from '../../plan/index.js';
import type { RunTools } from '../run-tools.js';
import { entryTag, formatEntry, isTooOld, parseEntry, RECORD_TYPE, type CacheEntry } from './cache-entry.js';
import { formatRecord, parseRecord, toRecord, type InputRecord } from './input-record.js';
import { readEntry, type CacheItem, type LookUp, type ResultCache } from './result-cache.js';

const EMPTY_CONFIG = { mediaType: 'application/vnd.oci.empty.v1+json', bytes: Buffer.from('{}') };

/**
 * Results in a repository of a registry: one small index under a tag of its own for each platform and inputs, which
 * refers to the image's manifest. To remove it touches no image.
 */
export function createRegistryCache(
  store: ImageStore,
  { prefix, maxAgeMs }: BuildPlan['cache'],
  { clock, warn }: Pick<RunTools, 'clock' | 'warn'>,
): ResultCache {
  const find: ResultCache['find'] = async (asked, signal) => {
    const document = await store.findManifest(entryTag(prefix, asked.inputDigest), signal);
    if (document === undefined) return { reason: 'nothing was built of these inputs yet', isStrange: false };
    const entry = readEntry(document, asked, maxAgeMs, clock());
    if ('reason' in entry) return entry;
    const missing = await findMissing([entry.manifest, ...entry.attestations], store, signal);
    if (missing !== undefined) return { reason: `its image ${missing.digest} is gone`, isStrange: true };
    return { ...entry, store };
  };
  return {
    find: (asked, signal) => orMiss(find(asked, signal), signal),
    async keep(item, signal) {
      try {
        await keepItem(item, store, prefix, clock(), signal);
      } catch (error) {
        const reason = reasonOrThrow(error, signal);
        const former = await findEntry(item, store, prefix, signal);
        if (former === undefined) warn(`Not remembered: ${reason}`);
        else if (former.manifest.digest !== item.manifest.digest || isTooOld(former, maxAgeMs, clock()))
          warn(`The registry keeps what it remembers already, ${former.manifest.digest}: ${reason}`);
      }
    },
    findRecord: (inputDigest, signal) => findRecord(store, entryTag(prefix, inputDigest), signal),
  };
}

/** The first that is not what its descriptor says it is. */
async function findMissing(
  descriptors: readonly Descriptor[],
  store: ImageStore,
  signal: AbortSignal,
): Promise<Descriptor | undefined> {
  const found = await settleAll(descriptors.map(({ digest }) => store.resolve(digest, signal)));
  return descriptors.find((descriptor, position) => {
    const there = found[position];
    return there?.mediaType !== descriptor.mediaType || there.size !== descriptor.size;
  });
}

/** A cache that can't be asked is no reason not to build. */
async function orMiss(found: Promise<LookUp>, signal: AbortSignal): Promise<LookUp> {
  try {
    return await found;
  } catch (error) {
    return { reason: reasonOrThrow(error, signal), isStrange: true };
  }
}

async function keepItem(
  { known, manifest, attestations, proof, store: from, isPushed }: CacheItem,
  store: ImageStore,
  prefix: string,
  createdAt: Date,
  signal: AbortSignal,
): Promise<void> {
  const { inputDigest, inputs } = known;
  const record = await tryRecord(toRecord(inputs), store, signal);
  if (!(await isPushed)) return;
  if (from !== store)
    for (const descriptor of [manifest, ...attestations])
      await copyImage(descriptor, from, store, { signal });
  const entry: CacheEntry = { inputDigest, manifest, attestations, record, proof, createdAt };
  await store.writeManifest(formatEntry(entry), entryTag(prefix, inputDigest), signal);
}

/** A registry that takes no artifacts remembers images all the same: without a record nothing can be explained, no more. */
async function tryRecord(
  record: InputRecord,
  store: ImageStore,
  signal: AbortSignal,
): Promise<Descriptor | undefined> {
  try {
    return await writeRecord(record, store, signal);
  } catch (error) {
    reasonOrThrow(error, signal);
    return undefined;
  }
}

/** A registry whose tags can't be moved keeps the first entry, which most often is as good. */
async function findEntry(
  { known, manifest }: CacheItem,
  store: ImageStore,
  prefix: string,
  signal: AbortSignal,
): Promise<CacheEntry | undefined> {
  const document = await store
    .findManifest(entryTag(prefix, known.inputDigest), signal)
    .catch(() => undefined);
  if (document === undefined || manifest.platform === undefined) return undefined;
  const entry = parseEntry(document, known.inputDigest, manifest.platform);
  return typeof entry === 'string' ? undefined : entry;
}

/** Writes a record as an artifact (image-spec, manifest.md, guidelines for artifact usage). */
async function writeRecord(
  record: InputRecord,
  store: ImageStore,
  signal: AbortSignal,
): Promise<Descriptor | undefined> {
  const bytes = formatRecord(record);
  if (bytes === undefined) return undefined;
  const [config, layer] = [EMPTY_CONFIG, { mediaType: RECORD_TYPE, bytes }].map((blob) => ({
    descriptor: { mediaType: blob.mediaType, digest: digestOf(blob.bytes), size: blob.bytes.length },
    read: async function* () {
      yield blob.bytes;
    },
  })) as [Blob, Blob];
  await settleAll(
    [config, layer].map(({ descriptor, read }) => store.writeBlob(descriptor, read, { signal })),
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: RECORD_TYPE,
    config: config.descriptor,
    layers: [layer.descriptor],
  };
  const document = describeDocument(Buffer.from(canonicalJson(manifest)), OCI_MANIFEST);
  await store.writeManifest(document, undefined, signal);
  return { ...document.descriptor, artifactType: RECORD_TYPE };
}

interface Blob {
  readonly descriptor: Descriptor;
  readonly read: () => AsyncGenerator<Uint8Array>;
}

async function findRecord(
  store: ImageStore,
  tag: string,
  signal: AbortSignal,
): Promise<InputRecord | undefined> {
  const document = await store.findManifest(tag, signal);
  if (document === undefined) return undefined;
  const { manifests } = parseIndex(document);
  const record = manifests.find(({ artifactType }) => artifactType === RECORD_TYPE);
  if (record === undefined) return undefined;
  const { layers } = parseManifest(await store.readManifest(record.digest, signal));
  const [layer] = layers;
  return layer && parseRecord(await readSmallBlob(store, layer, signal));
}
