import type { ImageConfig, Platform } from '@nx-docker-multiarch/oci/model';
import { pathFolders, type Executable } from './executable.js';
import type { ImageFiles } from './image-files.js';

/** A warning for each binary of another platform that a container would see in a `PATH` folder, beside those `known`. */
export function foreignBinaries(
  { architecture }: Platform,
  config: ImageConfig,
  files: ImageFiles,
  known: readonly Executable[],
): readonly string[] {
  const folders = new Set(pathFolders(config));
  const knownPaths = new Set(known.map(({ path }) => path));
  const warnings: string[] = [];
  const isWanted = (path: string): boolean =>
    folders.has(path.slice(0, path.lastIndexOf('/'))) && !knownPaths.has(path);
  for (const { path, file } of files.visible(isWanted)) {
    const { program } = file;
    if (program?.kind === 'binary' && program.builtFor !== architecture)
      warnings.push(`${path} is a binary for ${program.builtFor}`);
  }
  return warnings;
}
