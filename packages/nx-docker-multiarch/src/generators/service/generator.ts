import { formatFiles, logger, type Tree } from '@nx/devkit';
import { addService } from './add-service.js';
import type { ServiceOptions } from './options.js';

/** `nx-docker-multiarch:service`: makes a service that runs, with its image. What is there stays as it is. */
export default async function service(tree: Tree, options: ServiceOptions): Promise<void> {
  for (const line of await addService(tree, options)) logger.info(line);
  if (!(options.skipFormat ?? false)) await formatFiles(tree);
}
