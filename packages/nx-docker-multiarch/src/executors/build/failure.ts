import { CodedError } from '../../errors/index.js';

/**
 * What to tell the user of a failure: code and message, the hint below. Errors: anything that is not a `CodedError`
 * is thrown on, for it is a bug of ours.
 */
export function describeFailure(error: unknown): readonly string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(describeFailure);
  if (!(error instanceof CodedError)) throw error;
  return [`${error.code}: ${error.message}`, ...(error.hint === undefined ? [] : indent(error.hint))];
}

function indent(text: string): readonly string[] {
  return text.split('\n').map((line) => `  ${line}`);
}
