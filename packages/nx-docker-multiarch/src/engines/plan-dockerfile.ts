import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Platform } from '@nx-docker-multiarch/oci/model';
import {
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

/** The build argument by which BuildKit lets a user name the frontend. */
export const BUILDKIT_SYNTAX = 'BUILDKIT_SYNTAX';

/** What reads a Dockerfile instead of the builder itself. */
export interface Frontend {
  /** The image's name, as written. */
  readonly name: string;
  /** Whether it is Docker's own, in whatever version: then the Dockerfile means what is said here. */
  readonly isDockers: boolean;
  /** Whether it knows named contexts: Docker's own does from 1.4 on. */
  readonly hasContexts: boolean;
  /** Of the directive; 1 without one. */
  readonly line: number;
}

const DOCKERS = /^(?:docker\.io\/)?docker\/dockerfile:1(?:\.(\d+))?(?:\.\d+)*(?:@\S+)?$/;

/** The frontend that the build argument, where it is given, or the Dockerfile's directive asks for. */
export function findFrontend(
  { directives }: Pick<Dockerfile, 'directives'>,
  buildArg: string | undefined,
): Frontend | undefined {
  const directive = directives.find(({ name }) => name === 'syntax');
  // BuildKit takes the first word, and leaves the rest to the frontend.
  const [name = ''] = (buildArg ?? directive?.value ?? '').split(/\s+/);
  if (name === '') return undefined;
  const [match, minor] = DOCKERS.exec(name) ?? [];
  const isDockers = match !== undefined;
  const hasContexts = isDockers && Number(minor ?? Infinity) >= 4;
  return { name, isDockers, hasContexts, line: directive?.line ?? 1 };
}

/** The frontend if it is one that could mean anything. */
export function findOtherFrontend(
  dockerfile: Pick<Dockerfile, 'directives'>,
  buildArg: string | undefined,
): Frontend | undefined {
  const frontend = findFrontend(dockerfile, buildArg);
  return frontend?.isDockers === false ? frontend : undefined;
}
