import type { Platform } from '@nx-docker-multiarch/oci/model';
import {
  parseTriggers,
  withTriggers,
  type Dockerfile,
  type Instruction,
  type PlannedStage,
  type StagePlan,
} from '../../context/dockerfile/index.js';
import type { BuildPlan } from '../../plan/index.js';
import { planPlatform } from '../plan-dockerfile.js';
import type { BaseImage } from './base-image.js';

/**
 * What to build for one platform, with what the base images ask for by `ONBUILD` put first in the stages that name
 * them. What is put there may need stages whose bases ask again. Errors: `DOCKERFILE_INVALID`.
 */
export async function planWithTriggers(
  dockerfile: Dockerfile,
  plan: BuildPlan,
  platform: Platform,
  buildPlatform: Platform,
  openBase: (stage: PlannedStage) => Promise<BaseImage | undefined>,
): Promise<StagePlan> {
  const triggers = new Map<number, readonly Instruction[]>();
  for (;;) {
    const stages = planPlatform(withTriggers(dockerfile, triggers), plan, platform, buildPlatform);
    const unread = stages.stages.filter(({ stage }) => !triggers.has(stage.index));
    if (unread.length === 0) return stages;
    for (const planned of unread) {
      const asked = (await openBase(planned))?.draft.config.OnBuild ?? [];
      triggers.set(planned.stage.index, parseTriggers(asked, dockerfile, planned.stage));
    }
  }
}
