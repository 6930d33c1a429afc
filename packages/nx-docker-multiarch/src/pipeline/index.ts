export { groupJobs, jobsOf } from './jobs.js';
export { buildImage } from './build-image.js';
export {
  deleteEntries,
  findOldEntries,
  type DeletedEntry,
  type OldEntry,
  type Survey,
} from './cache/prune.js';
export { countReceived } from './count-received.js';
export type { ImageResult, PlatformResult, TagResult } from './image-result.js';
export { createBaseImages, type BaseMemory } from './inputs/base-images.js';
export type { RunTools } from './run-tools.js';
export { createDocumentMemory, rememberDocuments, type DocumentMemory } from './remember-documents.js';
export { findImages, tagImage, type ReleasedImage } from './release-image.js';
export { shareBlobs } from './share-blobs.js';
export { formatBytes, formatDuration } from './units.js';
