import { convertTarget, onTopOf, unsaidPlatforms, type TargetJson } from './convert-target.js';
import { isSame, type NxJson } from './nx-json.js';
import { NEW_EXECUTOR, OLD_EXECUTORS, OLD_PLUGIN } from './old-names.js';
import type { PlacedFinding } from './outcome.js';
import { replaceRegistration, type Registration } from './registration.js';
import {
  convertDefaults,
  defaultsFor,
  joinDefaults,
  type DefaultsUse,
  type TargetDefaults,
} from './target-defaults.js';
import type { FoundTarget } from './target-files.js';

/** What the projects mean for nx.json. */
export interface Around {
  readonly found: readonly FoundTarget[];
  /** Targets that are converted. */
  readonly done: readonly FoundTarget[];
  /** Targets that stay with nx-container. */
  readonly left: readonly FoundTarget[];
  /** What the plugin infers, if it is registered and can go. */
  readonly replaced: Registration | undefined;
  /** What the plugin infers, if it stays. */
  readonly staying: Registration | undefined;
}

/** nx.json as it is to be, what has changed in it, and what is to be said. */
export interface NxJsonChange {
  readonly nxJson: NxJson;
  readonly changes: readonly string[];
  readonly findings: readonly PlacedFinding[];
}

/** Whether what the plugin infers can be carried over, with what nx.json adds to it. */
export function canReplace({ targetDefaults }: NxJson, { inferred, targetName }: Registration): boolean {
  const defaults = defaultsFor(targetDefaults, targetName, inferred.executor);
  return !convertTarget(onTopOf(inferred, defaults)).isBlocked;
}

/** The plugin's registration, and the defaults of targets. */
export function convertNxJson(nxJson: NxJson, around: Around): NxJsonChange {
  const own = convertDefaults(nxJson.targetDefaults, useOf(around));
  const findings = own.findings.map(({ key, ...finding }) => ({ ...finding, place: placeOf(key) }));
  const { replaced } = around;
  const carried = replaced && carryInferred(replaced, own.defaults, around);
  const targetDefaults = carried?.defaults ?? own.defaults;
  const changes = changedKeys(nxJson.targetDefaults, targetDefaults).map((key) =>
    Object.hasOwn(targetDefaults, key) ? `${placeOf(key)} has our options.` : `${placeOf(key)} is gone.`,
  );
  if (replaced === undefined) return { nxJson: { ...nxJson, targetDefaults }, changes, findings };
  const plugins = replaceRegistration(nxJson.plugins, replaced);
  const instead = `plugins: nx-docker-multiarch is there instead of ${OLD_PLUGIN}, and infers "${replaced.targetName}".`;
  return {
    nxJson: { plugins, targetDefaults },
    changes: [instead, ...changes],
    findings: [...findings, ...(carried?.findings ?? [])],
  };
}

function useOf({ found, done, left, replaced, staying }: Around): DefaultsUse {
  const leftNames = new Set([...left.map(({ name }) => name), ...(staying ? [staying.targetName] : [])]);
  const converted = new Set([...done.map(({ name }) => name), ...(replaced ? [replaced.targetName] : [])]);
  const keys = new Set(done.map(({ path, name }) => `${path} ${name}`));
  const others = found
    .filter(({ path, name, target }) => target.executor !== NEW_EXECUTOR && !keys.has(`${path} ${name}`))
    .map(({ name }) => name);
  return {
    leftExecutors: new Set([
      ...left.flatMap(({ target }) => target.executor ?? []),
      ...(staying ? OLD_EXECUTORS.slice(0, 1) : []),
    ]),
    leftNames,
    convertedNames: converted,
    sharedNames: new Set([...leftNames, ...others]),
  };
}

/** Gives every inferred target what nx-container's plugin gave it, as defaults of its name. */
function carryInferred(
  { inferred, targetName }: Registration,
  defaults: TargetDefaults,
  { found, done }: Around,
): { readonly defaults: TargetDefaults; readonly findings: readonly PlacedFinding[] } {
  const { target, findings: ofInferred } = convertTarget(inferred);
  const { options } = onTopOf(inferred, defaultsFor(defaults, targetName, NEW_EXECUTOR));
  const findings = [...ofInferred, ...unsaidPlatforms({ ...options })];
  // Without an executor it stays a default of what is inferred, and infers nothing by itself.
  const carried: TargetJson = Object.fromEntries(
    Object.entries(target).filter(([property]) => property !== 'executor'),
  );
  const isExecutorRead = Object.hasOwn(defaults, NEW_EXECUTOR);
  const isShared = [...found, ...done].some(
    ({ name, target: { executor = '' } }) =>
      name !== targetName && [NEW_EXECUTOR, ...OLD_EXECUTORS].includes(executor),
  );
  const placed = findings.map((finding) => ({ ...finding, place: `${OLD_PLUGIN} in nx.json` }));
  if (isExecutorRead && isShared) {
    const value = JSON.stringify(carried);
    const why = `Nx reads ${placeOf(NEW_EXECUTOR)} alone, which other targets have as well.`;
    const todo = `Put it into each project's "${targetName}", as far as it is wanted.`;
    const finding = {
      option: targetName,
      value,
      weight: 'lost',
      why,
      todo,
      place: `${OLD_PLUGIN} in nx.json`,
    } as const;
    return { defaults, findings: [...placed, finding] };
  }
  const key = isExecutorRead ? NEW_EXECUTOR : targetName;
  return { defaults: { ...defaults, [key]: joinDefaults(carried, defaults[key]) }, findings: placed };
}

function changedKeys(before: TargetDefaults, after: TargetDefaults): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => !isSame(before[key], after[key]));
}

function placeOf(key: string): string {
  return `targetDefaults["${key}"]`;
}
