import type { Engine, Finding } from '../engines/index.js';
import { PluginError, settleAll, type PluginErrorCode } from '../errors/index.js';
import type { BuildPlan } from '../plan/index.js';
import { readTags, type PushTarget } from './push-image.js';
import type { RunTools } from './run-tools.js';

/**
 * Stops before anything is built if the engine can't, if Docker can't take what is to be loaded, or if a registry does
 * not answer or not to us. Warnings are passed on. Errors: `ENGINE_MISSING`, `LOAD_FAILED`, `REGISTRY_*`.
 */
export async function preflight(
  plan: BuildPlan,
  engine: Engine,
  targets: readonly PushTarget[],
  tools: RunTools,
): Promise<void> {
  await settleAll<unknown>([
    checkEngine(plan, engine, tools),
    checkLoader(plan, tools),
    readTags(targets, tools.signal),
  ]);
}

async function checkEngine(plan: BuildPlan, engine: Engine, { signal, warn }: RunTools): Promise<void> {
  const findings = await engine.missing(plan, signal);
  settleFindings(findings, 'ENGINE_MISSING', `Preparing engine ${engine.name}`, warn);
}

async function checkLoader(plan: BuildPlan, { loader, signal, warn }: RunTools): Promise<void> {
  if (!plan.load) return;
  settleFindings(await loader.missing(plan, signal), 'LOAD_FAILED', 'Preparing to load into Docker', warn);
}

/** Throws the errors as one; without any, hands on the warnings. */
function settleFindings(
  findings: readonly Finding[],
  code: PluginErrorCode,
  doing: string,
  warn: RunTools['warn'],
): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new PluginError(code, `${doing}: ${errors.map(({ message }) => message).join('; ')}`, {
      hint: errors.map(({ hint }) => hint).join('\n'),
    });
  }
  for (const { message, hint } of findings) warn(`${message}. ${hint}`);
}
