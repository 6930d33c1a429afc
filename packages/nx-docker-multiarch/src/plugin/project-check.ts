import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Tells whether a folder, relative to the workspace root, is a project without any plugin's help. A target for another
 * folder would make Nx refuse the whole graph, or add a project that nobody asked for.
 */
export function createProjectCheck(workspaceRoot: string): (folder: string) => Promise<boolean> {
  const has = (folder: string, file: string): boolean => existsSync(join(workspaceRoot, folder, file));
  let isProject: Promise<(file: string) => boolean> | undefined;
  return async (folder) => {
    if (has(folder, 'project.json')) return true;
    if (!has(folder, 'package.json')) return false;
    isProject ??= loadPackageCheck(workspaceRoot);
    return (await isProject)(folder === '.' ? 'package.json' : `${folder}/package.json`);
  };
}

/**
 * Nx's own answer to which package.json is a project's: those that the workspaces of npm, Yarn, Bun, pnpm or Lerna name. If
 * a later Nx has it elsewhere, none is.
 */
async function loadPackageCheck(workspaceRoot: string): Promise<(file: string) => boolean> {
  try {
    // Late: only workspaces of packages need it, and it has to be loaded.
    const nx = await import('nx/src/plugins/package-json');
    const readJson = (file: string): unknown => JSON.parse(readFileSync(join(workspaceRoot, file), 'utf8'));
    const patterns = nx.buildPackageJsonPatterns(workspaceRoot, readJson);
    return nx.buildPackageJsonWorkspacesMatcher(patterns);
  } catch {
    return () => false;
  }
}
