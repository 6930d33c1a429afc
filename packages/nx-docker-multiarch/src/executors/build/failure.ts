import { CodedError } from '../../errors/index.js';

/**
 * What to tell the user of a failure: code and message, the hint below. Of failures side by side that ask for the
 * same, the first speaks for all. Errors: anything that is not a `CodedError` is thrown on, for it is a bug of ours.
 */
export function describeFailure(error: unknown): readonly string[] {
  const kinds = new Map<string, CodedError[]>();
  for (const failure of flatten(error)) {
    const kind = JSON.stringify([failure.code, failure.hint]);
    kinds.set(kind, [...(kinds.get(kind) ?? []), failure]);
  }
  return [...kinds.values()].flatMap(describeKind);
}

function flatten(error: unknown): readonly CodedError[] {
  if (error instanceof AggregateError) return error.errors.flatMap(flatten);
  if (error instanceof CodedError) return [error];
  throw error;
}

function describeKind(failures: readonly CodedError[]): readonly string[] {
  const [{ code, message, hint } = new CodedError('', '')] = failures;
  const others = new Set(failures.map((failure) => failure.message)).size - 1;
  const more = others === 0 ? [] : [`  (and ${others} more like it)`];
  return [
    `${code}: ${message}`,
    ...more,
    ...(hint === undefined ? [] : hint.split('\n').map((line) => `  ${line}`)),
  ];
}
