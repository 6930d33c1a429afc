export type { Reach } from './address.js';
export { discard, MAX_MESSAGE_BYTES, readBounded } from './body.js';
export type { RunHelper } from './credential-helper.js';
export type { Credential, Credentials } from './credential.js';
export {
  createCredentials,
  findCredentialSource,
  type CredentialSource,
  type CredentialsOptions,
} from './credentials.js';
export { responseFailure } from './failure.js';
export type { FollowedResponse } from './follow.js';
export type { HttpRequest, HttpResponse, RequestBody, Transport } from './message.js';
export { readProxies, type Proxies } from './proxies.js';
export { registryHost } from './registry-address.js';
export {
  createRegistryClient,
  type RegistryClient,
  type RegistryClientOptions,
  type RegistryRequest,
} from './registry-client.js';
export { createPatience, persist, type Patience, type RetryOptions } from './retry.js';
export { resolveTarget } from './target.js';
export { loadHttpClient } from './transport-peer.js';
export { createTransport, type TransportOptions } from './transport.js';
