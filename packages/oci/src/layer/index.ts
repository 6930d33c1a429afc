export { gzipBytes } from './gzip.js';
export { inflateLayer } from './inflate.js';
export {
  HEAD_BYTES,
  readTarEntries,
  type TarEntry,
  type TarEntryType,
  type TarLimits,
} from './tar-reader.js';
export { writeTar, type TarInput } from './tar-writer.js';
