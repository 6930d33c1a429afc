export type { BlobWritten, ImageStore, WriteBlobOptions } from './image-store.js';
