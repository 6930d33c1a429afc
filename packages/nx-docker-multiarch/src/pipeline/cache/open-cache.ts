import { formatRepository } from '@nx-docker-multiarch/oci/model';
import type { BuildPlan } from '../../plan/index.js';
import type { PushTarget } from '../push-image.js';
import type { RunTools } from '../run-tools.js';
import { createLayoutCache } from './layout-cache.js';
import { createRegistryCache } from './registry-cache.js';
import type { ResultCache } from './result-cache.js';

/** Where results of a plan's builds are remembered; `undefined` if nowhere. */
export function openCache(
  { cache, references, outputPath }: BuildPlan,
  targets: readonly PushTarget[],
  tools: RunTools,
): ResultCache | undefined {
  if (cache.mode === 'local')
    return outputPath === undefined ? undefined : createLayoutCache(outputPath, cache, tools);
  const repository = cache.repository ?? references[0];
  if (cache.mode === 'off' || repository === undefined) return undefined;
  const name = formatRepository(repository);
  const target = targets.find(({ references: [first] }) => first && formatRepository(first) === name);
  const store = target?.store ?? tools.openRepository(repository, cache.write ? 'push' : 'pull');
  return createRegistryCache(store, cache, tools);
}
