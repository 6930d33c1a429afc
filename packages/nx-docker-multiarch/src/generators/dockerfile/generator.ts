import { formatFiles, logger, type Tree } from '@nx/devkit';
import { addDockerfile } from './add-dockerfile.js';
import type { DockerfileOptions } from './options.js';

/** `nx-docker-multiarch:dockerfile`: writes a cross-compiling Dockerfile for a project. What is there stays as it is. */
export default async function dockerfile(tree: Tree, options: DockerfileOptions): Promise<void> {
  for (const line of await addDockerfile(tree, options)) logger.info(line);
  if (!(options.skipFormat ?? false)) await formatFiles(tree);
}
