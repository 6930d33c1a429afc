export { knownReason, reasonOrThrow } from './known-reason.js';
export { PluginError } from './plugin-error.js';
export type { PluginErrorCode } from './codes.js';
export { CodedError, failuresOf, redact, settleAll } from '@nx-docker-multiarch/oci/errors';
