import type { Platform } from '@nx-docker-multiarch/oci/model';
import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import type { BuildJobs, Engine, PlatformContent } from '../engines/index.js';
import { CodedError } from '../errors/index.js';
import type { BuildJob, BuildPlan } from '../plan/index.js';
import type { RunTools } from './run-tools.js';

/** What the engine made of one platform, and how long the build took that it was part of. */
export interface BuiltPlatform {
  readonly platform: Platform;
  readonly content: PlatformContent;
  readonly durationMs: number;
}

/** Builds the platforms of a plan in its order, `jobs` of them at once. Errors: those of the engine. */
export async function buildPlatforms(
  plan: BuildPlan,
  engine: Engine,
  target: ImageStore | undefined,
  { directory, signal, now, progress, warn }: RunTools,
): Promise<readonly BuiltPlatform[]> {
  const built: BuiltPlatform[] = [];
  for (const jobs of groupJobs(plan)) {
    const startedMs = now();
    try {
      const contents = await engine.build(jobs, { directory, target, signal, progress, warn });
      const durationMs = now() - startedMs;
      built.push(
        ...contents.map((content, position) => ({
          platform: (jobs[position] as BuildJob).platform,
          content,
          durationMs,
        })),
      );
    } catch (error) {
      signal.throwIfAborted();
      throw withoutCancelled(error);
    }
  }
  return built;
}

/** The platforms that are built at once, group by group. */
export function groupJobs(plan: BuildPlan): readonly BuildJobs[] {
  const [first, ...rest] = plan.platforms.map((platform) => ({ plan, platform }));
  if (first === undefined) return [];
  const groups: [BuildJob, ...BuildJob[]][] = [[first]];
  for (const job of rest) {
    const last = groups.at(-1);
    if (last !== undefined && last.length < plan.jobs) last.push(job);
    else groups.push([job]);
  }
  return groups;
}

/** The failures themselves, without those of builds that were cancelled because of them. */
function withoutCancelled(error: unknown): unknown {
  if (!(error instanceof AggregateError)) return error;
  const causes = error.errors.filter((each) => !(each instanceof CodedError && each.code === 'CANCELLED'));
  return causes.length === 1 ? causes[0] : new AggregateError(causes, `${causes.length} failures`);
}
