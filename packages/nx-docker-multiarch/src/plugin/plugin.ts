import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { CreateNodesV2 } from '@nx/devkit';
import { readPluginOptions, type PluginOptions } from './plugin-options.js';
import { createProjectCheck } from './project-check.js';
import { projectNodes } from './project-nodes.js';
import type { PackageJson } from './release-targets.js';

/** The name by which nx.json knows the plugin. */
export const name = 'nx-docker-multiarch';

/** `Dockerfile.dockerignore` is none, and what holds other characters would be no name of a target. */
const DOCKERFILE = /^Dockerfile(?:\.(?!(?:.+\.)?dockerignore$)[\w.-]+)?$/;

/**
 * The targets that projects with Dockerfiles get. Dockerfiles are not read, and whatever they are, no command fails; only
 * wrong options in nx.json make it: `OPTIONS_INVALID`. Nx 22 reads `createNodesV2`, 24 `createNodes`.
 */
export const createNodesV2: CreateNodesV2<PluginOptions> = [
  '**/{Dockerfile,Dockerfile.*}',
  async (files, rawOptions, { workspaceRoot, nxJsonConfiguration }) => {
    const options = readPluginOptions(rawOptions);
    const isProject = createProjectCheck(workspaceRoot);
    const nodes = [...groupByFolder(files)].map(async ([root, dockerfiles]) => {
      if (!(await isProject(root))) return [];
      const packageJson = readPackageJson(join(workspaceRoot, root));
      return projectNodes(root, dockerfiles, {
        options,
        packageJson,
        nxRelease: nxJsonConfiguration.release,
      });
    });
    return (await Promise.all(nodes)).flat();
  },
];
export const createNodes = createNodesV2;

function groupByFolder(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const file of [...files].sort()) {
    if (!DOCKERFILE.test(posix.basename(file))) continue;
    const folder = posix.dirname(file);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return folders;
}

function readPackageJson(folder: string): PackageJson {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return undefined;
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null ? content : {};
  } catch {
    // Nx itself says what is wrong with it.
    return {};
  }
}
