import type { CodedError } from '../../errors/index.js';
import type { Finding } from '../../engines/index.js';

/**
 * How it stands with something: `ok`; `note`, which nobody has to do anything about; `warn`, which may become a problem;
 * `missing`, which something that was asked about needs.
 */
export type CheckState = 'ok' | 'note' | 'warn' | 'missing';

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly state: CheckState;
  /** What was found; the first line says the essential. */
  readonly found: string;
  /** What to do about it, as an instruction. */
  readonly fix?: string | undefined;
}

/** All that was looked at of one subject. */
export interface Section {
  /** `this machine`, `target api:docker-multiarch`, `registry ghcr.io`. */
  readonly about: string;
  readonly checks: readonly Check[];
}

/** What an engine found, as a check of something that needs that engine. */
export function checkOf({ severity, message, hint, platform }: Finding, name: string): Check {
  const isNeeded = severity === 'error' || platform !== undefined;
  return { name, state: isNeeded ? 'missing' : 'warn', found: message, fix: hint };
}

/** What of a failure is told. */
export type Failure = Pick<CodedError, 'message' | 'hint'>;

/** A failure as what is missing. */
export function missingBy({ message, hint }: Failure, name: string): Check {
  return { name, state: 'missing', found: message, fix: hint };
}
