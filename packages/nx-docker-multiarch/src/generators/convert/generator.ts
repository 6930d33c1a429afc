import { formatFiles, logger, type Tree } from '@nx/devkit';
import { convertWorkspace } from './convert-workspace.js';
import type { ConvertOptions } from './options.js';
import { formatOutcome } from './report.js';

/** `nx-docker-multiarch:convert`: makes targets of `@nx-tools/nx-container` ours, and says what of them can't be. */
export default async function convert(
  tree: Tree,
  { project, force, skipFormat = false }: ConvertOptions,
): Promise<void> {
  const outcome = convertWorkspace(tree, { project, force });
  for (const line of formatOutcome(outcome)) logger.info(line);
  if (!skipFormat) await formatFiles(tree);
}
