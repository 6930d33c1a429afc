import { formatPlatform, isSamePlatform, type Platform } from '@nx-docker-multiarch/oci/model';
import { BUILDKIT_SYNTAX, findOtherFrontend, type Dockerfile } from '../../context/dockerfile/index.js';
import type { BuildPlan } from '../../plan/index.js';
import type { Finding } from '../engine.js';
import { planPlatform } from '../plan-dockerfile.js';
import type { BuilderNode } from './inspect.js';

/** What of a plan says what runs, and where. */
export type RunningPlan = Pick<BuildPlan, 'platforms' | 'target' | 'buildArgs' | 'buildContexts'>;

/**
 * A warning for each platform on which the Dockerfile runs something and that none of the nodes lists: BuildKit builds
 * the rest for any platform. Without a Dockerfile that can be understood, every platform of the plan counts.
 */
export function checkPlatforms(
  builderName: string,
  nodes: readonly BuilderNode[],
  plan: RunningPlan,
  dockerfile: Dockerfile | undefined,
): readonly Finding[] {
  const listed = nodes.flatMap(({ platforms }) => platforms);
  // A node names the platform of its own machine first.
  const [buildPlatform] = listed;
  // A node that the build will start has not said yet what it builds for.
  if (buildPlatform === undefined || nodes.some(({ platforms }) => platforms.length === 0)) return [];
  const isListed = (platform: Platform): boolean => listed.some((other) => isSamePlatform(other, platform));
  const runs = dockerfile && findRuns(dockerfile, plan, buildPlatform);
  if (runs === undefined) {
    return plan.platforms
      .filter((platform) => !isListed(platform))
      .map((platform) =>
        noEmulator(
          platform,
          `Builder ${builderName} does not list ${formatPlatform(platform)}: a RUN for it will fail, unless its stage is FROM --platform=$BUILDPLATFORM`,
        ),
      );
  }
  return [...runs]
    .filter(([, { platform }]) => !isListed(platform))
    .map(([name, { platform, where }]) => ({
      ...noEmulator(
        platform,
        `${where} runs something on ${name}, for which builder ${builderName} has no emulator`,
      ),
      platform,
    }));
}

interface FirstRun {
  readonly platform: Platform;
  /** `Dockerfile:7`. */
  readonly where: string;
}

/** Where each platform's first program is run, by the platform's name; `undefined` if only BuildKit can tell. */
function findRuns(
  dockerfile: Dockerfile,
  plan: RunningPlan,
  buildPlatform: Platform,
): ReadonlyMap<string, FirstRun> | undefined {
  if (findOtherFrontend(dockerfile, plan.buildArgs[BUILDKIT_SYNTAX]) !== undefined) return undefined;
  const found = new Map<string, FirstRun>();
  try {
    for (const target of plan.platforms) {
      for (const { platform, runs } of planPlatform(dockerfile, plan, target, buildPlatform).stages) {
        const name = formatPlatform(platform);
        const [first] = runs;
        if (first && !found.has(name))
          found.set(name, { platform, where: `${dockerfile.name}:${first.line}` });
      }
    }
  } catch {
    // What is wrong with it, if anything is, BuildKit says best.
    return undefined;
  }
  return found;
}

/** How programs of a platform's architecture can be run where the builder is. */
export function hintAtEmulator({ architecture }: Platform): string {
  return `Install an emulator where the builder runs: docker run --privileged --rm tonistiigi/binfmt --install ${architecture}`;
}

function noEmulator(platform: Platform, message: string): Finding {
  return { severity: 'warning', message, hint: hintAtEmulator(platform) };
}
