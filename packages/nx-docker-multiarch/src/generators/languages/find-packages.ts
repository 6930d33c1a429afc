import { posix } from 'node:path';
import { cannotWrite } from './cannot-write.js';
import { readManifest } from './package-json.js';
import { npm, pnpm, yarnBerry, yarnClassic, type PackageManager } from './package-managers.js';
import type { ServiceProject } from './service-project.js';
import { copy } from './stages.js';
import { neededPackages, workspacePackages, type WorkspacePackage } from './workspace-packages.js';

/** What a project's packages are installed by. */
export interface Packages {
  readonly manager: PackageManager;
  /** The folder of package.json and the lock file, relative to the workspace's root. */
  readonly folder: string;
  /** Where the project is below it; `.` as well if it has no package.json of its own. */
  readonly place: string;
  /** Whether the project is one of several packages with one lock file. */
  readonly isMember: boolean;
  /** The files and folders in `folder` that say what is installed, relative to the workspace's root. */
  readonly manifests: readonly string[];
  /** The package.json files of other folders that say it as well. */
  readonly others: readonly string[];
  /** The packages of the workspace that the project needs to run; what needs another one comes after it. */
  readonly needed: readonly WorkspacePackage[];
  /** The same, to be built. */
  readonly neededToBuild: readonly WorkspacePackage[];
}

/** By the lock file of the project, or else of the workspace, what its packages are installed by. Errors: `OPTIONS_INVALID`. */
export function findPackages(project: ServiceProject): Packages {
  const { root, exists } = project;
  const { folder, manager } = findLockFile(project);
  const own = exists(project.path('package.json'));
  const place = own && folder !== root ? root : '.';
  const all = folder === '.' ? workspacePackages(project) : [];
  const start = own ? readManifest(project, root) : {};
  const neededToBuild = neededPackages(all, start, 'to build');
  const optional = [...manager.settings, ...manager.folders].map((file) => posix.join(folder, file));
  const members = manager.needsAllManifests ? all.map((each) => each.folder) : folders(neededToBuild);
  const packages = new Set([...(place === '.' ? [] : [root]), ...members.filter((each) => each !== root)]);
  return {
    ...{ manager, folder, place, neededToBuild },
    isMember: all.some((each) => each.folder === root),
    manifests: [...packageFiles(folder, manager), ...optional.filter(exists)],
    others: [...packages].map((each) => posix.join(each, 'package.json')),
    needed: neededPackages(all, start, 'to run'),
  };
}

/** The same of a folder that Nx writes a package.json and a lock file into. */
export function packagesOfOutput(
  project: ServiceProject,
  folder: string,
  apart: readonly string[] = [],
): Packages {
  const manager = { ...findLockFile(project).manager, folders: apart };
  const manifests = [...packageFiles(folder, manager), ...apart.map((name) => posix.join(folder, name))];
  return {
    manager,
    folder,
    manifests,
    place: '.',
    isMember: false,
    others: [],
    needed: [],
    neededToBuild: [],
  };
}

/** The folders of packages. */
export function folders(packages: readonly WorkspacePackage[]): readonly string[] {
  return packages.map(({ folder }) => folder);
}

/** The `COPY` lines that bring the manifests into the current folder, which stands for that of the lock file. */
export function copyManifests({ manager, folder, manifests, others }: Packages): readonly string[] {
  const apart = manager.folders.map((name) => posix.join(folder, name));
  return [
    '# First what says which packages there are: they are installed again only when that changes.',
    copy(
      manifests.filter((path) => !apart.includes(path)),
      './',
    ),
    ...manifests
      .filter((path) => apart.includes(path))
      .map((path) => copy([path], `./${posix.relative(folder, path)}`)),
    ...others.map((path) => copy([path], `./${posix.dirname(path)}/`)),
  ];
}

/** The lines that run once before packages are installed: where they come from, and the package manager. */
export function prepareManager({ manager }: Packages, mirror: boolean): readonly string[] {
  return [
    ...(mirror
      ? ['# Where packages come from: --buildArgs=NPM_CONFIG_REGISTRY=…', 'ARG NPM_CONFIG_REGISTRY']
      : []),
    ...(manager.setUp === undefined ? [] : [`RUN ${manager.setUp}`]),
  ];
}

/** A `RUN` of commands one after the other, with the package manager's cache. */
export function runWithCache(
  { cache, useMirror }: PackageManager,
  commands: readonly string[],
  mirror: boolean,
): readonly string[] {
  const all = [...(mirror && useMirror !== undefined ? [useMirror] : []), ...commands];
  return `RUN --mount=type=cache,target=${cache} \\\n    ${all.join(' && \\\n    ')}`.split('\n');
}

function packageFiles(folder: string, { lockFile }: PackageManager): readonly string[] {
  return ['package.json', lockFile].map((file) => posix.join(folder, file));
}

function findLockFile(project: ServiceProject): { folder: string; manager: PackageManager } {
  for (const folder of [project.root, '.']) {
    const manager = managerOf(project, folder);
    if (manager !== undefined) return { folder, manager };
  }
  throw cannotWrite(
    project,
    `there is no lock file of npm, pnpm or Yarn, neither in ${project.root} nor in the workspace root`,
    'Let one of them write it (npm install --package-lock-only), or copy what Nx has built: --prebuilt.',
  );
}

function managerOf({ exists, read }: ServiceProject, folder: string): PackageManager | undefined {
  const found = [npm, pnpm, yarnBerry].find(({ lockFile }) => exists(posix.join(folder, lockFile)));
  const classic =
    found === yarnBerry && read(posix.join(folder, found.lockFile)).includes('yarn lockfile v1');
  return classic ? yarnClassic : found;
}
