import { readJson, updateJson, type Tree } from '@nx/devkit';
import { findRegistration, type PluginEntry } from './registration.js';
import type { TargetDefaults } from './target-defaults.js';
import { OLD_EXECUTORS } from './old-names.js';

const FILE = 'nx.json';

/** What nx.json says of targets. */
export interface NxJson {
  readonly plugins: readonly PluginEntry[];
  readonly targetDefaults: TargetDefaults;
}

export function readNxJson(tree: Tree): NxJson {
  const { plugins = [], targetDefaults = {} } = tree.exists(FILE)
    ? readJson<Partial<NxJson>>(tree, FILE)
    : {};
  return { plugins, targetDefaults };
}

/** Writes what has changed; all else in the file stays. */
export function writeNxJson(tree: Tree, before: NxJson, after: NxJson): void {
  const changed = Object.entries(after).filter(([key, value]) => !isSame(before[key as keyof NxJson], value));
  if (changed.length > 0)
    updateJson(tree, FILE, (json: object) => ({ ...json, ...Object.fromEntries(changed) }));
}

/** Whether nx-container still has a part in it. */
export function hasOldParts({ plugins, targetDefaults }: NxJson): boolean {
  return (
    findRegistration(plugins) !== undefined ||
    OLD_EXECUTORS.some((name) => Object.hasOwn(targetDefaults, name))
  );
}

/** Whether two values are written alike. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
