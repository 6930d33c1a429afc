import { TARGET_NAME, type PluginOptions } from '../../plugin/plugin-options.js';
import type { TargetJson } from './convert-target.js';
import { DEFAULT_TAG_RULES } from './metadata/tag-rule.js';
import { NEW_PLUGIN, OLD_PLUGIN } from './old-names.js';

const DEFAULT_NAME = 'container';
const DEFAULT_REGISTRY = 'docker.io';

/** An entry of `plugins` in nx.json. */
export type PluginEntry = string | (PluginObject & { readonly [key: string]: unknown });

interface PluginObject {
  readonly plugin: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** What nx-container's plugin infers where it is registered. */
export interface Registration {
  readonly targetName: string;
  /** The target that each project with a Dockerfile has of it. */
  readonly inferred: TargetJson;
  /** The registry, if one is named. */
  readonly registry: string | undefined;
}

/** The first registration of nx-container's plugin; `undefined` if there is none. */
export function findRegistration(entries: readonly PluginEntry[]): Registration | undefined {
  const entry = entries.find((each) => nameOf(each) === OLD_PLUGIN);
  if (entry === undefined) return undefined;
  const { buildTargetName, defaultEngine = 'docker', defaultRegistry } = optionsOf(entry);
  const registry = typeof defaultRegistry === 'string' ? defaultRegistry : undefined;
  return {
    targetName: typeof buildTargetName === 'string' ? buildTargetName : DEFAULT_NAME,
    inferred: inferredTarget(defaultEngine, registry ?? DEFAULT_REGISTRY),
    registry,
  };
}

/**
 * The registrations with ours in the place of nx-container's. One of ours that is there with the usual name of the target
 * takes this name; with a name of its own it stays beside it.
 */
export function replaceRegistration(
  entries: readonly PluginEntry[],
  { targetName, registry }: Registration,
): readonly PluginEntry[] {
  const options: PluginOptions = { targetName, ...(registry && { registry }) };
  const isUsual = (entry: PluginEntry): boolean =>
    nameOf(entry) === NEW_PLUGIN && (optionsOf(entry)['targetName'] ?? TARGET_NAME) === TARGET_NAME;
  const hasOurs = entries.some(isUsual);
  return entries.flatMap((entry): PluginEntry[] => {
    if (isUsual(entry)) return [withOptions(entry, { ...options, ...optionsOf(entry), targetName })];
    if (nameOf(entry) !== OLD_PLUGIN) return [entry];
    return hasOurs ? [] : [withOptions(entry, { ...options })];
  });
}

function withOptions(entry: PluginEntry, options: Readonly<Record<string, unknown>>): PluginEntry {
  return { ...(typeof entry !== 'string' && entry), plugin: NEW_PLUGIN, options };
}

function inferredTarget(engine: unknown, registry: string): TargetJson {
  const name = registry === '' ? '{projectName}' : `${registry}/{projectName}`;
  return {
    executor: `${OLD_PLUGIN}:build`,
    dependsOn: ['build'],
    options: { engine, tags: [`${name}:dev`], load: true },
    configurations: {
      ci: {
        load: false,
        push: true,
        metadata: { images: [name], tags: [...DEFAULT_TAG_RULES, 'type=sha,prefix=sha-'] },
      },
    },
  };
}

function nameOf(entry: PluginEntry): string {
  return typeof entry === 'string' ? entry : entry.plugin;
}

function optionsOf(entry: PluginEntry): Readonly<Record<string, unknown>> {
  return typeof entry === 'string' ? {} : (entry.options ?? {});
}
