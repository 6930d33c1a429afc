export { describeRegistryContract } from './describe-registry.js';
export { attempt } from './attempt.js';
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
export { describeRemoteContract, describeStoreContract, type ContractSubject } from './store-contract.js';
export * from './serve-store/index.js';
export { SAMPLE_AUTHORITY, SAMPLE_CERTIFICATE, SAMPLE_KEY } from './sample-certificate.js';
export { serveProxy, type ServedProxy, type ServeProxyOptions } from './serve-proxy.js';
export { disguise, type Disguise } from './disguise.js';
export { WITHOUT_WAITING } from './without-waiting.js';
export { openServed, type OpenServed } from './open-served.js';
