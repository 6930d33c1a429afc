import { readFile } from 'node:fs/promises';
import { digestOf, type Digest, type Platform } from '@nx-docker-multiarch/oci/model';
import type { Dockerfile } from '../../context/dockerfile/index.js';
import { readDockerfile } from '../../engines/index.js';
import { CodedError, settleAll } from '../../errors/index.js';
import type { BuildJob, BuildPlan } from '../../plan/index.js';
import type { RunTools } from '../run-tools.js';
import { jobsOf } from '../jobs.js';
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
  const read = await tryDockerfile(asked);
  if (read === undefined) return jobsOf(asked).map((job) => ({ job, known: undefined }));
  const { dockerfile, reaches } = read;
  const plan = withOwnLabels(asked, reaches);
  const images = await pinImages(plan, dockerfile, reaches, tools);
  const describe = await createDescriber(plan, dockerfile, images, tools);
  const jobs = reaches.map(async (reach): Promise<IdentifiedJob> => {
    const { platform } = reach;
    const job = { plan: images.plan, platform, annotations: baseAnnotations(plan, reach, images) };
    return { job, known: await describe(reach) };
  });
  return settleAll(jobs);
}

/** Tells what determines a platform's result. */
async function createDescriber(
  plan: BuildPlan,
  dockerfile: Dockerfile,
  images: PinnedImages,
  tools: RunTools,
): Promise<(reach: PlatformReach) => Promise<KnownInputs | undefined>> {
  if (plan.cache.mode === 'off') return async () => undefined;
  const files = createFileReader(plan, tools);
  const digest = digestOf(await readFile(plan.dockerfile));
  const doubts = new Set<string>();
  return async (reach) => {
    const own = doubtsOf(plan, dockerfile, reach, images);
    for (const doubt of own.filter((each) => !doubts.has(each))) {
      doubts.add(doubt);
      tools.warn(`This build is not remembered: ${doubt}`);
    }
    if (own.length > 0) return undefined;
    const inputs = await describeInputs(plan, digest, reach, images, files, tools.sourceDateEpoch);
    return { inputs, inputDigest: inputDigest(inputs), bases: usedBases(reach, images) };
  };
}

/** What the Dockerfile says of itself is better than what is said by default. */
function withOwnLabels(plan: BuildPlan, reaches: readonly PlatformReach[]): BuildPlan {
  const written = new Set(reaches.flatMap((reach) => reach.labels));
  const isKept = (name: string): boolean => !plan.defaultLabels.includes(name) || !written.has(name);
  const labels = Object.fromEntries(Object.entries(plan.labels).filter(([name]) => isKept(name)));
  return { ...plan, labels };
}

interface ReadDockerfile {
  readonly dockerfile: Dockerfile;
  readonly reaches: readonly PlatformReach[];
}

/** `undefined` for a Dockerfile that can't be read here: the engine says best what is wrong with it. */
async function tryDockerfile(plan: BuildPlan): Promise<ReadDockerfile | undefined> {
  try {
    const dockerfile = await readDockerfile(plan);
    const reaches = plan.platforms.map((platform) => reachOfPlatform(dockerfile, plan, platform));
    return { dockerfile, reaches };
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
