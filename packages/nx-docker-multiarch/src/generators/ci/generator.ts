import { formatFiles, logger, type Tree } from '@nx/devkit';
import { writeCiFiles } from './ci-files.js';
import { planCi } from './ci-plan.js';
import type { CiOptions } from './options.js';
import { reportCi } from './report.js';

/** `nx-docker-multiarch:ci`: writes a workflow or pipeline for the images that a change touches. What is there stays as it is. */
export default async function ci(tree: Tree, options: CiOptions): Promise<void> {
  const plan = planCi(tree, options);
  const written = writeCiFiles(tree, plan, options);
  for (const line of reportCi(plan, written, options)) logger.info(line);
  if (!(options.skipFormat ?? false)) await formatFiles(tree);
}
