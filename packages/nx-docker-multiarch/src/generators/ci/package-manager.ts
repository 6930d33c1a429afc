import type { Tree } from '@nx/devkit';

/** How a workspace's packages are installed, and a program of theirs is run. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn';
  /** The file without which `install` fails; absent: it is there. */
  readonly missingLockFile?: string;
  /** Installs exactly what the lock file says, or fails. */
  readonly install: string;
  /** What stands before the name of a program: `npx`. */
  readonly exec: string;
  /** Whether it is fetched by Corepack: in the version that package.json names. */
  readonly needsCorepack: boolean;
}

const NPM = { name: 'npm', install: 'npm ci', exec: 'npx', needsCorepack: false } as const;

/** The package manager whose lock file is there; npm if none is. */
export function findPackageManager(tree: Tree): PackageManager {
  if (tree.exists('pnpm-lock.yaml'))
    return {
      name: 'pnpm',
      install: 'pnpm install --frozen-lockfile',
      exec: 'pnpm exec',
      needsCorepack: true,
    };
  if (tree.exists('yarn.lock')) {
    const isClassic = !tree.exists('.yarnrc.yml');
    const install = `yarn install ${isClassic ? '--frozen-lockfile' : '--immutable'}`;
    return { name: 'yarn', install, exec: 'yarn', needsCorepack: !isClassic };
  }
  return tree.exists('package-lock.json') ? NPM : { ...NPM, missingLockFile: 'package-lock.json' };
}
