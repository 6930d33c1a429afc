import type { ErrorDetails } from './coded-error.js';
import type { OciErrorCode } from './codes.js';
import { OciError } from './oci-error.js';

/** A failure of a server, or of the way to it, that may be over in a moment. */
export class TransientError extends OciError {
  constructor(
    code: OciErrorCode,
    message: string,
    details: ErrorDetails = {},
    /** How long the server asks to be left alone, if it says so. */
    readonly retryAfterMs?: number,
  ) {
    super(code, message, details);
  }
}
