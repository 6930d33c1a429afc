import { getProjects, readNxJson, type TargetConfiguration, type Tree } from '@nx/devkit';
import { BUILDER_OPTIONS, isGiven, type BuildOptions } from '../../plan/index.js';
import type { RawList } from '../../plan/option-lists.js';

/** The targets of a workspace that build images, as its files name them. What is inferred stands in none. */
export interface ImageTargets {
  /** Each once, in the order of projects. */
  readonly names: readonly string[];
  /** Every list of platforms that a target or a default has, by where it stands: a project, or `nx.json`. */
  readonly platforms: readonly (readonly [place: string, platforms: RawList])[];
  /** Whether one of them has an option that only a builder can fulfil. */
  readonly needBuilder: boolean;
}

type Defaults = Pick<TargetConfiguration, 'executor' | 'options' | 'configurations'>;

const EXECUTOR = 'nx-docker-multiarch:build';

/** The targets with our executor, and those without one that only add to an inferred one. */
export function findImageTargets(tree: Tree, inferred: readonly string[]): ImageTargets {
  const { targetDefaults = {} } = readNxJson(tree) ?? {};
  // Of a list of defaults with filters each counts: it may be for the target.
  const defaultsFor = (key: string): readonly Defaults[] => [targetDefaults[key] ?? []].flat();
  const found = [...getProjects(tree)].flatMap(([project, { targets = {} }]) =>
    Object.entries(targets).flatMap(([name, target]) => {
      const { executor = defaultsFor(name).find((each) => each.executor)?.executor, command } = target;
      const isAddition = executor === undefined && command === undefined && inferred.includes(name);
      return executor === EXECUTOR || isAddition ? [{ project, name, target }] : [];
    }),
  );
  const names = [...new Set(found.map(({ name }) => name))];
  const defaults = [EXECUTOR, ...inferred, ...names].flatMap(defaultsFor);
  const layers = [
    ...defaults.flatMap(layersOf).map((layer) => ['nx.json', layer] as const),
    ...found.flatMap(({ project, target }) => layersOf(target).map((layer) => [project, layer] as const)),
  ];
  return {
    names,
    platforms: layers.flatMap(([place, { platforms }]) =>
      platforms === undefined ? [] : [[place, platforms] as const],
    ),
    needBuilder: layers.some(([, layer]) => asksForBuilder(layer)),
  };
}

type Layer = Pick<BuildOptions, 'engine' | (typeof BUILDER_OPTIONS)[number]> & {
  readonly platforms?: RawList;
};

/** The options of a target or a default, and those of each of its configurations. */
function layersOf({ options, configurations = {} }: Defaults): readonly Layer[] {
  const layers: readonly unknown[] = [options, ...Object.values<unknown>(configurations)];
  return layers.map((layer) => ({ ...(layer as Layer | undefined) }));
}

function asksForBuilder(layer: Layer): boolean {
  return layer.engine === 'buildx' || BUILDER_OPTIONS.some((name) => isGiven(layer[name]));
}
