import { checkLayoutTarget } from '@nx-docker-multiarch/oci/store';
import type { Engine } from '../engines/index.js';
import type { BuildPlan } from '../plan/index.js';
import { buildPlatforms } from './build-platforms.js';
import type { ImageResult, PlatformResult } from './image-result.js';
import { preflight } from './preflight.js';
import { combinePlatforms, provePlatforms, type ProvedPlatform } from './proved-image.js';
import { openTargets, pushImage } from './push-image.js';
import type { RunTools } from './run-tools.js';
import { loadIntoDocker, writeOutputLayout } from './write-outputs.js';

/**
 * Builds every platform, proves each, joins them under one document, and gives it out: to an OCI layout, to Docker, to the
 * registries, tags last. Whatever fails before the tags leaves every tag as it was.
 * Errors: `ENGINE_MISSING`, `BUILD_FAILED`, `PLATFORM_MISMATCH`, `LOAD_FAILED`, `CANCELLED`, `LAYOUT_INVALID`,
 * `REGISTRY_*`, `VERIFY_FAILED`.
 */
export async function buildImage(plan: BuildPlan, engine: Engine, tools: RunTools): Promise<ImageResult> {
  if (plan.outputPath !== undefined) await checkLayoutTarget(plan.outputPath);
  const targets = openTargets(plan, tools);
  await preflight(plan, engine, targets, tools);
  const built = await buildPlatforms(plan, engine, targets[0]?.store, tools);
  const proved = await provePlatforms(built, tools);
  const image = await combinePlatforms(plan, proved, tools.signal);
  await writeOutputLayout(plan, image, tools);
  const loaded = await loadIntoDocker(plan, image, tools);
  const pushed = await pushImage(plan, image, targets, tools);
  return {
    root: image.root.descriptor,
    platforms: proved.map(toResult),
    outputPath: plan.outputPath,
    loaded,
    ...pushed,
    bytesReceived: tools.bytesReceived(),
  };
}

function toResult({ platform, content, durationMs, proof }: ProvedPlatform): PlatformResult {
  const { manifest, attestations } = content;
  return { platform, outcome: 'built', manifest, attestations: attestations.length, proof, durationMs };
}
