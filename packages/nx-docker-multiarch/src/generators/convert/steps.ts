import type { Tree } from '@nx/devkit';
import { joinPathFragments } from '@nx/devkit';
import {
  convertTarget,
  hasOldExecutor,
  onTopOf,
  unsaidPlatforms,
  type ConvertedTarget,
} from './convert-target.js';
import type { Registration } from './registration.js';
import { defaultsFor, type TargetDefaults } from './target-defaults.js';
import type { FoundTarget } from './target-files.js';

/** A target of nx-container in a file, and what it would become. */
export interface Step extends FoundTarget {
  readonly converted: ConvertedTarget;
  /** Whether the file only adds to what the plugin infers: it names no executor. */
  readonly isAddition: boolean;
}

/** The targets of nx-container among those that were found. */
export function planSteps(
  tree: Tree,
  found: readonly FoundTarget[],
  defaults: TargetDefaults,
  registration: Registration | undefined,
): readonly Step[] {
  return found.flatMap((each) => {
    const { name, root, target } = each;
    const isInferred =
      name === registration?.targetName && tree.exists(joinPathFragments(root, 'Dockerfile'));
    const isAddition = isInferred && target.executor === undefined && target.command === undefined;
    if (!isAddition && !hasOldExecutor(target)) return [];
    const inferred = isInferred ? registration.inferred : {};
    const below = onTopOf(inferred, defaultsFor(defaults, name, target.executor ?? inferred.executor));
    const converted = convertTarget(target, below);
    const findings = [...converted.findings, ...unsaidPlatforms({ ...below.options, ...target.options })];
    return [{ ...each, isAddition, converted: { ...converted, findings } }];
  });
}
