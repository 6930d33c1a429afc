export type { ContextEntry, ContextTree } from './context-tree.js';
export { digestFiles, type DigestOptions } from './digest-files.js';
export { findDockerignore } from './find-dockerignore.js';
export { gitMode } from './git-mode.js';
export { matchSources, type MatchedSource } from './match-sources.js';
export { LOADED_BYTES, loadContextFile, openContextFile } from './open-context-file.js';
export { scanContext, type ScanOptions } from './scan-context.js';
export type { ExcludedPath, SourceEntry, SourceTree } from './source-tree.js';
