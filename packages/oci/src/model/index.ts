export { canonicalJson } from './canonical-json.js';
export { compareText } from './compare-text.js';
export { parseDescriptor, type Descriptor } from './descriptor.js';
export { digestHex, digestOf, finishDigest, isDigest, parseDigest, type Digest } from './digest.js';
export {
  describeDocument,
  isIndex,
  MAX_DOCUMENT_BYTES,
  parseDocument,
  parseIndex,
  parseJson,
  parseManifest,
  type EncodedDocument,
  type ImageIndex,
  type ImageManifest,
} from './document.js';
export { parseImageConfig, type ImageConfig } from './image-config.js';
export {
  attestedDigest,
  combineIndex,
  findPlatform,
  isAttestation,
  UNKNOWN_PLATFORM,
} from './image-index.js';
export * from './media-types.js';
export {
  comparePlatforms,
  formatPlatform,
  isSamePlatform,
  normalizePlatform,
  parsePlatform,
  type Platform,
} from './platform.js';
export {
  DOCKER_HUB,
  formatReference,
  formatRepository,
  isTag,
  parseReference,
  type Reference,
} from './reference.js';
