/** Each failure of work that was done side by side, or the one that there is. */
export function failuresOf(error: unknown): readonly unknown[] {
  return error instanceof AggregateError ? error.errors.flatMap(failuresOf) : [error];
}
