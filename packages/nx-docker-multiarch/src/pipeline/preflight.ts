import type { Engine } from '../engines/index.js';
import { PluginError } from '../errors/index.js';
import type { BuildPlan } from '../plan/index.js';
import type { RunTools } from './run-tools.js';

/** Passes warnings on, and stops before anything is built if the engine can't. Errors: `ENGINE_MISSING`. */
export async function preflight(plan: BuildPlan, engine: Engine, { signal, warn }: RunTools): Promise<void> {
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
