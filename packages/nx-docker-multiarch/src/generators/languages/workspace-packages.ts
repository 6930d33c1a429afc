import { posix } from 'node:path';
import { isOutput, readManifest, type PackageJson } from './package-json.js';
import type { ServiceProject } from './service-project.js';

/** One of the packages that share the lock file of the workspace. */
export interface WorkspacePackage {
  /** Relative to the workspace's root. */
  readonly folder: string;
  readonly manifest: PackageJson;
}

/** The packages that pnpm-workspace.yaml, or else `workspaces` in the package.json of the root, says belong together. */
export function workspacePackages(project: ServiceProject): readonly WorkspacePackage[] {
  const { workspaces = [] } = readManifest(project, '.');
  const pnpm = project.read('pnpm-workspace.yaml');
  const patterns = pnpm === '' ? ('packages' in workspaces ? workspaces.packages : workspaces) : named(pnpm);
  const expand = (pattern: string): readonly string[] =>
    foldersLike(project, '.', posix.normalize(pattern).replace(/\/$/, '').split('/'));
  const left = new Set(
    patterns.flatMap((pattern) => (pattern.startsWith('!') ? expand(pattern.slice(1)) : [])),
  );
  const folders = new Set(patterns.flatMap((pattern) => (pattern.startsWith('!') ? [] : expand(pattern))));
  return [...folders]
    .filter((folder) => !left.has(folder) && project.exists(posix.join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: readManifest(project, folder) }));
}

/** Those of `packages` that a package needs, directly or not; each after those that it needs itself. */
export function neededPackages(
  packages: readonly WorkspacePackage[],
  start: PackageJson,
  kind: 'to run' | 'to build',
): readonly WorkspacePackage[] {
  const seen = new Set<unknown>(packages.filter(({ manifest }) => manifest.name === start.name));
  const follow = (manifest: PackageJson, more: object = {}): readonly WorkspacePackage[] => {
    const { dependencies, optionalDependencies, peerDependencies } = manifest;
    const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies, ...more });
    return packages
      .filter((each) => names.includes(each.manifest.name ?? ''))
      .flatMap((each) => {
        if (seen.has(each)) return [];
        seen.add(each);
        return [...follow(each.manifest), each];
      });
  };
  return follow(start, kind === 'to build' ? start.devDependencies : {});
}

/** The folder that a build of a package of the workspace writes, relative to the package; `undefined` if it is used as it is. */
export function outputFolder(
  project: ServiceProject,
  { folder, manifest }: WorkspacePackage,
): string | undefined {
  const files = JSON.stringify([manifest.main, manifest.exports]).matchAll(
    /"(?:\.\/)?([^"./][^"/]*)\/[^"]*"/g,
  );
  return [...files].map(([, name = '']) => name).find((name) => isOutput(project, folder, name));
}

function named(pnpmWorkspace: string): readonly string[] {
  const text = pnpmWorkspace.replace(/^\s*#.*|\s#.*/gm, '');
  const list = /^packages:(.*(?:\n(?:[\s-].*)?)*)/m.exec(text)?.[1] ?? '';
  return [...list.matchAll(/['"]([^'"]+)['"]|-\s+([^\s'"]+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
}

function foldersLike(
  project: ServiceProject,
  folder: string,
  [segment, ...rest]: readonly string[],
): readonly string[] {
  if (segment === undefined) return [folder];
  if (segment === '.') return foldersLike(project, folder, rest);
  const below = project.list(folder).filter((name) => name !== 'node_modules' && !name.startsWith('.'));
  const inside = (name: string, next: readonly string[]): readonly string[] =>
    foldersLike(project, posix.join(folder, name), next);
  if (segment === '**')
    return [folder, ...below.flatMap((name) => inside(name, [segment]))].flatMap((found) =>
      foldersLike(project, found, rest),
    );
  const pattern = new RegExp(`^${segment.replace(/[.+^$()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
  return below.filter((name) => pattern.test(name)).flatMap((name) => inside(name, rest));
}
