export { piecesOf, readAll } from './content.js';
export { sampleElf } from './sample-elf.js';
export {
  sampleAttestation,
  sampleImage,
  sampleIndex,
  sampleTar,
  writeSampleBlob,
  type SampleFile,
  type SampleImage,
  type SampleImageOptions,
  type SampleLayer,
} from './samples.js';
export { describeStoreContract, type ContractSubject } from './store-contract.js';
export * from './serve-store/index.js';
export { disguise, type Disguise } from './disguise.js';
