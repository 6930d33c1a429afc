export { CodedError, type ErrorDetails } from './coded-error.js';
export type { OciErrorCode } from './codes.js';
export { failuresOf } from './failures-of.js';
export { OciError } from './oci-error.js';
export { redact, redactUrl } from './redact.js';
export { settleAll, settleEach } from './settle-all.js';
export { TransientError } from './transient-error.js';
export { untilAborted } from './until-aborted.js';
