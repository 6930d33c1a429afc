export { ARCHIVE_HEAD_BYTES, findArchive, findCompression, type Compression } from './compression.js';
export { gzipBytes } from './gzip.js';
export { inflateLayer } from './inflate.js';
export type { TarEntryType, TarMeta } from './tar-entry.js';
export type { LoadedFile, StreamedFile, TarInput } from './tar-input.js';
export { HEAD_BYTES, readTarEntries, readTarFiles, type TarEntry, type TarFile } from './tar-reader.js';
export type { TarLimits } from './tar-walk.js';
export { writeTar } from './tar-writer.js';
export { verifyDiffId } from './verify-diff-id.js';
export {
  describeLayer,
  writeLayer,
  type LayerDescription,
  type WriteLayerOptions,
  type WrittenLayer,
} from './write-layer.js';
