import { CodedError } from './coded-error.js';
import { OciError } from './oci-error.js';

describe('an OciError', () => {
  it('says what happened, what to do, and why', () => {
    const cause = new Error('ECONNREFUSED');
    const error = new OciError('REGISTRY_UNREACHABLE', 'Reaching ghcr.io: refused', {
      hint: 'Look at it.',
      cause,
    });
    expect(error).toBeInstanceOf(CodedError);
    expect({ ...error, message: error.message, cause: error.cause, text: String(error) }).toEqual({
      name: 'OciError',
      code: 'REGISTRY_UNREACHABLE',
      message: 'Reaching ghcr.io: refused',
      hint: 'Look at it.',
      cause,
      text: 'OciError: Reaching ghcr.io: refused',
    });
  });

  it('has neither hint nor cause unless there is one', () => {
    const error = new OciError('NOT_FOUND', 'Reading x: it is not there');
    expect([error.hint, error.cause]).toEqual([undefined, undefined]);
  });
});
