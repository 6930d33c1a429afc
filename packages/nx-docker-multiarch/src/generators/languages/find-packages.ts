import { posix } from 'node:path';
import { npm, pnpm, yarnBerry, yarnClassic, type PackageManager } from './package-managers.js';
import type { ServiceProject } from './service-project.js';
import { copy } from './stages.js';

/** What a project's packages are installed by. */
export interface Packages {
  readonly manager: PackageManager;
  /** The folder of package.json and the lock file, relative to the workspace's root. */
  readonly folder: string;
  /** The project's own folder, if that is one of several packages with one lock file. */
  readonly workspace: string | undefined;
  /** The files and folders that say what is installed, relative to the workspace's root. */
  readonly manifests: readonly string[];
}

/** By the lock file of the project, or else of the workspace, what its packages are installed by; npm without one. */
export function findPackages(project: ServiceProject): Packages {
  const { root, exists, path } = project;
  const own = exists(path('package.json'));
  const folder = [root, '.'].find((candidate) => managerOf(project, candidate)) ?? (own ? root : '.');
  const manager = managerOf(project, folder) ?? npm;
  const workspace = own && folder !== root ? root : undefined;
  const { lockFile, settings, folders } = manager;
  const optional = [...settings, ...folders].map((file) => posix.join(folder, file)).filter(exists);
  const manifests = ['package.json', lockFile].map((file) => posix.join(folder, file));
  return {
    manager,
    folder,
    workspace,
    manifests: [...manifests, ...optional, ...(workspace === undefined ? [] : [path('package.json')])],
  };
}

/** The `COPY` lines that bring the manifests into the current folder, which stands for that of the lock file. */
export function copyManifests({ manager, folder, workspace, manifests }: Packages): readonly string[] {
  const folders = manager.folders.map((name) => posix.join(folder, name));
  const member = workspace === undefined ? [] : [posix.join(workspace, 'package.json')];
  const apart = [...folders, ...member];
  return [
    '# First what says which packages there are: they are installed again only when that changes.',
    copy(
      manifests.filter((path) => !apart.includes(path)),
      './',
    ),
    ...manifests
      .filter((path) => folders.includes(path))
      .map((path) => copy([path], `./${posix.relative(folder, path)}`)),
    ...member.map((path) => copy([path], `./${posix.dirname(path)}/`)),
  ];
}

/** The lines that run once before packages are installed: where they come from, and the package manager. */
export function prepareManager({ manager }: Packages, mirror: boolean): readonly string[] {
  const variable = manager === yarnBerry ? 'YARN_NPM_REGISTRY_SERVER' : undefined;
  return [
    ...(mirror
      ? ['# Where packages come from: --buildArgs=NPM_CONFIG_REGISTRY=…', 'ARG NPM_CONFIG_REGISTRY']
      : []),
    ...(mirror && variable !== undefined ? [`ARG ${variable}=$NPM_CONFIG_REGISTRY`] : []),
    ...(manager.setUp === undefined ? [] : [`RUN ${manager.setUp}`]),
  ];
}

/** A `RUN` of commands one after the other, with the package manager's cache. */
export function runWithCache({ cache }: PackageManager, commands: readonly string[]): readonly string[] {
  return `RUN --mount=type=cache,target=${cache} \\\n    ${commands.join(' && \\\n    ')}`.split('\n');
}

function managerOf({ exists, read }: ServiceProject, folder: string): PackageManager | undefined {
  const found = [npm, pnpm, yarnBerry].find(({ lockFile }) => exists(posix.join(folder, lockFile)));
  const classic =
    found === yarnBerry && read(posix.join(folder, found.lockFile)).includes('yarn lockfile v1');
  return classic ? yarnClassic : found;
}
