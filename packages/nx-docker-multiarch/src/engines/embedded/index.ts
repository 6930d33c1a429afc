export { findBeyondEmbedded } from './beyond.js';
export { createEmbeddedEngine, type EmbeddedTools } from './embedded.js';
