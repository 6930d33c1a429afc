import { getProjects, joinPathFragments, readJson, updateJson, type Tree } from '@nx/devkit';
import type { TargetJson } from './convert-target.js';

type Targets = Readonly<Record<string, TargetJson>>;

/** A target as a file of a project holds it. */
export interface FoundTarget {
  readonly project: string;
  readonly root: string;
  /** The file: a project.json or a package.json. */
  readonly path: string;
  readonly name: string;
  readonly target: TargetJson;
}

interface ProjectJson {
  targets?: Targets;
  nx?: { targets?: Targets };
}

/** Every target that stands in a project.json or, under `nx`, in a package.json. What is inferred stands in neither. */
export function findTargets(tree: Tree): readonly FoundTarget[] {
  return [...getProjects(tree)].flatMap(([project, { root }]) =>
    ['project.json', 'package.json'].flatMap((file) => {
      const path = joinPathFragments(root, file);
      if (!tree.exists(path)) return [];
      const targets = targetsIn(readJson<ProjectJson>(tree, path), file);
      return Object.entries(targets).map(([name, target]) => ({ project, root, path, name, target }));
    }),
  );
}

/** Puts another target into its place. */
export function writeTarget(tree: Tree, { path, name }: FoundTarget, target: TargetJson): void {
  updateJson<ProjectJson>(tree, path, (json) => {
    if (path.endsWith('package.json'))
      return { ...json, nx: { ...json.nx, targets: { ...json.nx?.targets, [name]: target } } };
    return { ...json, targets: { ...json.targets, [name]: target } };
  });
}

function targetsIn(json: ProjectJson, file: string): Targets {
  return (file === 'package.json' ? json.nx?.targets : json.targets) ?? {};
}
