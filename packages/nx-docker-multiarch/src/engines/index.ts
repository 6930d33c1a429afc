export type { BuildScope, Engine, Finding, PlatformContent } from './engine.js';
