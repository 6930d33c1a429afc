export type { ContextEntry, ContextTree } from './context-tree.js';
export { digestFiles, type DigestOptions } from './digest-files.js';
export { digestStoreFile } from './digest-store-file.js';
export { findDockerignore } from './find-dockerignore.js';
export { gitMode } from './git-mode.js';
export { matchSources, type MatchedSource } from './match-sources.js';
export { fillFromContextFile, LOADED_BYTES, openContextFile } from './open-context-file.js';
export {
  readInputFiles,
  type InputFile,
  type InputFiles,
  type InputFilesOptions,
} from './read-input-files.js';
export { scanContext, type ScanOptions } from './scan-context.js';
export { hasAll, scanPart, type ScannedPart } from './scan-part.js';
export { toScope } from './source-scope.js';
export type { ExcludedPath, SourceEntry, SourceTree } from './source-tree.js';
