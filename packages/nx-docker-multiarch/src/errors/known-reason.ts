import { CodedError } from '@nx-docker-multiarch/oci/errors';

/** What a failure says that a user can act on, or several of them at once; `undefined` for a bug of ours. */
export function knownReason(error: unknown): string | undefined {
  if (error instanceof CodedError) return error.message;
  if (!(error instanceof AggregateError)) return undefined;
  const reasons = error.errors.map(knownReason);
  return reasons.includes(undefined) ? undefined : [...new Set(reasons)].join('; ');
}
