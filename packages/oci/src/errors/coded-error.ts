/** What a `CodedError` can carry besides its message. */
export interface ErrorDetails {
  /** What the user can do about it, as an instruction. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** A failure the user can act on. Anything else that is thrown is a bug of ours. */
export class CodedError<Code extends string = string> extends Error {
  override readonly name: string = 'CodedError';
  readonly hint: string | undefined;

  /** `message` reads *doing object: what happened*. */
  constructor(
    readonly code: Code,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.hint = details.hint;
  }
}
