export { createBuildxEngine, type BuildxTools } from './buildx.js';
export { findMissing } from './findings.js';
export type { Builder, BuilderNode } from './inspect.js';
export { readMachine, type Machine } from './machine.js';
export { hintAtEmulator } from './platform-findings.js';
export { findVersion, isOlder, type Version } from './version.js';
