import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Platform } from '@nx-docker-multiarch/oci/model';
import {
  BUILDKIT_SYNTAX,
  findOtherFrontend,
  parseDirectives,
  parseDockerfile,
  planStages,
  type Dockerfile,
  type StagePlan,
} from '../context/dockerfile/index.js';
import type { BuildPlan } from '../plan/index.js';

/** The Dockerfile of a plan. Errors: `DOCKERFILE_INVALID`. */
export async function readDockerfile(plan: BuildPlan): Promise<Dockerfile> {
  return parsePlanned(await readFile(plan.dockerfile), plan);
}

/** The bytes of a plan's Dockerfile, read. Errors: `DOCKERFILE_INVALID`. */
export function parsePlanned(bytes: Uint8Array, plan: BuildPlan): Dockerfile {
  return parseDockerfile(Buffer.from(bytes).toString(), nameOf(plan));
}

/** Whether the frontend of a plan's Dockerfile could mean anything, also where the text is no Dockerfile. Errors: `DOCKERFILE_INVALID`. */
export async function hasOtherFrontend(plan: BuildPlan): Promise<boolean> {
  const directives = parseDirectives(await readFile(plan.dockerfile, 'utf8'), nameOf(plan));
  return findOtherFrontend({ directives }, plan.buildArgs[BUILDKIT_SYNTAX]) !== undefined;
}

function nameOf({ dockerfile, workspaceRoot }: BuildPlan): string {
  return relative(workspaceRoot, dockerfile) || dockerfile;
}

/** What to build for one platform, as far as the Dockerfile alone says. Errors: `DOCKERFILE_INVALID`. */
export function planPlatform(
  dockerfile: Dockerfile,
  { target, buildArgs, buildContexts }: Pick<BuildPlan, 'target' | 'buildArgs' | 'buildContexts'>,
  platform: Platform,
  buildPlatform: Platform,
): StagePlan {
  return planStages(dockerfile, {
    platform,
    buildPlatform,
    ...(target !== undefined && { target }),
    buildArgs: new Map(Object.entries(buildArgs)),
    namedContexts: new Set(Object.keys(buildContexts)),
  });
}
