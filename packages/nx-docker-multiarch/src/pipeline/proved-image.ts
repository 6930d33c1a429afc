import {
  combineIndex,
  formatPlatform,
  type Descriptor,
  type EncodedDocument,
  type Platform,
} from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import { settleAll } from '../errors/index.js';
import type { BuildPlan } from '../plan/index.js';
import type { BuiltPlatform } from './build-platforms.js';
import { INPUT_DIGEST } from './cache/cache-entry.js';
import type { KnownInputs } from './inputs/identify-jobs.js';
import { provePlatform, type ListingCache, type Proof } from './prove/prove.js';
import type { RunTools } from './run-tools.js';

/** One platform's image that is known to be that platform's. */
export interface ProvedPlatform {
  readonly platform: Platform;
  readonly outcome: 'built' | 'cached';
  readonly manifest: Descriptor;
  readonly attestations: readonly Descriptor[];
  /** Holds all of it. */
  readonly store: ImageStore;
  readonly known: KnownInputs | undefined;
  readonly proof: Proof;
  readonly durationMs: number;
}

/** All platforms of one image, in the order of the plan, and the one document that every tag will point to. */
export interface ProvedImage {
  readonly root: Descriptor;
  /** Its bytes. That of a single platform is read where it is, and only if somebody asks. */
  readRoot(signal: AbortSignal): Promise<EncodedDocument>;
  readonly platforms: readonly ProvedPlatform[];
}

/** Proves each platform that was built. Errors: `PLATFORM_MISMATCH`, and those of reading. */
export async function provePlatforms(
  built: readonly BuiltPlatform[],
  { signal, progress }: RunTools,
): Promise<readonly ProvedPlatform[]> {
  if (built.length === 0) return [];
  progress(`proving ${built.map(({ job }) => formatPlatform(job.platform)).join(', ')}`);
  const listings: ListingCache = new Map();
  const prove = async ({ job, known, content, durationMs }: BuiltPlatform): Promise<ProvedPlatform> => {
    const { platform } = job;
    const { manifest, attestations, store } = content;
    const proof = await provePlatform(platform, content, listings, signal);
    return { platform, outcome: 'built', manifest, attestations, store, known, proof, durationMs };
  };
  return settleAll(built.map(prove));
}

/** Joins the platforms under one index; a single manifest needs none unless the plan wants one. */
export function combinePlatforms(plan: BuildPlan, platforms: readonly ProvedPlatform[]): ProvedImage {
  const ordered = plan.platforms.flatMap((one) => platforms.find(({ platform }) => platform === one) ?? []);
  const only = onlyManifest(plan, ordered);
  if (only) {
    const { mediaType, digest, size } = only.manifest;
    const readRoot = (signal: AbortSignal) => only.store.readManifest(digest, signal);
    return { root: { mediaType, digest, size }, readRoot, platforms: ordered };
  }
  const index = combineIndex(childrenOf(ordered));
  return { root: index.descriptor, readRoot: async () => index, platforms: ordered };
}

/** The platform manifests and attestations, each with the store that holds it. */
export function contentsOf({
  platforms,
}: ProvedImage): readonly { descriptor: Descriptor; store: ImageStore }[] {
  return platforms.flatMap(({ manifest, attestations, store }) =>
    [manifest, ...attestations].map((descriptor) => ({ descriptor, store })),
  );
}

function onlyManifest(
  { index }: BuildPlan,
  platforms: readonly ProvedPlatform[],
): ProvedPlatform | undefined {
  const [only] = platforms;
  return index === 'auto' && platforms.length === 1 && only?.attestations.length === 0 ? only : undefined;
}

/** Each image says what it was made of, so that one gets from a tag to what is recorded of it. */
function childrenOf(platforms: readonly ProvedPlatform[]): readonly Descriptor[] {
  return platforms.flatMap(({ manifest, attestations, known }) => {
    const annotations = known && { ...manifest.annotations, [INPUT_DIGEST]: known.inputDigest };
    return [{ ...manifest, ...(annotations && { annotations }) }, ...attestations];
  });
}
