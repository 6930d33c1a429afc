import {
  combineIndex,
  formatPlatform,
  type Descriptor,
  type EncodedDocument,
} from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import { settleAll } from '../errors/index.js';
import type { BuildPlan } from '../plan/index.js';
import type { BuiltPlatform } from './build-platforms.js';
import { provePlatform, type ListingCache, type Proof } from './prove/prove.js';
import type { RunTools } from './run-tools.js';

/** One platform's image that is known to be that platform's. */
export interface ProvedPlatform extends BuiltPlatform {
  readonly proof: Proof;
}

/** All platforms of one image, and the one document that every tag will point to. */
export interface ProvedImage {
  readonly root: EncodedDocument;
  readonly platforms: readonly ProvedPlatform[];
}

/** Proves each platform. Errors: `PLATFORM_MISMATCH`, and those of reading. */
export async function provePlatforms(
  built: readonly BuiltPlatform[],
  { signal, progress }: RunTools,
): Promise<ProvedPlatform[]> {
  progress(`proving ${built.map(({ platform }) => formatPlatform(platform)).join(', ')}`);
  const listings: ListingCache = new Map();
  const prove = async (one: BuiltPlatform): Promise<ProvedPlatform> => ({
    ...one,
    proof: await provePlatform(one.platform, one.content, listings, signal),
  });
  return settleAll(built.map(prove));
}

/** Joins the platforms under one index; a single manifest needs none unless the plan wants one. */
export async function combinePlatforms(
  { index }: BuildPlan,
  platforms: readonly ProvedPlatform[],
  signal: AbortSignal,
): Promise<ProvedImage> {
  const children = platforms.flatMap(({ content }) => [content.manifest, ...content.attestations]);
  const [only] = platforms;
  if (index === 'always' || children.length > 1 || !only) return { root: combineIndex(children), platforms };
  return { root: await only.content.store.readManifest(only.content.manifest.digest, signal), platforms };
}

/** The platform manifests and attestations, each with the store that holds it. */
export function contentsOf({
  platforms,
}: ProvedImage): readonly { descriptor: Descriptor; store: ImageStore }[] {
  return platforms.flatMap(({ content: { manifest, attestations, store } }) =>
    [manifest, ...attestations].map((descriptor) => ({ descriptor, store })),
  );
}
