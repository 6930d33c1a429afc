import type { Engine, Finding } from '../engines/index.js';
import { PluginError, type PluginErrorCode } from '../errors/index.js';
import type { BuildPlan } from '../plan/index.js';
import type { RunTools } from './run-tools.js';

/** Stops before a build that the engine can't do. Warnings are passed on. Errors: `ENGINE_MISSING`. */
export async function checkEngine(
  plan: BuildPlan,
  engine: Engine,
  { signal, warn }: Pick<RunTools, 'signal' | 'warn'>,
): Promise<void> {
  const findings = await engine.missing(plan, signal);
  settleFindings(findings, 'ENGINE_MISSING', `Preparing engine ${engine.name}`, warn);
}

/** Throws the errors as one; without any, hands on the warnings. */
export function settleFindings(
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
