import type { Descriptor, Digest, EncodedDocument, Platform } from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import type { KnownInputs } from '../inputs/identify-jobs.js';
import { isTooOld, parseEntry, type CacheEntry } from './cache-entry.js';
import type { InputRecord } from './input-record.js';
import type { Proof } from '../prove/prove.js';

/** A platform's image that was built of the same inputs before. */
export interface CachedImage {
  readonly manifest: Descriptor;
  readonly attestations: readonly Descriptor[];
  readonly store: ImageStore;
  readonly proof: Proof;
}

/** What a look-up gave: an image, or why there is none. What should not be so is `strange`, and worth a warning. */
export type LookUp = CachedImage | Miss;

/** Why a look-up gave no image. */
export interface Miss {
  /** No sentence. */
  readonly reason: string;
  readonly isStrange: boolean;
}

/** What is looked up. */
export interface Asked {
  readonly inputDigest: Digest;
  readonly platform: Platform;
}

/** What of an entry can be told without asking for its image: the entry, or why it is not used. */
export function readEntry(
  document: EncodedDocument,
  { inputDigest, platform }: Asked,
  maxAgeMs: number | undefined,
  now: Date,
): CacheEntry | Miss {
  const entry = parseEntry(document, inputDigest, platform);
  if (typeof entry === 'string') return { reason: entry, isStrange: true };
  if (isTooOld(entry, maxAgeMs, now))
    return { reason: `what was built ${entry.createdAt.toISOString()} is too old`, isStrange: false };
  return entry;
}

/** What is to be remembered of one platform. */
export interface CacheItem extends CachedImage {
  readonly known: KnownInputs;
  /** Whether its content came to where it is pushed. Never rejects. */
  readonly isPushed: Promise<boolean>;
}

/** Results of builds, by the digest of their inputs. */
export interface ResultCache {
  find(asked: Asked, signal: AbortSignal): Promise<LookUp>;
  /** Remembers what is complete in its store, once it is pushed. That it can't is no failure, but is told. */
  keep(item: CacheItem, signal: AbortSignal): Promise<void>;
  /** What an earlier image was made of; `undefined` if nothing is known of it. */
  findRecord(inputDigest: Digest, signal: AbortSignal): Promise<InputRecord | undefined>;
}
