import { CodedError } from './coded-error.js';
import type { OciErrorCode } from './codes.js';

/** A failure raised by this package. */
export class OciError extends CodedError<OciErrorCode> {
  override readonly name = 'OciError';
}
