import { dockerfileInvalid, type Place } from './dockerfile-invalid.js';
import { parseFlags, type FlagKinds, type Flags } from './flags.js';
import type { CommandLine, Written } from './instruction.js';
import { parseJsonForm } from './words.js';

/** One instruction, taken apart but not yet understood. */
export interface ParseRequest {
  /** In upper case. */
  readonly keyword: string;
  readonly flags: readonly string[];
  readonly rest: string;
  /** The text with the white space around it. */
  readonly text: string;
  readonly written: Written;
  readonly place: Place;
  readonly escape: string;
}

/** The flags of a request. Errors: `DOCKERFILE_INVALID`. */
export function readFlags({ keyword, flags, place }: ParseRequest, kinds: FlagKinds = {}): Flags {
  return parseFlags(keyword, flags, kinds, place);
}

/** What follows the flags, which must be something. Errors: `DOCKERFILE_INVALID`. */
export function readRest({ keyword, rest, place }: ParseRequest, like: string): string {
  if (rest !== '') return rest;
  throw dockerfileInvalid(place, `${keyword} needs an argument`, `Write it like ${keyword} ${like}.`);
}

/** The JSON form, or all of the rest as shell form. Errors: `DOCKERFILE_INVALID`. */
export function readCommandLine(rest: string, place: Place): CommandLine {
  const args = parseJsonForm(rest, place);
  return args ? { form: 'exec', args } : { form: 'shell', text: rest };
}
