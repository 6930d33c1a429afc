import { formatFiles, logger, type GeneratorCallback, type Tree } from '@nx/devkit';
import { addDependency } from './add-dependency.js';
import { addDockerignore } from './add-dockerignore.js';
import type { InitOptions } from './options.js';
import { updateWorkspace } from './update-workspace.js';

/** `nx-docker-multiarch:init`, also what `nx add` runs: sets the plugin up in a workspace. What is there stays as it is. */
export default async function init(tree: Tree, options: InitOptions): Promise<GeneratorCallback> {
  const { skipFormat = false, ...pluginOptions } = options;
  const lines = [...updateWorkspace(tree, pluginOptions), ...addDockerignore(tree)];
  const dependency = addDependency(tree);
  [...lines, ...dependency.lines].forEach((line) => logger.info(line));
  if (!skipFormat) await formatFiles(tree);
  return dependency.install;
}
