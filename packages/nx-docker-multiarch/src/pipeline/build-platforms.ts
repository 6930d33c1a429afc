import type { ImageStore } from '@nx-docker-multiarch/oci/store';
import type { BuildJobs, BuildScope, Engine, PlatformContent } from '../engines/index.js';
import { CodedError } from '../errors/index.js';
import type { IdentifiedJob } from './inputs/identify-jobs.js';
import { checkEngine } from './check-engine.js';
import { groupJobs } from './jobs.js';
import type { RunTools } from './run-tools.js';

/** What the engine made of one platform, and how long the build took that it was part of. */
export interface BuiltPlatform extends IdentifiedJob {
  readonly content: PlatformContent;
  readonly durationMs: number;
}

/**
 * Builds the jobs in their order, as many at once as their plan says, if the engine can; without any it is not asked.
 * Errors: `ENGINE_MISSING`, and those of the engine.
 */
export async function buildPlatforms(
  identified: readonly IdentifiedJob[],
  engine: Engine,
  target: ImageStore | undefined,
  tools: RunTools,
): Promise<readonly BuiltPlatform[]> {
  const jobs = identified.map(({ job }) => job);
  const [first] = jobs;
  if (first === undefined) return [];
  await checkEngine(first.plan, engine, tools);
  // All platforms of a plan were asked about the same folders.
  const findScan = identified.find(({ known }) => known !== undefined)?.known?.findScan;
  const scope = { target, findScan };
  const built: Built[] = [];
  for (const group of groupJobs(jobs, first.plan.jobs))
    built.push(...(await tools.limitBuilds(() => buildGroup(group, engine, { ...scope, ...tools }))));
  return built.map((one, position) => ({ ...(identified[position] as IdentifiedJob), ...one }));
}

type Built = Pick<BuiltPlatform, 'content' | 'durationMs'>;

async function buildGroup(
  jobs: BuildJobs,
  engine: Engine,
  {
    directory,
    target,
    openRepository,
    findScan,
    signal,
    now,
    progress,
    warn,
  }: RunTools & Pick<BuildScope, 'target' | 'findScan'>,
): Promise<readonly Built[]> {
  const startedMs = now();
  try {
    const contents = await engine.build(jobs, {
      ...{ directory, target, openRepository, findScan, signal, progress, warn },
    });
    const durationMs = now() - startedMs;
    return contents.map((content) => ({ content, durationMs }));
  } catch (error) {
    signal.throwIfAborted();
    throw withoutCancelled(error);
  }
}

/** The failures themselves, without those of builds that were cancelled because of them. */
function withoutCancelled(error: unknown): unknown {
  if (!(error instanceof AggregateError)) return error;
  const causes = error.errors.filter((each) => !(each instanceof CodedError && each.code === 'CANCELLED'));
  return causes.length === 1 ? causes[0] : new AggregateError(causes, `${causes.length} failures`);
}
