import { formatPlatform, isSamePlatform, parseManifest } from '@nx-docker-multiarch/oci/model';
import { readImageConfig } from '@nx-docker-multiarch/oci/store';
import { reasonOrThrow, settleAll } from '../../errors/index.js';
import type { IdentifiedJob } from '../inputs/identify-jobs.js';
import type { BuildPlan } from '../../plan/index.js';
import { combinePlatforms, type ProvedPlatform } from '../proved-image.js';
import { isPublished, type FormerTags } from '../push-image.js';
import type { RunTools } from '../run-tools.js';
import { printable } from './printable.js';
import type { Miss, ResultCache } from './result-cache.js';

/** A platform that has to be built, and why. */
export interface MissingPlatform extends IdentifiedJob {
  readonly reason: string;
}

/** What a plan's platforms come from. */
export interface FoundPlatforms {
  /** What need not be built: it was proved when it was. */
  readonly cached: readonly ProvedPlatform[];
  readonly missing: readonly MissingPlatform[];
}

/**
 * Looks every platform up. What should not be so is said, and not used. Names that point to exactly this image were set
 * when it was verified; before they are set anew it is verified again.
 */
export async function findCached(
  plan: BuildPlan,
  jobs: readonly IdentifiedJob[],
  cache: ResultCache | undefined,
  former: FormerTags,
  tools: RunTools,
): Promise<FoundPlatforms> {
  const found = await settleAll(jobs.map((one) => lookUp(one, cache, tools)));
  const hits = found.filter(isHit);
  const isVerified =
    hits.length === jobs.length && isPublished(former, combinePlatforms(plan, hits).root.digest);
  const believed = isVerified ? found : await settleAll(found.map((one) => verifyHit(one, tools)));
  return {
    cached: believed.filter(isHit),
    missing: jobs.flatMap((one, position) => {
      const miss = believed[position] as ProvedPlatform | Miss;
      return isHit(miss) ? [] : [{ ...one, reason: warnOf(one, miss, tools) }];
    }),
  };
}

async function lookUp(
  { job, known }: IdentifiedJob,
  cache: ResultCache | undefined,
  { signal, now }: RunTools,
): Promise<ProvedPlatform | Miss> {
  const { platform, plan } = job;
  if (cache === undefined || !plan.cache.read) return { reason: 'nothing is looked up', isStrange: false };
  if (known === undefined) return { reason: 'its inputs are not known beforehand', isStrange: false };
  const startedMs = now();
  const image = await cache.find({ inputDigest: known.inputDigest, platform }, signal);
  if (!('store' in image)) return image;
  const { manifest, attestations, store, proof } = image;
  const durationMs = now() - startedMs;
  return { platform, outcome: 'cached', manifest, attestations, store, known, proof, durationMs };
}

function isHit(found: ProvedPlatform | Miss): found is ProvedPlatform {
  return 'store' in found;
}

/** An entry is anybody's word: before a name points to its image, the image itself has to say what it is for. */
async function verifyHit(found: ProvedPlatform | Miss, { signal }: RunTools): Promise<ProvedPlatform | Miss> {
  if (!isHit(found)) return found;
  const { store, manifest: descriptor, platform } = found;
  try {
    const manifest = parseManifest(await store.readManifest(descriptor.digest, signal));
    const says = (await readImageConfig(store, manifest, signal)).platform;
    if (isSamePlatform(says, platform)) return found;
    return { reason: `its image ${descriptor.digest} is for ${formatPlatform(says)}`, isStrange: true };
  } catch (error) {
    return { reason: reasonOrThrow(error, signal), isStrange: true };
  }
}

function warnOf({ job }: IdentifiedJob, { reason, isStrange }: Miss, { warn }: RunTools): string {
  const text = printable(reason);
  if (isStrange) warn(`What is remembered for ${formatPlatform(job.platform)} is not used: ${text}`);
  return text;
}
