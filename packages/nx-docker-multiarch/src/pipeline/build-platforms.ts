import type { Platform } from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import type { Engine, PlatformContent } from '../engines/index.js';
import { CodedError, settleEach } from '../errors/index.js';
import type { BuildPlan } from '../plan/index.js';
import type { RunTools } from './run-tools.js';

/** What the engine made of one platform, and how long it took. */
export interface BuiltPlatform {
  readonly platform: Platform;
  readonly content: PlatformContent;
  readonly durationMs: number;
}

/**
 * Builds the platforms of a plan, `jobs` of them at once, in the plan's order. The first failure cancels the
 * others, and is passed on when all have come to their end. Errors: those of the engine.
 */
export async function buildPlatforms(
  plan: BuildPlan,
  engine: Engine,
  target: ImageStore | undefined,
  tools: RunTools,
): Promise<BuiltPlatform[]> {
  const siblings = new AbortController();
  const scope = {
    directory: tools.directory,
    target,
    signal: AbortSignal.any([tools.signal, siblings.signal]),
    progress: (of: Platform, line: string) => tools.progress(line, of),
  };
  const build = async (platform: Platform): Promise<BuiltPlatform> => {
    const startedMs = tools.now();
    try {
      const content = await engine.build({ plan, platform }, scope);
      return { platform, content, durationMs: tools.now() - startedMs };
    } catch (error) {
      siblings.abort();
      throw error;
    }
  };
  try {
    return await settleEach(plan.platforms, plan.jobs, build);
  } catch (error) {
    tools.signal.throwIfAborted();
    throw withoutCancelled(error);
  }
}

/** The failures themselves, without those of builds that were cancelled because of them. */
function withoutCancelled(error: unknown): unknown {
  if (!(error instanceof AggregateError)) return error;
  const causes = error.errors.filter((each) => !(each instanceof CodedError && each.code === 'CANCELLED'));
  return causes.length === 1 ? causes[0] : new AggregateError(causes, `${causes.length} failures`);
}
