import { inspect } from 'node:util';
import { CodedError, failuresOf } from '../../errors/index.js';
import type { RunConsole } from './console.js';

const MAX_MESSAGES = 20;

/** A failure as its user sees it, and what of it is a bug of ours. */
export interface DescribedFailure {
  /** Each message once, with its code; below those that ask for the same, the hint. */
  readonly lines: readonly string[];
  /** All that is no `CodedError`; `undefined` if nothing is. */
  readonly bug: Error | undefined;
}

/** What to tell of a failure, or of several side by side. */
export function describeFailure(error: unknown): DescribedFailure {
  const failures = failuresOf(error);
  const known = failures.filter((failure) => failure instanceof CodedError);
  const bugs = failures.filter((failure) => !(failure instanceof CodedError)) as readonly Error[];
  return {
    lines: describeKnown(known),
    bug: bugs.length > 1 ? new AggregateError(bugs, `${bugs.length} failures`) : bugs[0],
  };
}

/** What an executor gives Nx: how the work ended; known failures are told. Errors: a bug of ours, with all else told. */
export async function toSuccess(
  out: Pick<RunConsole, 'error'>,
  work: Promise<boolean>,
): Promise<{ success: boolean }> {
  try {
    return { success: await work };
  } catch (error) {
    const { lines, bug } = describeFailure(error);
    for (const line of lines) out.error(line);
    if (bug !== undefined) throw bug;
    return { success: false };
  }
}

/** Tells a failure to its user, a bug of ours with its stack. */
export function tellFailure(out: Pick<RunConsole, 'error'>, error: unknown): void {
  const { lines, bug } = describeFailure(error);
  for (const line of lines) out.error(line);
  if (bug !== undefined) out.error(inspect(bug));
}

function describeKnown(failures: readonly CodedError[]): readonly string[] {
  const distinct = [
    ...new Map(failures.map((failure) => [headOf(failure) + failure.hint, failure])).values(),
  ];
  const byHint = new Map<string | undefined, CodedError[]>();
  for (const failure of distinct.slice(0, MAX_MESSAGES))
    byHint.set(failure.hint, [...(byHint.get(failure.hint) ?? []), failure]);
  const lines = [...byHint].flatMap(([hint, alike]) => [
    ...alike.map(headOf),
    ...(hint === undefined ? [] : hint.split('\n').map((line) => `  ${line}`)),
  ]);
  const more = distinct.length - MAX_MESSAGES;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

function headOf({ code, message }: CodedError): string {
  return `${code}: ${message}`;
}
