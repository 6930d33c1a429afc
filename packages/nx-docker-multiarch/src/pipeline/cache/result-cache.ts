import type { Descriptor, Digest, Platform } from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import type { KnownInputs } from '../inputs/identify-jobs.js';
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
export type LookUp = CachedImage | { readonly reason: string; readonly isStrange: boolean };

/** What is to be remembered of one platform. */
export interface CacheItem extends CachedImage {
  readonly known: KnownInputs;
}

/** Results of builds, by the digest of their inputs. */
export interface ResultCache {
  find(inputDigest: Digest, platform: Platform, signal: AbortSignal): Promise<LookUp>;
  /** Remembers what is complete in its store. That it can't is no failure, but is told. */
  keep(item: CacheItem, signal: AbortSignal): Promise<void>;
  /** What an earlier image was made of; `undefined` if nothing is known of it. */
  findRecord(inputDigest: Digest, signal: AbortSignal): Promise<InputRecord | undefined>;
}
