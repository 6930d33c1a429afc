export { builderWork } from './builder-work.js';
export { findReach, type Reach, type ReachedContext, type ReachedImage } from './find-reach.js';
export { isFixedAddress, isRemotePath } from './remote-path.js';
export { createSureWords, type SureWords } from './sure-words.js';
