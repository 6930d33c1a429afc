export { groupJobs, jobsOf } from './build-platforms.js';
export { buildImage } from './build-image.js';
export { countReceived, type ReceivedCount } from './count-received.js';
export type { ImageResult, PlatformResult, TagResult } from './image-result.js';
export { createBaseImages, type BaseImages } from './inputs/base-images.js';
export type { RunTools } from './run-tools.js';
export { shareBlobs } from './share-blobs.js';
export { formatBytes, formatDuration } from './units.js';
