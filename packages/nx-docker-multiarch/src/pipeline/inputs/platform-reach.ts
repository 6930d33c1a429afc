import { parsePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import type { Dockerfile, Source, StagePlan } from '../../context/dockerfile/index.js';
import { findReach, type Reach } from '../../context/reach/index.js';
import { planPlatform } from '../../engines/index.js';
import type { BuildPlan } from '../../plan/index.js';

/** What one platform's image can depend on, as far as the Dockerfile says. */
export interface PlatformReach extends Reach {
  readonly platform: Platform;
  /** The image that the target is built on, through other stages if need be; `undefined` if it is none with a name. */
  readonly base: string | undefined;
}

/** The build runs on either, and the key must be the same on both. */
const BUILD_PLATFORMS = ['linux/amd64', 'linux/arm64'].map(parsePlatform);

/** Reads what a platform's image can depend on out of its Dockerfile. Errors: `DOCKERFILE_INVALID`. */
export function reachOfPlatform(dockerfile: Dockerfile, plan: BuildPlan, platform: Platform): PlatformReach {
  const plans = BUILD_PLATFORMS.map((build) => planPlatform(dockerfile, plan, platform, build));
  return { ...findReach(plans), platform, base: baseOf(plans[0] as StagePlan) };
}

function baseOf({ stages }: StagePlan): string | undefined {
  let source: Source | undefined = stages.at(-1)?.base;
  while (source?.kind === 'stage') {
    const { index } = source;
    source = stages.find(({ stage }) => stage.index === index)?.base;
  }
  return source?.kind === 'image' ? source.reference : undefined;
}
