import {
  convertTarget,
  hasOldExecutor,
  onTopOf,
  type ConvertedTarget,
  type TargetFinding,
  type TargetJson,
} from './convert-target.js';
import { NEW_EXECUTOR, NEW_PLUGIN, OLD_EXECUTORS, OLD_PLUGIN } from './old-names.js';

/** A default, or several with filters (Nx 23). */
type DefaultValue = TargetJson | readonly TargetJson[];
export type TargetDefaults = Readonly<Record<string, DefaultValue>>;

/** What the targets of a workspace say of its defaults. */
export interface DefaultsUse {
  /** Executors of nx-container that targets still have. */
  readonly leftExecutors: ReadonlySet<string>;
  /** Names of targets that still have one. */
  readonly leftNames: ReadonlySet<string>;
  readonly convertedNames: ReadonlySet<string>;
  /** Names of targets that are not converted, whatever their executor. */
  readonly sharedNames: ReadonlySet<string>;
}

/** Target defaults with our options, and what is to be said of each key. */
export interface ConvertedDefaults {
  readonly defaults: TargetDefaults;
  readonly findings: readonly (TargetFinding & { readonly key: string })[];
}

/** What nx.json gives a target of this name and executor, as far as no filter stands before it. */
export function defaultsFor(defaults: TargetDefaults, name: string, executor = ''): TargetJson {
  return entriesOf(defaults[executor] ?? defaults[name] ?? {})
    .filter((entry) => entry['filter'] === undefined)
    .reduce<TargetJson>((below, entry) => onTopOf(below, entry), {});
}

/** Converts what is nx-container's: by the key, by the executor of an entry, or by the targets of that name. */
export function convertDefaults(defaults: TargetDefaults, use: DefaultsUse): ConvertedDefaults {
  const keys = Object.keys(defaults).map((key) => ({ key, results: convertKey(key, defaults, use) }));
  const made = new Map<string, DefaultValue>();
  for (const { key, results } of keys) {
    const value = defaults[key] ?? {};
    const targets = results.map(({ target }) => target);
    const newValue = Array.isArray(value) ? targets : (targets[0] ?? {});
    if (use.leftExecutors.has(key)) made.set(key, value);
    if (!OLD_EXECUTORS.includes(key))
      made.set(key, made.has(key) ? joinDefaults(made.get(key) ?? {}, newValue) : newValue);
    else if (results.some(({ target }) => target !== value && !entriesOf(value).includes(target)))
      made.set(NEW_EXECUTOR, joinDefaults(newValue, made.get(NEW_EXECUTOR)));
  }
  return {
    defaults: Object.fromEntries(made),
    findings: keys.flatMap(({ key, results }) =>
      results.flatMap(({ findings }) => findings.map((each) => ({ ...each, key }))),
    ),
  };
}

/** Both; of options that both have, those of the second count. */
export function joinDefaults(below: DefaultValue, above: DefaultValue | undefined): DefaultValue {
  if (above === undefined) return below;
  if (!isList(below) && !isList(above)) return onTopOf(below, above);
  const there = entriesOf(above).map((entry) => JSON.stringify(entry));
  return [...entriesOf(below).filter((entry) => !there.includes(JSON.stringify(entry))), ...entriesOf(above)];
}

function convertKey(
  key: string,
  defaults: TargetDefaults,
  use: DefaultsUse,
): readonly Pick<ConvertedTarget, 'target' | 'findings'>[] {
  const isExecutor =
    OLD_EXECUTORS.includes(key) && (use.convertedNames.size > 0 || !use.leftExecutors.has(key));
  const isOfConverted = use.convertedNames.has(key);
  // Where Nx finds a key with the executor's name, it reads no other.
  const isRead = !OLD_EXECUTORS.some((name) => Object.hasOwn(defaults, name));
  const isHidden = use.sharedNames.has(key) || Object.hasOwn(defaults, NEW_EXECUTOR);
  return entriesOf(defaults[key] ?? {}).map((entry) => {
    const isByName = isOfConverted && isRead && isForAnyExecutor(entry);
    if (isByName && isHidden) return { target: entry, findings: [notCarried(entry)] };
    if (!isExecutor && !isByName && (!isOld(entry) || use.leftNames.has(key)))
      return { target: entry, findings: [] };
    const { target, findings } = convertTarget(entry);
    return { target: withNewFilter(target), findings };
  });
}

function notCarried(entry: TargetJson): TargetFinding {
  return {
    option: 'targetDefaults',
    value: JSON.stringify(entry),
    weight: 'lost',
    why: `Targets that are not converted have the name as well, or Nx reads "${NEW_EXECUTOR}" instead.`,
    todo: 'Put it into the targets that are converted.',
  };
}

function filterOf(entry: TargetJson): Readonly<Record<string, unknown>> {
  return { ...(entry['filter'] as object | undefined) };
}

function isForAnyExecutor(entry: TargetJson): boolean {
  const { executor, plugin } = filterOf(entry);
  return entry.executor === undefined && executor === undefined && plugin === undefined;
}

function isOld(entry: TargetJson): boolean {
  const { executor, plugin } = filterOf(entry);
  return hasOldExecutor(entry) || OLD_EXECUTORS.includes(String(executor)) || plugin === OLD_PLUGIN;
}

function withNewFilter(entry: TargetJson): TargetJson {
  if (entry['filter'] === undefined) return entry;
  const { executor, plugin, ...others } = filterOf(entry);
  const isOurs = OLD_EXECUTORS.includes(String(executor));
  const filter = {
    ...others,
    ...(executor !== undefined && { executor: isOurs ? NEW_EXECUTOR : executor }),
    ...(plugin !== undefined && { plugin: plugin === OLD_PLUGIN ? NEW_PLUGIN : plugin }),
  };
  return { ...entry, filter };
}

function entriesOf(value: DefaultValue): readonly TargetJson[] {
  return isList(value) ? value : [value];
}

function isList(value: DefaultValue): value is readonly TargetJson[] {
  return Array.isArray(value);
}
