import type { Engine } from '../engines/index.js';
import { PluginError, settleAll } from '../errors/index.js';
import type { BuildPlan } from '../plan/index.js';
import { readTags, type PushTarget } from './push-image.js';
import type { RunTools } from './run-tools.js';

/**
 * Stops before anything is built if the engine can't, or a registry does not answer or not to us. Warnings are passed
 * on. Errors: `ENGINE_MISSING`, `REGISTRY_*`.
 */
export async function preflight(
  plan: BuildPlan,
  engine: Engine,
  targets: readonly PushTarget[],
  tools: RunTools,
): Promise<void> {
  await settleAll<unknown>([checkEngine(plan, engine, tools), readTags(targets, tools.signal)]);
}

async function checkEngine(plan: BuildPlan, engine: Engine, { signal, warn }: RunTools): Promise<void> {
  const findings = await engine.missing(plan, signal);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new PluginError(
      'ENGINE_MISSING',
      `Preparing engine ${engine.name}: ${errors.map(({ message }) => message).join('; ')}`,
      { hint: errors.map(({ hint }) => hint).join('\n') },
    );
  }
  for (const { message, hint } of findings) warn(`${message}. ${hint}`);
}
