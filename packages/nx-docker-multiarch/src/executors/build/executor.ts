import { homedir, tmpdir } from 'node:os';
import type { ExecutorContext } from '@nx/devkit';
import { createCredentials } from '@nx-docker-multiarch/oci/http';
import { createRegistries } from '@nx-docker-multiarch/oci/store';
import { createBuildxEngine, createDockerLoad, readSecretValues, type Engine } from '../../engines/index.js';
import { buildImage } from '../../pipeline/index.js';
import { resolvePlan, type BuildPlan } from '../../plan/index.js';
import { run } from '../../process/run.js';
import { withCancellation } from './cancellation.js';
import { createConsole, type RunConsole } from './console.js';
import { gatherFacts } from './facts.js';
import { describeFailure } from './failure.js';
import { pluginFolders } from './plugin-folders.js';
import { publishReport } from './publish-report.js';
import { describePlan } from './report/plan.js';
import { withRunDirectory } from './run-directory.js';
import { createRunHelper } from './run-helper.js';

/** `nx-docker-multiarch:build`: one project's image, for every platform, proved and under every tag. */
export default async function build(
  options: unknown,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const project = context.projectName ?? '';
  const out = createConsole({
    prefix: hasSeveralProjects(context) ? project : '',
    isTerminal: process.stdout.isTTY,
  });
  try {
    await withCancellation(`Building ${project}`, (signal) => buildProject(options, context, out, signal));
    return { success: true };
  } catch (error) {
    for (const line of describeFailure(error)) out.error(line);
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
  const plan = resolvePlan(options, await gatherFacts(options, context, { env, now: new Date(), run }));
  const engine = createBuildxEngine({
    run,
    pluginFolders: pluginFolders(env, homedir()),
    secretValues: (secrets) => readSecretValues(secrets, env),
  });
  if (plan.dryRun) {
    for (const line of describePlan(plan, engine)) out.line(line);
    return;
  }
  const result = await runPlan(plan, engine, out, signal);
  await publishReport(plan, result, out, env);
}

async function runPlan(plan: BuildPlan, engine: Engine, out: RunConsole, signal: AbortSignal) {
  const registries = createRegistries({
    credentials: createCredentials({
      env: process.env,
      homeDirectory: homedir(),
      runHelper: createRunHelper(run),
    }),
    insecureRegistries: plan.insecureRegistries,
    now: Date.now,
  });
  try {
    return await withRunDirectory(tmpdir(), (directory) =>
      buildImage(plan, engine, {
        directory,
        signal,
        openRepository: (reference) => registries.open(reference, 'push'),
        load: createDockerLoad(run),
        now: () => performance.now(),
        progress: out.progress,
        warn: out.warn,
      }),
    );
  } finally {
    await registries.close();
  }
}

/** Whether other projects' images are built in the same run of Nx. */
function hasSeveralProjects({ taskGraph, targetName }: ExecutorContext): boolean {
  const tasks = Object.values(taskGraph?.tasks ?? {});
  return tasks.filter(({ target }) => target.target === targetName).length > 1;
}
