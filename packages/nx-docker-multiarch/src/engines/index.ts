export { chooseEngine, type EngineChoice } from './choose-engine.js';
export {
  createBuildxEngine,
  findMissing,
  findVersion,
  hintAtEmulator,
  isOlder,
  readMachine,
  type Builder,
  type BuilderNode,
  type BuildxTools,
  type Machine,
  type Version,
} from './buildx/index.js';
export { createDockerLoader, type ImageLoader, type LoadedImage } from './docker-load.js';
export {
  createEmbeddedEngine,
  imageOfContext,
  kindOfContext,
  writeCacheFile,
  type EmbeddedTools,
} from './embedded/index.js';
export type {
  BuildJobs,
  BuildScope,
  Engine,
  Finding,
  KnownBase,
  ListedFile,
  PlatformContent,
} from './engine.js';
export { createMask } from './mask.js';
export { missingPlatform } from './missing-platform.js';
export { parsePlanned, planPlatform, readDockerfile } from './plan-dockerfile.js';
export { platformName } from './platform-name.js';
export { readSecretValues } from './secret-values.js';
