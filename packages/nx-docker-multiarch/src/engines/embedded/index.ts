export { findBeyondEmbedded } from './beyond.js';
export { writeCacheFile } from './cache-file.js';
export { createEmbeddedEngine, type EmbeddedTools } from './embedded.js';
export { imageOfContext, kindOfContext } from './named-context.js';
