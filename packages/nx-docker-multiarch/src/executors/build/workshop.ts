import { availableParallelism, tmpdir } from 'node:os';
import { createDockerLoader, type Engine, type ImageLoader } from '../../engines/index.js';
import type { BuildPlan } from '../../plan/index.js';
import type { Run } from '../../process/index.js';
import { run } from '../../process/run.js';
import { withCancellation } from '../world/cancellation.js';
import { compileLess } from './compile-less.js';
import { createLimit, type Limit } from './create-limit.js';
import { createOnce } from './create-once.js';
import { cacheDirectoryOf, openEngine } from './open-engine.js';
import { openRegistries } from '../world/open-registries.js';
import { withRunDirectory } from './run-directory.js';
import { createRegistriesPool, keyOf, type SharedRegistries } from './shared-registries.js';

/** What all services that are built in one process have in common. */
export interface Workshop {
  readonly env: NodeJS.ProcessEnv;
  /** Fires when the process is asked to end. */
  readonly signal: AbortSignal;
  /** A folder of this process's own, gone afterwards. */
  readonly directory: string;
  /** What the time is for all services alike. */
  readonly startedAt: Date;
  /** Runs a command that only asks something: once, however many services ask it. */
  readonly ask: Run;
  openRegistries(plan: BuildPlan): Promise<SharedRegistries>;
  /** The same for all services whose plans ask the same of it. */
  openEngine(plan: BuildPlan): Engine;
  readonly limitBuilds: Limit;
  readonly loader: ImageLoader;
}

/** A builder that has nothing else to do still waits for the net and the disc: one alone would leave them idle. */
const LEAST_BUILDS = 2;

/** Does `work` with a workshop of its own, which is cleared afterwards, however it ends. Errors: `DISC_FAILED`. */
export async function withWorkshop<T>(
  doing: string,
  env: NodeJS.ProcessEnv,
  work: (workshop: Workshop) => Promise<T>,
): Promise<T> {
  compileLess();
  return withCancellation(doing, (signal) =>
    withRunDirectory(tmpdir(), async (directory) => {
      const registries = createRegistriesPool((settings) => openRegistries(settings, env));
      const engines = createOnce<Engine>();
      try {
        return await work({
          env,
          signal,
          directory,
          startedAt: new Date(),
          ask: askOnce(run),
          openRegistries: (plan) => registries.open(plan),
          openEngine: (plan) => engines(engineKey(plan), () => openEngine(plan, env)),
          limitBuilds: createLimit(Math.max(LEAST_BUILDS, availableParallelism())),
          loader: createDockerLoader(run),
        });
      } finally {
        await registries.close();
      }
    }),
  );
}

/** Only the embedded engine keeps what registries said. */
function engineKey(plan: BuildPlan): string {
  return plan.engine === 'embedded' ? `embedded ${cacheDirectoryOf(plan)} ${keyOf(plan)}` : plan.engine;
}

function askOnce(run: Run): Run {
  const once = createOnce<ReturnType<Run>>();
  return (request) => once(JSON.stringify([request.command, request.args, request.cwd]), () => run(request));
}
