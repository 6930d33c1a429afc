export { groupJobs } from './build-platforms.js';
export { buildImage } from './build-image.js';
export { countReceived, type ReceivedCount } from './count-received.js';
export type { ImageResult, PlatformResult, TagResult } from './image-result.js';
export type { RunTools } from './run-tools.js';
export { formatBytes, formatDuration } from './units.js';
