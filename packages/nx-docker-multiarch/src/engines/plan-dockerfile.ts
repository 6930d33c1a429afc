import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Platform } from '@nx-docker-multiarch/oci/model';
import {
  parseDockerfile,
  planStages,
  type Directive,
  type Dockerfile,
  type StagePlan,
} from '../context/dockerfile/index.js';
import type { BuildPlan } from '../plan/index.js';

/** The Dockerfile of a plan. Errors: `DOCKERFILE_INVALID`. */
export async function readDockerfile({ dockerfile, workspaceRoot }: BuildPlan): Promise<Dockerfile> {
  return parseDockerfile(
    await readFile(dockerfile, 'utf8'),
    relative(workspaceRoot, dockerfile) || dockerfile,
  );
}

/** What to build for one platform, as far as the Dockerfile alone says. Errors: `DOCKERFILE_INVALID`. */
export function planPlatform(
  dockerfile: Dockerfile,
  { target, buildArgs, buildContexts }: BuildPlan,
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

/** The directive for a frontend, whoever's. */
export function findFrontend({ directives }: Dockerfile): Directive | undefined {
  return directives.find(({ name }) => name === 'syntax');
}

/** The directive for a frontend that could mean anything; `undefined` for Docker's own, in whatever version. */
export function findOtherFrontend(dockerfile: Dockerfile): Directive | undefined {
  const syntax = findFrontend(dockerfile);
  const isDockers = /^(?:docker\.io\/)?docker\/dockerfile:1(?:\.\d+)*(?:@\S+)?$/.test(syntax?.value ?? '');
  return isDockers ? undefined : syntax;
}
