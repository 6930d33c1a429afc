import { setTimeout as pause } from 'node:timers/promises';
import { OciError, TransientError } from '../errors/index.js';

/** What waiting needs of the world. */
export interface RetryOptions {
  /** From 0 to under 1, so that those who were refused together do not come back together. */
  readonly random: () => number;
  /** Ends early at its signal, with the signal's reason. The real clock if it is absent. */
  readonly sleep?: ((ms: number, signal: AbortSignal | undefined) => Promise<void>) | undefined;
}

/** Counts the failures of one piece of work, and waits after each. */
export interface Patience {
  /**
   * Resolves when the next attempt is due. Errors: the failure itself if it is not transient; a lasting one with the same
   * code if it has been often or long enough, or if the server asks for more time than there is; the signal's reason.
   */
  outlast(failure: unknown, signal: AbortSignal | undefined): Promise<void>;
}

const MAX_ATTEMPTS = 5;
const MAX_TOTAL_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 500;

/** Patience for one piece of work: it waits twice as long each time, a random half of it less. */
export function createPatience({ random, sleep = sleepUnlessAborted }: RetryOptions): Patience {
  let attempts = 0;
  let waitedMs = 0;
  return {
    async outlast(failure, signal) {
      signal?.throwIfAborted();
      if (!(failure instanceof TransientError)) throw failure;
      attempts++;
      const backOffMs = FIRST_WAIT_MS * 2 ** (attempts - 1) * (1 - random() / 2);
      const waitMs = Math.max(failure.retryAfterMs ?? 0, backOffMs);
      waitedMs += waitMs;
      if (attempts === MAX_ATTEMPTS || waitedMs > MAX_TOTAL_WAIT_MS) throw lasting(failure, attempts);
      await sleep(waitMs, signal);
    },
  };
}

/** The result of work that is done again as long as its failures are transient and `patience` lasts. */
export async function persist<T>(
  patience: Patience,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (failure) {
      await patience.outlast(failure, signal);
    }
  }
}

/** Not transient any more, so that whoever waits for this work does not begin it five times. */
function lasting(failure: TransientError, attempts: number): OciError {
  const { code, message, hint } = failure;
  return new OciError(code, attempts === 1 ? message : `${message}, after ${attempts} attempts`, {
    ...(hint !== undefined && { hint }),
    cause: failure,
  });
}

async function sleepUnlessAborted(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => signal?.throwIfAborted());
}
