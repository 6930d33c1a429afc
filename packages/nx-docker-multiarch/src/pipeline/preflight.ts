import { settleAll } from '../errors/index.js';
import type { BuildPlan } from '../plan/index.js';
import { settleFindings } from './check-engine.js';
import { readTags, type FormerTags, type PushTarget } from './push-image.js';
import type { RunTools } from './run-tools.js';

/**
 * Stops before anything is built if Docker can't take what is to be loaded, or if a registry does not answer or not to
 * us. Warnings are passed on. Errors: `LOAD_FAILED`, `REGISTRY_*`.
 */
export async function preflight(
  plan: BuildPlan,
  targets: readonly PushTarget[],
  tools: RunTools,
): Promise<FormerTags> {
  const [tags] = await settleAll([readTags(targets, tools.signal), checkLoader(plan, tools)]);
  return tags;
}

async function checkLoader(plan: BuildPlan, { loader, signal, warn }: RunTools): Promise<void> {
  if (!plan.load) return;
  settleFindings(await loader.missing(plan, signal), 'LOAD_FAILED', 'Preparing to load into Docker', warn);
}
