import { formatPlatform, isSamePlatform, parsePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import {
  parseDockerfile,
  planStages,
  type Dockerfile,
  type PlannedStage,
  type StagePlan,
} from '../context/dockerfile/index.js';
import type { LintFacts } from './lint-facts.js';

/** A Dockerfile with all that rules ask of it. */
export interface Subject {
  readonly dockerfile: Dockerfile;
  readonly facts: LintFacts;
  /** One for each platform of the image and each machine that may build it: what holds must hold in all of them. */
  readonly plans: readonly StagePlan[];
  /** Every stage that one of the plans needs, in the order written. */
  readonly stages: readonly LintedStage[];
}

/** A stage, and what becomes of it in the plans that need it. */
export interface LintedStage extends Pick<PlannedStage, 'stage'> {
  readonly uses: readonly StageUse[];
  /** The indexes of the stages that it is built on: each platform may have another one. */
  readonly bases: readonly number[];
  /** The platforms of the image that it is needed for. */
  readonly targets: readonly Platform[];
  /** Whose platform it has: that of the image, that of the machine that builds, or neither, a constant say. */
  readonly runsOn: 'target' | 'build' | 'constant';
}

/** A stage in one of the plans. */
export interface StageUse {
  readonly plan: StagePlan;
  readonly planned: PlannedStage;
}

/** Whatever machine it is linted on, the verdict is the same. */
const BUILD_PLATFORMS = ['linux/amd64', 'linux/arm64'].map(parsePlatform);

/** A Dockerfile, read and planned. `name` is what errors call it. Errors: `DOCKERFILE_INVALID`, `DOCKERFILE_UNSUPPORTED`. */
export function createSubject(text: string, name: string, facts: LintFacts): Subject {
  const dockerfile = parseDockerfile(text, name);
  const { target, buildArgs, namedContexts } = facts;
  const plans = facts.platforms.flatMap((platform) =>
    BUILD_PLATFORMS.map((buildPlatform) =>
      planStages(dockerfile, {
        platform,
        buildPlatform,
        ...(target !== undefined && { target }),
        buildArgs,
        namedContexts,
      }),
    ),
  );
  return { dockerfile, facts, plans, stages: collectStages(plans) };
}

function collectStages(plans: readonly StagePlan[]): readonly LintedStage[] {
  const uses = new Map<number, StageUse[]>();
  for (const plan of plans)
    for (const planned of plan.stages) {
      const { index } = planned.stage;
      uses.set(index, [...(uses.get(index) ?? []), { plan, planned }]);
    }
  return [...uses]
    .sort(([left], [right]) => left - right)
    .flatMap(([, all]) => {
      const stage = all[0]?.planned.stage;
      if (stage === undefined) return [];
      return [{ stage, uses: all, bases: basesOf(all), targets: targetsOf(all), runsOn: platformOf(all) }];
    });
}

function basesOf(uses: readonly StageUse[]): readonly number[] {
  return [...new Set(uses.flatMap(({ planned: { base } }) => (base.kind === 'stage' ? [base.index] : [])))];
}

function targetsOf(uses: readonly StageUse[]): readonly Platform[] {
  const byName = uses.map(({ plan: { facts } }) => [formatPlatform(facts.platform), facts.platform] as const);
  return [...new Map(byName).values()];
}

function platformOf(uses: readonly StageUse[]): LintedStage['runsOn'] {
  const isAlways = (of: 'platform' | 'buildPlatform'): boolean =>
    uses.every(({ plan, planned }) => isSamePlatform(planned.platform, plan.facts[of]));
  if (isAlways('platform')) return 'target';
  return isAlways('buildPlatform') ? 'build' : 'constant';
}
