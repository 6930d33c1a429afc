import type { Engine } from '../../engines/index.js';
import { CodedError } from '../../errors/index.js';
import type { BuildPlan } from '../../plan/index.js';
import type { RunConsole } from '../world/console.js';
import { lintBuild, pageOf } from '../world/lint-build.js';

/**
 * An engine that, before it builds a plan for the first time, warns of what the linter finds without a registry, unless BuildKit
 * is going to say it itself. What is found again is not looked at. Never stops a build: what can't be read, the engine says best.
 */
export function warningFirst(engine: Engine, plan: BuildPlan, out: Pick<RunConsole, 'warn'>): Engine {
  let warned: Promise<void> | undefined;
  return {
    name: engine.name,
    missing: (...asked) => engine.missing(...asked),
    describe: (jobs) => engine.describe(jobs),
    async build(jobs, scope) {
      await (warned ??= warnOfDockerfile(plan, out));
      return engine.build(jobs, scope);
    },
  };
}

async function warnOfDockerfile(plan: BuildPlan, { warn }: Pick<RunConsole, 'warn'>): Promise<void> {
  if (plan.verbosity === 'quiet') return;
  try {
    const { name, findings } = await lintBuild(plan);
    for (const { severity, isBuildCheck = false, line, message, fix, rule } of findings) {
      const isSaid = isBuildCheck && plan.engine === 'buildx';
      if (severity === 'warning' && !isSaid) warn(`${name}:${line}: ${message}. ${fix} (${pageOf(rule)})`);
    }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
  }
}
