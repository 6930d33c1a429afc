import { parseJson } from '@nx/devkit';
import { posix } from 'node:path';
import { findInSources } from './find-in-sources.js';
import type { ServiceProject } from './service-project.js';

type Paths = Readonly<Record<string, readonly string[]>>;

const SCRIPTS = {
  source: /\.([cm]?[jt]sx?|vue|svelte)$/,
  skipped: /^(node_modules|dist|coverage|\.[^.]*)$/,
};
const IMPORT = /\b(?:from|import|require)\s*\(?\s*['"]([^'"\n]+)['"]/g;

/** The folders of what a project imports by `paths` of the workspace's tsconfig, directly or not, relative to its root. */
export function pathLibraries(project: ServiceProject): readonly string[] {
  const paths = readPaths(project);
  const found = new Set<string>();
  const follow = (folder: string): void => {
    for (const name of findInSources(project, folder, IMPORT, SCRIPTS)) {
      const library = folderOf(project, targetOf(paths, name));
      if (library === undefined || library === project.root || found.has(library)) continue;
      found.add(library);
      follow(library);
    }
  };
  if (Object.keys(paths).length > 0) follow(project.root);
  return [...found].sort();
}

function readPaths({ read }: ServiceProject): Paths {
  try {
    const { compilerOptions } = parseJson<{ compilerOptions?: { paths?: Paths } }>(
      read('tsconfig.base.json') || '{}',
    );
    return compilerOptions?.paths ?? {};
  } catch {
    return {};
  }
}

function targetOf(paths: Paths, name: string): string | undefined {
  const [, targets] =
    Object.entries(paths).find(([key]) =>
      key.endsWith('*') ? name.startsWith(key.slice(0, -1)) : name === key,
    ) ?? [];
  return targets?.[0];
}

/** The folder of the project that a path leads into. */
function folderOf({ exists }: ServiceProject, target: string | undefined): string | undefined {
  if (target === undefined) return undefined;
  for (let folder = posix.dirname(posix.normalize(target)); folder !== '.'; folder = posix.dirname(folder))
    if (['project.json', 'package.json'].some((file) => exists(posix.join(folder, file)))) return folder;
  return undefined;
}
