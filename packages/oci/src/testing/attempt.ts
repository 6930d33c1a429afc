import { CodedError } from '../errors/index.js';

/** What comes of it; `undefined` for an error with a code. Any other error is a bug, and comes out. */
export async function attempt<Result>(run: () => Result | Promise<Result>): Promise<Result | undefined> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof CodedError) return undefined;
    throw error;
  }
}
