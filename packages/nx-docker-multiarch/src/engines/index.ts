export { chooseEngine, type EngineChoice } from './choose-engine.js';
export { createBuildxEngine, type BuildxTools } from './buildx/index.js';
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
export {
  BUILDKIT_SYNTAX,
  findFrontend,
  findOtherFrontend,
  parsePlanned,
  planPlatform,
} from './plan-dockerfile.js';
export { platformName } from './platform-name.js';
export { readSecretValues } from './secret-values.js';
