import type { RetryOptions } from '../http/index.js';

/** Retries as they are, but for the time between them. */
export const WITHOUT_WAITING: RetryOptions = { random: () => 0, sleep: () => Promise.resolve() };
