import type { Tree } from '@nx/devkit';

/** How a workspace's packages are installed, and a program of theirs is run. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** The file without which `install` fails; absent: it is there. */
  readonly missingLockFile?: string;
  /** Installs exactly what the lock file says, or fails. */
  readonly install: string;
  /** What stands before the name of a program: `npx`. */
  readonly exec: string;
  /** What has to fetch it first: Corepack, in the version that package.json names, or its own; absent: it is there. */
  readonly fetchedBy?: 'corepack' | 'bun';
}

const NPM = { name: 'npm', install: 'npm ci', exec: 'npx' } as const;

/** The package manager whose lock file is there; npm if none is. */
export function findPackageManager(tree: Tree): PackageManager {
  if (tree.exists('pnpm-lock.yaml'))
    return {
      name: 'pnpm',
      install: 'pnpm install --frozen-lockfile',
      exec: 'pnpm exec',
      fetchedBy: 'corepack',
    };
  if (tree.exists('yarn.lock')) {
    const isClassic = !tree.exists('.yarnrc.yml');
    const install = `yarn install ${isClassic ? '--frozen-lockfile' : '--immutable'}`;
    return { name: 'yarn', install, exec: 'yarn', ...(!isClassic && { fetchedBy: 'corepack' }) };
  }
  if (tree.exists('bun.lock') || tree.exists('bun.lockb'))
    return { name: 'bun', install: 'bun install --frozen-lockfile', exec: 'bunx', fetchedBy: 'bun' };
  return tree.exists('package-lock.json') ? NPM : { ...NPM, missingLockFile: 'package-lock.json' };
}
