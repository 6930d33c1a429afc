/** Does the work when fewer than the limit are under way, in the order in which it is asked for, and gives what it gives. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/** A limit of so many at once. */
export function createLimit(atOnce: number): Limit {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  return async (work) => {
    if (free > 0) free--;
    // Whoever ends hands its place over: it is never free in between.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
