import { posix } from 'node:path';
import type { CreateNodesV2 } from '@nx/devkit';
import { readPluginOptions, type PluginOptions } from './plugin-options.js';
import { createProjectCheck } from './project-check.js';
import { projectNodes } from './project-nodes.js';
import { inferReleases } from './project-release.js';

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
    // Every command waits while Nx merges what it is told: of releases nothing is said where there are none.
    const releaseOf =
      nxJsonConfiguration.release && inferReleases(workspaceRoot, nxJsonConfiguration.release);
    const nodes = [...groupByFolder(files)].map(async ([root, dockerfiles]) =>
      (await isProject(root)) ? projectNodes(root, dockerfiles, options, await releaseOf?.(root)) : [],
    );
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
