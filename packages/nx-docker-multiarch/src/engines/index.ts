export { createBuildxEngine, type BuildxTools } from './buildx/index.js';
export { createDockerLoad, type LoadedImage, type LoadImage } from './docker-load.js';
export type { BuildJobs, BuildScope, Engine, Finding, PlatformContent } from './engine.js';
export { platformName } from './platform-name.js';
export { readSecretValues } from './secret-values.js';
