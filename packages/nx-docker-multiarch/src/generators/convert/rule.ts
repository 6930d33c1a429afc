import type { OptionName } from '../../plan/index.js';
import { found, joinConverted, NOTHING, written, type Converted, type Finding } from './converted.js';
import type { OldOptions } from './old-names.js';
import { hasVariable } from './variables.js';

/** An old option with its value, beside all the others. */
export interface Given {
  readonly option: string;
  readonly value: unknown;
  readonly all: OldOptions;
}

export type Convert = (given: Given) => Converted;

/** What becomes of an old option. */
export interface Rule {
  /** What stands in the page's table: our option or options, in Markdown. */
  readonly to: string;
  /** What else stands there, in Markdown. */
  readonly note?: string;
  readonly convert: Convert;
}

/** An old value as a message shows it. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What is left out. */
export function lost(option: string, value: unknown, why: string, todo: string): Converted {
  return found({ option, value: shown(value), weight: 'lost', why, todo });
}

/** The same of something without which the target would be another one. */
export function blocks(option: string, value: unknown, why: string, todo: string): Converted {
  return found({ option, value: shown(value), weight: 'blocks', why, todo });
}

/** What becomes of each text of a list; nx-container takes one text for a list of one. */
export function eachText({ option, value }: Given, read: (text: string) => Converted): Converted {
  return joinConverted(
    [value].flat().map((item: unknown) => {
      if (typeof item === 'string') return item === '' ? NOTHING : read(item);
      if (typeof item === 'number' || typeof item === 'boolean') return read(String(item));
      return item === null || item === undefined
        ? NOTHING
        : lost(option, item, 'It is no text, which nx-container takes here alone.', 'Write it anew.');
    }),
  );
}

/** A boolean that keeps its meaning. */
export const flag =
  (to: OptionName): Convert =>
  ({ option, value }) => {
    const isOn = value === true || value === 'true';
    if (isOn || value === false || value === 'false') return written({ [to]: isOn });
    return value === ''
      ? NOTHING
      : lost(option, value, 'It is neither true nor false.', `Write "${to}" anew.`);
  };

/** A text that keeps its meaning, in an option of ours without tokens. */
export const text =
  (to: OptionName): Convert =>
  (given) =>
    eachText(given, (item) => withoutVariable(given.option, item, to) ?? written({ [to]: item }));

/** The same of a list. */
export const list =
  (to: OptionName): Convert =>
  (given) =>
    eachText(given, (item) => withoutVariable(given.option, item, to) ?? written({ [to]: [item] }));

/** What is said of a text with a variable where we fill in no tokens; `undefined` if it has none. */
export function withoutVariable(
  option: string,
  item: string,
  to: OptionName,
  weight: Finding['weight'] = 'lost',
): Converted | undefined {
  if (!hasVariable(item)) return undefined;
  const flagName = to === 'target' ? 'stage' : to;
  const why = `"${to}" has no tokens for environment variables.`;
  const todo = `Give it on the command line, where the shell fills it in: --${flagName}="${item}".`;
  return found({ option, value: item, weight, why, todo });
}
