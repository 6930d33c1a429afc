import { readFile } from 'node:fs/promises';
import { digestOf, type Digest, type Platform } from '@nx-docker-multiarch/oci/model';
import type { Dockerfile } from '../../context/dockerfile/index.js';
import { readDockerfile } from '../../engines/index.js';
import { CodedError, settleAll } from '../../errors/index.js';
import type { BuildJob, BuildPlan } from '../../plan/index.js';
import type { RunTools } from '../run-tools.js';
import { baseAnnotations } from './base-annotations.js';
import { describeInputs, doubtsOf } from './describe-inputs.js';
import { createFileReader } from './input-files.js';
import { isKnown, type FoundBase } from './base-images.js';
import { pinImages, type PinnedImages } from './pin-images.js';
import { inputDigest, type PlatformInputs } from './platform-inputs.js';
import { reachOfPlatform, type PlatformReach } from './platform-reach.js';

/** One platform's build, and what determines its result if that can be known beforehand. */
export interface IdentifiedJob {
  readonly job: BuildJob;
  readonly known: KnownInputs | undefined;
}

/** All that determines a result, and its digest: the cache key. */
export interface KnownInputs {
  readonly inputs: PlatformInputs;
  readonly inputDigest: Digest;
  /** What it is built from, to be looked into before the result is remembered. */
  readonly bases: readonly UsedBase[];
}

/** An image that a platform's build uses. */
export interface UsedBase {
  readonly name: string;
  readonly base: FoundBase;
  readonly platform: Platform;
}

/**
 * Pins the images that a plan's builds use, and says what determines each platform's result. What can't be known
 * beforehand is said once, as a warning, and is built in any case. Errors: `CONTEXT_INVALID`.
 */
export async function identifyJobs(asked: BuildPlan, tools: RunTools): Promise<readonly IdentifiedJob[]> {
  const dockerfile = await tryDockerfile(asked);
  const plan = dockerfile ? withOwnLabels(asked, dockerfile) : asked;
  if (dockerfile === undefined || plan.cache.mode === 'off')
    return plan.platforms.map((platform) => ({ job: { plan, platform, annotations: {} }, known: undefined }));
  const reaches = plan.platforms.map((platform) => reachOfPlatform(dockerfile, plan, platform));
  const images = await pinImages(plan, dockerfile, reaches, tools);
  const files = createFileReader(plan, tools);
  const digest = digestOf(await readFile(plan.dockerfile));
  const doubts = new Set<string>();
  const jobs = await settleAll(
    reaches.map(async (reach): Promise<IdentifiedJob> => {
      const job = {
        plan: images.plan,
        platform: reach.platform,
        annotations: baseAnnotations(plan, reach, images),
      };
      const own = doubtsOf(plan, dockerfile, reach, images);
      for (const doubt of own) doubts.add(doubt);
      if (own.length > 0) return { job, known: undefined };
      const inputs = await describeInputs(plan, digest, reach, images, files, tools.sourceDateEpoch);
      const known = { inputs, inputDigest: inputDigest(inputs), bases: usedBases(reach, images) };
      return { job, known };
    }),
  );
  for (const doubt of doubts) tools.warn(`Nothing of this build is remembered: ${doubt}`);
  return jobs;
}

/** What the Dockerfile says of itself is better than what is said by default. */
function withOwnLabels(plan: BuildPlan, { stages }: Dockerfile): BuildPlan {
  const written = stages.flatMap(({ instructions }) =>
    instructions.flatMap((one) => (one.kind === 'LABEL' ? one.pairs.map(({ name }) => name) : [])),
  );
  const isKept = (name: string): boolean => !plan.defaultLabels.includes(name) || !written.includes(name);
  const labels = Object.fromEntries(Object.entries(plan.labels).filter(([name]) => isKept(name)));
  return { ...plan, labels };
}

/** `undefined` for a Dockerfile that can't be read here: the engine says best what is wrong with it. */
async function tryDockerfile(plan: BuildPlan): Promise<Dockerfile | undefined> {
  try {
    const dockerfile = await readDockerfile(plan);
    for (const platform of plan.platforms) reachOfPlatform(dockerfile, plan, platform);
    return dockerfile;
  } catch (error) {
    if (error instanceof CodedError || (error as NodeJS.ErrnoException).syscall !== undefined)
      return undefined;
    throw error;
  }
}

function usedBases({ images }: PlatformReach, { bases }: PinnedImages): readonly UsedBase[] {
  return images.flatMap(({ reference, platform }) => {
    const base = bases.get(reference);
    return isKnown(base) ? [{ name: reference, base, platform }] : [];
  });
}
