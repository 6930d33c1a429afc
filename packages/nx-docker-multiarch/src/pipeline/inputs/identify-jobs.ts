import { readFile } from 'node:fs/promises';
import { digestOf, type Digest, type Platform } from '@nx-docker-multiarch/oci/model';
import type { Dockerfile } from '../../context/dockerfile/index.js';
import { parsePlanned } from '../../engines/index.js';
import { knownReason, reasonOrThrow, settleAll } from '../../errors/index.js';
import type { BuildJob, BuildPlan } from '../../plan/index.js';
import type { RunTools } from '../run-tools.js';
import { jobsOf } from '../jobs.js';
import { baseAnnotations } from './base-annotations.js';
import { describeInputs, doubtsOf, foldersOf } from './describe-inputs.js';
import { createFileReader, type FileReader, type ReadFiles } from './input-files.js';
import { isKnown, type FoundBase } from './base-images.js';
import { expectPlatforms } from './expect-platforms.js';
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
  /** The images that stages begin with, to be looked into before the result is remembered. */
  readonly bases: readonly UsedBase[];
  /** What was found in the folders, for an engine that reads files only if they are as they were then. */
  readonly findScan: FileReader['findScan'];
  /** Whether what was built was made of these files. */
  isStill(): Promise<boolean>;
}

/** An image that a platform's build uses. */
export interface UsedBase {
  readonly name: string;
  readonly base: FoundBase;
  readonly platform: Platform;
}

/**
 * Pins the images that a plan's builds use, and says what determines each platform's result. What can't be known
 * beforehand is said once, as a warning, and is built in any case. Errors: `CONTEXT_INVALID`, and `BASE_IMAGE_MISSING`
 * for a base that is not there for a platform.
 */
export async function identifyJobs(asked: BuildPlan, tools: RunTools): Promise<readonly IdentifiedJob[]> {
  const isRemembered = asked.cache.mode !== 'off';
  const read = await readPlans(asked);
  if ('reason' in read) {
    if (isRemembered) tools.warn(`This build is not remembered: ${read.reason}`);
    return jobsOf(asked).map((job) => ({ job, known: undefined }));
  }
  const plan = withOwnLabels(asked, read.reaches);
  const files = isRemembered ? createFileReader(plan, tools) : undefined;
  const [images] = await settleAll([
    pinImages(plan, read.dockerfile, read.reaches, tools),
    ...(files ? read.reaches.map((reach) => startReading(plan, reach, files)) : []),
  ]);
  expectPlatforms(read.dockerfile, read.reaches, images);
  const describe = files ? createDescriber(plan, read, images, files, tools) : async () => undefined;
  const jobs = read.reaches.map(async (reach): Promise<IdentifiedJob> => {
    const { platform } = reach;
    const job = { plan: images.plan, platform, annotations: baseAnnotations(plan, reach, images) };
    return { job, known: await describe(reach) };
  });
  return settleAll(jobs);
}

/** Reads files while the registries are asked; what can't be read is told by who needs it. */
async function startReading(plan: BuildPlan, reach: PlatformReach, { read }: FileReader): Promise<void> {
  if (reach.uncacheable.length > 0) return;
  await Promise.allSettled(foldersOf(plan, reach).map(({ name, only }) => read(name, only)));
}

/** Tells what determines a platform's result. */
function createDescriber(
  plan: BuildPlan,
  { dockerfile, digest }: ReadDockerfile,
  images: PinnedImages,
  files: FileReader,
  tools: RunTools,
): (reach: PlatformReach) => Promise<KnownInputs | undefined> {
  const warnOnce = createWarning(tools);
  const describe = async (reach: PlatformReach, read: ReadFiles, bytes: Digest): Promise<PlatformInputs> =>
    describeInputs(plan, bytes, reach, images, read, tools.sourceDateEpoch);
  let later: ReadFiles | undefined;
  return async (reach) => {
    const doubts = doubtsOf(plan, dockerfile, reach, images);
    doubts.forEach(warnOnce);
    if (doubts.length > 0) return undefined;
    try {
      const inputs = await describe(reach, files.read, digest);
      const key = inputDigest(inputs);
      const isStill = async (): Promise<boolean> => {
        const bytes = digestOf(await readFile(plan.dockerfile));
        // The embedded engine reads no file that is not as it was scanned.
        const hasLooked = plan.engine === 'embedded' && files.foundAll();
        if (bytes === digest && (hasLooked || (await files.isAsScanned()))) return true;
        later ??= createFileReader(plan, tools).read;
        return inputDigest(await describe(reach, later, bytes)) === key;
      };
      return {
        ...{ inputs, inputDigest: key, bases: usedBases(reach, images), findScan: files.findScan },
        isStill: () => orGone(isStill(), tools.signal),
      };
    } catch (error) {
      // What the engine itself reads may be less, and what it can't read it says better.
      warnOnce(reasonOrThrow(error, tools.signal));
      return undefined;
    }
  };
}

/** What can't be read any more is not as it was. */
async function orGone(isStill: Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  try {
    return await isStill;
  } catch (error) {
    signal.throwIfAborted();
    if (whyUnreadable(error) === undefined) throw error;
    return false;
  }
}

function createWarning({ warn }: RunTools): (doubt: string) => void {
  const said = new Set<string>();
  return (doubt) => {
    if (!said.has(doubt)) warn(`This build is not remembered: ${doubt}`);
    said.add(doubt);
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
  /** Of its bytes. */
  readonly digest: Digest;
  readonly reaches: readonly PlatformReach[];
}

/** A Dockerfile that can't be read here is no failure: the engine says best what is wrong with it. */
async function readPlans(plan: BuildPlan): Promise<ReadDockerfile | { readonly reason: string }> {
  try {
    const bytes = await readFile(plan.dockerfile);
    const dockerfile = parsePlanned(bytes, plan);
    const reaches = plan.platforms.map((platform) => reachOfPlatform(dockerfile, plan, platform));
    return { dockerfile, digest: digestOf(bytes), reaches };
  } catch (error) {
    const reason = whyUnreadable(error);
    if (reason === undefined) throw error;
    return { reason };
  }
}

/** What the disc says, or a known error; `undefined` is a bug. */
function whyUnreadable(error: unknown): string | undefined {
  const { syscall, message } = error as NodeJS.ErrnoException;
  return syscall === undefined ? knownReason(error) : message;
}

function usedBases({ starts }: PlatformReach, { bases, contexts }: PinnedImages): readonly UsedBase[] {
  return starts.flatMap(({ name, platform, isContext }) => {
    const base = (isContext ? contexts : bases).get(name);
    return isKnown(base) ? [{ name, base, platform }] : [];
  });
}
