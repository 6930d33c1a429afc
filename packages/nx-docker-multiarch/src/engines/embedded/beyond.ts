import type { Platform } from '@nx-docker-multiarch/oci/model';
import type { BuildPlan } from '../../plan/index.js';
import { planPlatform, readDockerfile } from '../plan-dockerfile.js';
import { kindOfContext } from './named-context.js';
import { findUnsupported } from './unsupported.js';

/**
 * What of a plan's Dockerfile and context this engine can't do, for any of its platforms: `Dockerfile:3: RUN needs a
 * builder`, in the order of lines, each once; empty if it can build all of it. Errors: `DOCKERFILE_INVALID`.
 */
export async function findBeyondEmbedded(
  plan: BuildPlan,
  buildPlatform: Platform,
): Promise<readonly string[]> {
  if (kindOfContext(plan.context) !== 'folder') return ['the build context is on another machine'];
  const dockerfile = await readDockerfile(plan);
  const found = plan.platforms.flatMap((platform) =>
    findUnsupported(planPlatform(dockerfile, plan, platform, buildPlatform), (name) =>
      kindOfContext(plan.buildContexts[name]),
    ),
  );
  return [...new Set(found.map(({ line, what }) => `${dockerfile.name}:${line}: ${what}`))];
}
