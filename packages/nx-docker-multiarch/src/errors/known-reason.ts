import { CodedError } from '@nx-docker-multiarch/oci/errors';

/**
 * What a failure says that stops nothing, in what did it. Errors: the signal's reason once it has fired, and the failure
 * itself if it is a bug of ours.
 */
export function reasonOrThrow(error: unknown, signal: AbortSignal): string {
  signal.throwIfAborted();
  const reason = knownReason(error);
  if (reason === undefined) throw error;
  return reason;
}

/** What a failure says that a user can act on, or several of them at once; `undefined` for a bug of ours. */
export function knownReason(error: unknown): string | undefined {
  if (error instanceof CodedError) return error.message;
  if (!(error instanceof AggregateError)) return undefined;
  const reasons = error.errors.map(knownReason);
  return reasons.includes(undefined) ? undefined : [...new Set(reasons)].join('; ');
}
