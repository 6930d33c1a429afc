import { tmpdir } from 'node:os';
import type { ExecutorContext } from '@nx/devkit';
import {
  chooseEngine,
  createDockerLoader,
  createMask,
  readSecretValues,
  type Engine,
} from '../../engines/index.js';
import { buildImage, countReceived, type ImageResult, type ReceivedCount } from '../../pipeline/index.js';
import { resolvePlan, type BuildPlan } from '../../plan/index.js';
import { run } from '../../process/run.js';
import { withCancellation } from './cancellation.js';
import { createConsole, type RunConsole } from './console.js';
import { gatherFacts } from './facts.js';
import { describeFailure } from './failure.js';
import { hostPlatform, openEngine } from './open-engine.js';
import { openRegistries } from './open-registries.js';
import { prepareReport, publishReport } from './publish-report.js';
import { describePlan } from './report/plan.js';
import { withRunDirectory } from './run-directory.js';

/** `nx-docker-multiarch:build`: one project's image, for every platform, proved and under every tag. */
export default async function build(
  options: unknown,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const project = context.projectName ?? '';
  const { stdout, stderr, env } = process;
  const out = createConsole({ prefix: hasSeveralProjects(context) ? project : '', stdout, stderr, env });
  try {
    await withCancellation(`Building ${project}`, (signal) => buildProject(options, context, out, signal));
    return { success: true };
  } catch (error) {
    const { lines, bug } = describeFailure(error);
    for (const line of lines) out.error(line);
    if (bug !== undefined) throw bug;
    return { success: false };
  }
}

async function buildProject(
  options: unknown,
  context: ExecutorContext,
  out: RunConsole,
  signal: AbortSignal,
): Promise<void> {
  const { env } = process;
  const asked = resolvePlan(options, await gatherFacts(options, context, { env, now: new Date(), run }));
  const choice = await chooseEngine(asked, hostPlatform());
  const plan = { ...asked, engine: choice.name };
  const registries = await openRegistries(plan, env);
  try {
    const received = countReceived((reference, access) => registries.open(reference, access));
    const engine = openEngine(plan, received, env);
    if (plan.dryRun) {
      const mask = createMask(await readSecretValues(plan.secrets, env));
      for (const line of describePlan(plan, engine, choice.reason, mask)) out.line(line);
      return;
    }
    if (plan.verbosity !== 'quiet') out.progress(`engine ${choice.name}: ${choice.reason}`);
    await prepareReport(plan);
    const result = await runPlan(plan, engine, received, out, signal);
    await publishReport(plan, result, { out, env, isOneOfSeveral: hasSeveralProjects(context) });
  } finally {
    await registries.close();
  }
}

async function runPlan(
  plan: BuildPlan,
  engine: Engine,
  received: ReceivedCount,
  out: RunConsole,
  signal: AbortSignal,
): Promise<ImageResult> {
  return withRunDirectory(tmpdir(), (directory) =>
    buildImage(plan, engine, {
      directory,
      signal,
      openRepository: (reference) => received.open(reference, 'push'),
      bytesReceived: received.bytes,
      loader: createDockerLoader(run),
      now: () => performance.now(),
      progress: plan.verbosity === 'quiet' ? () => undefined : out.progress,
      warn: out.warn,
    }),
  );
}

/** Whether other projects' images are built in the same run of Nx. */
function hasSeveralProjects({ taskGraph, targetName }: ExecutorContext): boolean {
  const tasks = Object.values(taskGraph?.tasks ?? {});
  return tasks.filter(({ target }) => target.target === targetName).length > 1;
}
