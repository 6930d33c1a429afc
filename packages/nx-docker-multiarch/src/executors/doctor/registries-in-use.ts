import type { BuildPlan } from '../../plan/index.js';
import type { ExaminedTarget } from './examined-target.js';
import type { AskedRegistry } from './options.js';

type Settings = Pick<BuildPlan, 'insecureRegistries' | 'mirrors' | 'caFiles'>;

/** The registries that targets push to, each with the first repository that one of them names. */
export function registriesInUse(targets: readonly ExaminedTarget[]): readonly AskedRegistry[] {
  const repositories = plansOf(targets).flatMap(({ load, push, references, cache }) => [
    // The name that an image has in the local Docker is no repository.
    ...(load && !push ? [] : references),
    ...(cache.repository === undefined ? [] : [cache.repository]),
  ]);
  const first = new Map<string, AskedRegistry>();
  for (const { registry, repository } of repositories)
    if (!first.has(registry)) first.set(registry, { registry, repository });
  return [...first.values()];
}

/** How registries are spoken to, by all that the targets say of it. */
export function settingsOf(targets: readonly ExaminedTarget[]): Settings {
  const plans = plansOf(targets);
  return {
    insecureRegistries: plans.flatMap(({ insecureRegistries }) => insecureRegistries),
    mirrors: {},
    caFiles: Object.fromEntries(plans.flatMap(({ caFiles }) => Object.entries(caFiles))),
  };
}

function plansOf(targets: readonly ExaminedTarget[]): readonly BuildPlan[] {
  return targets.flatMap((target) => ('plan' in target ? [target.plan] : []));
}
