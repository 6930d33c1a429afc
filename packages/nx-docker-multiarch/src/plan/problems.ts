import { CodedError, PluginError, redact } from '../errors/index.js';

/** One thing that is wrong with the options. */
export interface Problem {
  readonly option: string;
  /** The value as it may be shown; absent if it was not given or can hold a secret. */
  readonly value?: string;
  /** Continues "*option value:* …". */
  readonly what: string;
  /** An instruction, as a sentence. */
  readonly wayOut: string;
}

/** Takes note of a problem; the caller goes on, so that all of them come at once. */
export type Report = (problem: Problem) => void;

const MAX_SHOWN_CHARACTERS = 120;

/** One error for all problems, a bullet each, the same ones once. `undone` says what has not been done to anything. */
export function optionsInvalid(
  projectName: string,
  problems: readonly Problem[],
  undone: 'built' | 'deleted' | 'released' | 'asked' | 'written' = 'built',
): PluginError {
  const bullets = [...new Set(problems.map(formatProblem))];
  const count = bullets.length === 1 ? '1 problem' : `${bullets.length} problems`;
  return new PluginError(
    'OPTIONS_INVALID',
    `Reading the options of ${projectName}: ${count}, nothing was ${undone}\n${bullets.join('\n')}`,
    { hint: 'Correct them in project.json or on the command line; --help lists every option.' },
  );
}

/** A value for a message: in quotes, without the secrets of URLs, cut if it is long. */
export function showValue(value: unknown): string {
  const shown = redact(JSON.stringify(value) ?? String(value));
  return shown.length > MAX_SHOWN_CHARACTERS ? `${shown.slice(0, MAX_SHOWN_CHARACTERS)}…` : shown;
}

/** What a parser of the OCI model found wrong, without the text it was given. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof CodedError)) throw error;
  return error.message.replace(/^Reading \w+ "(?:[^"\\]|\\.)*": /, '');
}

function formatProblem({ option, value, what, wayOut }: Problem): string {
  return `  - ${option}${value === undefined ? '' : ` ${value}`}: ${what}.\n    ${wayOut}`;
}
