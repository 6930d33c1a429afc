import { formatFiles, type Tree } from '@nx/devkit';
import type { InitOptions } from './options.js';

/** `nx-docker-multiarch:init`: sets the plugin up in a workspace. What is there stays as it is. */
export default async function init(tree: Tree, { skipFormat = false }: InitOptions): Promise<void> {
  if (!skipFormat) await formatFiles(tree);
}
