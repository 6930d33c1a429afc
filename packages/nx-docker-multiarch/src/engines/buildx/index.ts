export { createBuildxEngine, type BuildxTools } from './buildx.js';
