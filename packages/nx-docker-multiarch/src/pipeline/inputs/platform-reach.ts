import { parsePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import type { Dockerfile, Instruction, PlannedStage, StagePlan } from '../../context/dockerfile/index.js';
import { findReach, type Reach } from '../../context/reach/index.js';
import { planPlatform } from '../../engines/index.js';
import type { BuildPlan } from '../../plan/index.js';

/** What one platform's image can depend on, as far as the Dockerfile says. */
export interface PlatformReach extends Reach {
  readonly platform: Platform;
  /** The image that the target is built on, through other stages if need be; `undefined` if it is none with a name. */
  readonly base: string | undefined;
  /** The platform of that image. */
  readonly basePlatform: Platform;
  /** The images that stages begin with: by their own names, or by those of contexts. */
  readonly starts: readonly StageStart[];
  /** The names of the labels that the target's stages set. */
  readonly labels: readonly string[];
}

/** An image that a stage begins with. */
export interface StageStart {
  readonly name: string;
  readonly platform: Platform;
  readonly isContext: boolean;
}

/** The build runs on either, and the key must be the same on both. */
const BUILD_PLATFORMS = ['linux/amd64', 'linux/arm64'].map(parsePlatform);

/** Reads what a platform's image can depend on out of its Dockerfile. Errors: `DOCKERFILE_INVALID`. */
export function reachOfPlatform(dockerfile: Dockerfile, plan: BuildPlan, platform: Platform): PlatformReach {
  const plans = BUILD_PLATFORMS.map((build) => planPlatform(dockerfile, plan, platform, build));
  const stages = targetStages(plans[0] as StagePlan);
  const base = stages.at(-1)?.base;
  return {
    ...findReach(plans),
    platform,
    base: base?.kind === 'image' ? base.reference : undefined,
    basePlatform: base?.kind === 'image' ? base.platform : platform,
    starts: distinct(plans.flatMap((one) => one.stages.flatMap(startOf))),
    labels: stages.flatMap(({ instructions }) => instructions.flatMap(labelsOf)),
  };
}

/** The target, and the stages that it is built on. */
function targetStages({ stages }: StagePlan): readonly PlannedStage[] {
  const chain = stages.slice(-1);
  for (let base = chain[0]?.base; base?.kind === 'stage'; base = chain.at(-1)?.base) {
    const { index } = base;
    chain.push(...stages.filter(({ stage }) => stage.index === index));
  }
  return chain;
}

function startOf({ base }: PlannedStage): readonly StageStart[] {
  if (base.kind !== 'image' && base.kind !== 'context') return [];
  const isContext = base.kind === 'context';
  return [{ name: isContext ? base.name : base.reference, platform: base.platform, isContext }];
}

/** Most stages begin with the same image, on whatever platform the build runs. */
function distinct(starts: readonly StageStart[]): readonly StageStart[] {
  return [...new Map(starts.map((start) => [JSON.stringify(start), start])).values()];
}

function labelsOf(instruction: Instruction): readonly string[] {
  return instruction.kind === 'LABEL' ? instruction.pairs.map(({ name }) => name) : [];
}
