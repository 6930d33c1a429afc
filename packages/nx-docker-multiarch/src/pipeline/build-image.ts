import { checkLayoutTarget } from '@nx-docker-multiarch/oci/store';
import type { Engine } from '../engines/index.js';
import { settleAll } from '../errors/index.js';
import type { BuildPlan } from '../plan/index.js';
import { buildPlatforms } from './build-platforms.js';
import { explainPlatforms } from './cache/explain.js';
import { findCached } from './cache/find-cached.js';
import { keepResults } from './cache/keep-results.js';
import { openCache } from './cache/open-cache.js';
import type { ImageResult, PlatformResult } from './image-result.js';
import { identifyJobs } from './inputs/identify-jobs.js';
import { preflight } from './preflight.js';
import { combinePlatforms, provePlatforms, type ProvedPlatform } from './proved-image.js';
import {
  isInPlace,
  openTargets,
  pointTags,
  pushContents,
  toTagResults,
  type BytesSent,
} from './push-image.js';
import type { RunTools } from './run-tools.js';
import { loadIntoDocker, writeOutputLayout } from './write-outputs.js';

/**
 * Builds the platforms that nobody has built of the same inputs, proves them, joins all under one document, and gives it
 * out: to an OCI layout, to Docker, to the registries, tags last. Whatever fails before the tags leaves every tag as it was.
 * Errors: `ENGINE_MISSING`, `BUILD_FAILED`, `PLATFORM_MISMATCH`, `LOAD_FAILED`, `CANCELLED`, `CONTEXT_INVALID`, `BASE_IMAGE_MISSING`,
 * `LAYOUT_INVALID`, `REGISTRY_*`, `VERIFY_FAILED`.
 */
export async function buildImage(plan: BuildPlan, engine: Engine, tools: RunTools): Promise<ImageResult> {
  if (plan.outputPath !== undefined) await checkLayoutTarget(plan.outputPath);
  const targets = openTargets(plan, tools);
  const [former, jobs] = await settleAll([preflight(plan, targets, tools), identifyJobs(plan, tools)]);
  const cache = openCache(plan, targets, tools);
  const found = await findCached(plan, jobs, cache, former, tools);
  await explainPlatforms(plan, found, cache, targets, former, tools);
  const built = await buildPlatforms(found.missing, engine, targets[0]?.store, tools);
  const proved = [...found.cached, ...(await provePlatforms(built, tools))];
  const image = combinePlatforms(plan, proved);
  await writeOutputLayout(plan, image, tools);
  const loaded = await loadIntoDocker(plan, image, tools);
  const isDone = await isInPlace(image, targets, former, tools.signal);
  const pushing: Promise<BytesSent> = isDone
    ? Promise.resolve(new Map())
    : pushContents(image, targets, tools);
  const pointing = pushing.then((sent) =>
    isDone ? toTagResults(image, targets, former, sent) : pointTags(plan, image, targets, sent, tools),
  );
  const [sent, tags] = await settleAll([
    pushing,
    pointing,
    keepResults(plan, image, cache, [pushing, pointing], tools),
  ]);
  return {
    root: image.root,
    platforms: image.platforms.map(toResult),
    outputPath: plan.outputPath,
    loaded,
    tags,
    bytesSent: [...sent.values()].reduce((sum, bytes) => sum + bytes, 0),
    bytesReceived: tools.bytesReceived(),
  };
}

function toResult({
  platform,
  outcome,
  manifest,
  attestations,
  proof,
  durationMs,
}: ProvedPlatform): PlatformResult {
  return { platform, outcome, manifest, attestations: attestations.length, proof, durationMs };
}
