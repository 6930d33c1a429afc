import type { ProjectConfiguration, Tree } from '@nx/devkit';
import { posix } from 'node:path';

/** What the generators know of a project whose service becomes an image. Paths are relative to the workspace's root. */
export interface ServiceProject {
  readonly name: string;
  /** `.` if the project is the workspace. */
  readonly root: string;
  /** Where `nx build` of it writes. */
  readonly output: string;
  /** The executor and the options of its target `build`, as far as project.json has them. */
  readonly build: {
    readonly executor: string | undefined;
    readonly options: Readonly<Record<string, unknown>>;
  };
  /** The target that writes beside what is built which packages it needs; services that Nx generates have one. */
  readonly pruneTarget: string | undefined;
  /** The path of a file of the project. */
  path(file: string): string;
  /** Whether there is such a file or folder in the workspace. */
  exists(path: string): boolean;
  /** A file's text; `''` if there is none. */
  read(path: string): string;
  /** The names in a folder. */
  list(path: string): readonly string[];
}

/** The path of the first file of a project's own folder whose name is like this. */
export function fileLike({ root, path, list }: ServiceProject, name: RegExp): string | undefined {
  return list(root)
    .filter((each) => name.test(each))
    .map(path)[0];
}

/** What `tree` has of a project. */
export function readServiceProject(
  tree: Tree,
  name: string,
  { root, targets = {} }: ProjectConfiguration,
): ServiceProject {
  const { executor, outputs = [], ...build } = targets['build'] ?? {};
  const options = (build.options ?? {}) as Readonly<Record<string, unknown>>;
  const path = (file: string): string => posix.join(root, file);
  const resolve = (text: string): string =>
    posix.normalize(
      text
        .replaceAll('{options.outputPath}', textOf(options['outputPath']) ?? path('dist'))
        .replaceAll('{workspaceRoot}/', '')
        .replaceAll('{projectRoot}', root)
        .replaceAll('{projectName}', name),
    );
  const written = textOf(options['outputPath']) ?? outputs[0];
  return {
    name,
    root,
    output: written === undefined ? posix.join('dist', root === '.' ? name : root) : resolve(written),
    build: { executor, options },
    pruneTarget: pruneTargetOf(targets),
    path,
    exists: (file) => tree.exists(file),
    read: (file) => (tree.exists(file) ? (tree.read(file, 'utf8') ?? '') : ''),
    list: (folder) => tree.children(folder),
  };
}

/** The one that waits for all that is pruned, where there is one. */
function pruneTargetOf(targets: NonNullable<ProjectConfiguration['targets']>): string | undefined {
  const all = Object.entries(targets);
  const [name] = all.find(([, { executor }]) => executor === '@nx/js:prune-lockfile') ?? [];
  if (name === undefined) return undefined;
  const [whole = name] =
    all.find(([, { executor, dependsOn = [] }]) => executor === 'nx:noop' && dependsOn.includes(name)) ?? [];
  return whole;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
