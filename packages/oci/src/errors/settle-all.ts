/**
 * The results in order, once *every* promise has come to its end.
 * Errors: the failure itself if there is one (or one and the same from several, as of a signal), an
 * `AggregateError` of all of them if there are more.
 */
export async function settleAll<T extends readonly unknown[] | []>(
  promises: T,
): Promise<{ -readonly [Position in keyof T]: Awaited<T[Position]> }> {
  const outcomes: readonly PromiseSettledResult<unknown>[] = await Promise.allSettled(promises);
  const failures = [
    ...new Set(
      outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason as unknown),
    ),
  ];
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} failures`);
  const values = outcomes.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value);
  return values as { -readonly [Position in keyof T]: Awaited<T[Position]> };
}

/**
 * As `settleAll`, over work of which at most `limit` pieces are under way at once. After a failure nothing new is
 * started; what is under way is awaited.
 */
export async function settleEach<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !hasFailed) {
      const position = next++;
      try {
        results[position] = await work(items[position] as T);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await settleAll(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
