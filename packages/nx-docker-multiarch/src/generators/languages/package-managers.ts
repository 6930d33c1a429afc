import type { Libc } from './libc.js';

/** How packages of npm come into a build stage. */
export interface PackageManager {
  /** Its lock file's name. */
  readonly lockFile: string;
  /** Files that say how packages are installed, besides package.json and the lock file. */
  readonly settings: readonly string[];
  /** Folders of the same purpose. */
  readonly folders: readonly string[];
  /** The folder that is kept between builds. */
  readonly cache: string;
  /** The command that brings the program itself, where Node's image lacks it. */
  readonly setUp?: string;
  /** The command that makes the build argument NPM_CONFIG_REGISTRY count, where the program does not read it. */
  readonly useMirror?: string;
  /** Whether it refuses a workspace that lacks the package.json of packages that nobody asked for. */
  readonly needsAllManifests?: boolean;
  /** The command that installs everything for the machine that builds. */
  readonly install: string;
  /**
   * The commands that install what a package needs to run on the architecture `$cpu`. They run no scripts of packages: what
   * those compile or fetch is for the machine that builds. `workspace` is the package's folder if it is one of several.
   */
  installFor(libc: Libc, workspace: string | undefined): readonly string[];
  /** What stands before a program that a package brings. */
  readonly run: string;
  /** What has to be known about the installed packages. */
  readonly remark?: string;
}

export const npm: PackageManager = {
  lockFile: 'package-lock.json',
  settings: ['.npmrc'],
  folders: [],
  cache: '/root/.npm',
  install: 'npm ci',
  installFor: (libc, workspace) => [
    `npm ci --omit=dev --ignore-scripts --os=linux --cpu=$cpu --libc=${libc}${workspace === undefined ? '' : ` --workspace=${workspace}`}`,
  ],
  run: 'npx',
};

export const pnpm: PackageManager = {
  lockFile: 'pnpm-lock.yaml',
  settings: ['pnpm-workspace.yaml', '.npmrc', '.pnpmfile.cjs'],
  folders: ['patches'],
  cache: '/root/.local/share/pnpm/store',
  setUp: 'npm install --global pnpm@10',
  install: 'pnpm install --frozen-lockfile',
  installFor: (libc, workspace) => [
    `pnpm install --frozen-lockfile --prod --ignore-scripts --os=linux --cpu=$cpu --libc=${libc}${workspace === undefined ? '' : ` --filter='{./${workspace}}...'`}`,
  ],
  run: 'pnpm exec',
};

/** Yarn 1. */
export const yarnClassic: PackageManager = {
  lockFile: 'yarn.lock',
  settings: ['.npmrc', '.yarnrc'],
  folders: [],
  cache: '/usr/local/share/.cache/yarn',
  install: 'yarn install --frozen-lockfile',
  installFor: () => ['yarn install --frozen-lockfile --production --ignore-scripts --ignore-platform'],
  run: 'yarn run',
  remark:
    'Yarn 1 knows no foreign architectures, so that it brings the programs of packages for all of them.',
};

/** Yarn 4. */
export const yarnBerry: PackageManager = {
  lockFile: 'yarn.lock',
  settings: ['.yarnrc.yml'],
  folders: ['.yarn/patches', '.yarn/plugins', '.yarn/releases'],
  cache: '/root/.yarn/berry/cache',
  setUp: 'npm install --global --force @yarnpkg/cli-dist@4',
  // Empty is an address for Yarn, and no valid one.
  useMirror: '[ -z "$NPM_CONFIG_REGISTRY" ] || export YARN_NPM_REGISTRY_SERVER="$NPM_CONFIG_REGISTRY"',
  needsAllManifests: true,
  install: 'YARN_NODE_LINKER=node-modules yarn install --immutable',
  installFor: (libc, workspace) => [
    'yarn config set nodeLinker node-modules',
    `yarn config set supportedArchitectures --json '{"os":["linux"],"cpu":["'$cpu'"],"libc":["${libc}"]}'`,
    `YARN_ENABLE_SCRIPTS=0 ${workspace === undefined ? 'yarn' : `yarn --cwd ${workspace}`} workspaces focus --production`,
  ],
  run: 'yarn run',
};
