import type { Descriptor, Platform, Reference } from '@nx-docker-multiarch/oci/model';
import type { LoadedImage } from '../engines/index.js';
import type { Proof } from './prove/prove.js';

/** One platform of a finished image. */
export interface PlatformResult {
  readonly platform: Platform;
  /** `cached`: built of the same inputs before, by whomever. */
  readonly outcome: 'built' | 'cached';
  /** The platform's manifest. */
  readonly manifest: Descriptor;
  /** How many attestation manifests stand beside it. */
  readonly attestations: number;
  readonly proof: Proof;
  readonly durationMs: number;
}

/** A name that was pointed to the image. */
export interface TagResult {
  readonly reference: Reference;
  /**
   * Whether it pointed nowhere before the run, to something else, or to this image already; or was pointed to yet another
   * image by somebody else before it was read back.
   */
  readonly outcome: 'created' | 'moved' | 'unchanged' | 'overtaken';
  /** Bytes of blobs that this process sent to the name's repository; names of one repository share them. */
  readonly bytesSent: number;
}

/** What a finished run leaves behind. */
export interface ImageResult {
  /** What every tag points to: an index, or the manifest itself where there is just one. */
  readonly root: Descriptor;
  readonly platforms: readonly PlatformResult[];
  /** The names that were pointed to it in registries. */
  readonly tags: readonly TagResult[];
  /** The folder of the OCI layout, if one was written. */
  readonly outputPath: string | undefined;
  /** What Docker now has, if the image was loaded. */
  readonly loaded: LoadedImage | undefined;
  /** Bytes of blobs that this process sent to all repositories; an engine that pushes by itself sends its own. */
  readonly bytesSent: number;
  /** Bytes of documents and blobs that this process read of all repositories; an engine's own process reads its own. */
  readonly bytesReceived: number;
}
