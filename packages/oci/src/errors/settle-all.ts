/**
 * The results in order, once *every* promise has come to its end.
 * Errors: the failure itself if there is one, an `AggregateError` of all of them if there are more.
 */
export async function settleAll<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(promises);
  const failures = outcomes
    .filter((outcome) => outcome.status === 'rejected')
    .map(({ reason }) => reason as unknown);
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} failures`);
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<T>).value);
}
